import { describe, expect, test } from '@jest/globals';
import { newId } from '@puntual/db/ids';
import { openDatabase, type Database } from '@puntual/db/database';
import { ensureServiceRoles } from '@puntual/db/roles';
import { migrateDatabase, withClient } from '@puntual/sandbox/prepare-database';
import { freshOrganization, testServerUrl } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { writeAudit, type AuditRow } from '../record/audit.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { checkExport } from './check-export.ts';
import { exportBlocks } from './export-lines.ts';
import { BLOCK_EVENTS, idAt, readWaitingOrganizations, sealBlock, sealLeftOver } from './seal-block.ts';
import { NO_ID } from './sealed-block.ts';
import { verifyChain } from './verify-chain.ts';

const db = useTestDatabase();
const NOW = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;

const event = (reason: string): AuditRow => ({
  kind: 'contact.stopped',
  data: { reason },
  at: new Date(NOW),
  actor: 'Ana Núñez',
  customerRowId: null,
  invoiceRowId: null,
});

const write = (organization: OrganizationRef, ...reasons: string[]) =>
  db.database.inOrganization(organization.id, (tx) => writeAudit(tx, organization.id, reasons.map(event)));
// As if no transaction could take any time, so that the chain is sealed up to this instant.
const later = () => ({ now: NOW, realMs: Date.now() + 2 * MINUTE });
const seal = (organization: OrganizationRef, at = { now: NOW, realMs: Date.now() }) =>
  sealBlock(db.database, organization.id, at);
const verify = (organization: OrganizationRef, range = { from: 1, blocks: 50 }, database = db.database) =>
  verifyChain(database, organization.id, range, Date.now());
const faultsOf = async (organization: OrganizationRef) => (await verify(organization)).faults;

async function exported(organization: OrganizationRef, database: Database = db.database): Promise<string[]> {
  const parts: string[] = [];
  for await (const part of exportBlocks(database, organization.id, { from: 1, blocks: 50 })) parts.push(part);
  return parts.join('').trimEnd().split('\n');
}

const asOwner = (statement: string, ...values: unknown[]) =>
  withClient(db.ownerUrl, (client) => client.query(statement, values));

async function idsOf(organization: OrganizationRef): Promise<string[]> {
  const { rows } = await withClient(db.ownerUrl, (client) =>
    client.query<{ id: string }>('SELECT id FROM audit_event WHERE organization_id = $1 ORDER BY id', [
      organization.id,
    ]),
  );
  return rows.map(({ id }) => id);
}

async function chainOf(...blocks: readonly (readonly string[])[]): Promise<OrganizationRef> {
  const organization = await freshOrganization(db);
  for (const reasons of blocks) {
    await write(organization, ...reasons);
    await seal(organization, later());
  }
  return organization;
}

test('events are sealed in blocks that follow one another, and the chain verifies', async () => {
  const organization = await chainOf(['a', 'b "quoted" \u0001 €'], ['c']);
  expect(await seal(organization)).toBeNull();
  expect(await verify(organization)).toMatchObject({
    blocks: 2,
    events: 3,
    faults: [],
    nextBlock: null,
    head: { number: 2, events: 1 },
    unsealed: { events: 0, oldestMs: null },
  });
  expect(await checkExport(await exported(organization), null)).toMatchObject({ blocks: 2, events: 3, faults: [] });
});

test('an event whose transaction commits after later events were sealed is in the next block', async () => {
  const organization = await freshOrganization(db);
  await db.database.inOrganization(organization.id, async (tx) => {
    await writeAudit(tx, organization.id, [event('slow')]);
    await write(organization, 'fast');
    expect(await seal(organization)).toMatchObject({ number: 1, events: 1 });
    expect(await seal(organization)).toBeNull();
  });
  expect(await seal(organization)).toMatchObject({ number: 2, events: 1 });
  expect(await verify(organization)).toMatchObject({ blocks: 2, faults: [], unsealed: { events: 0 } });
  const [slow, fast] = await idsOf(organization);
  const { rows } = await asOwner(
    'SELECT event_id, block FROM audit_sealed_event WHERE organization_id = $1 ORDER BY block',
    organization.id,
  );
  expect(rows).toEqual([
    { event_id: fast, block: 1 },
    { event_id: slow, block: 2 },
  ]);
});

test('events of a transaction that rolls back leave no gap', async () => {
  const organization = await chainOf(['a']);
  await expect(
    db.database.inOrganization(organization.id, async (tx) => {
      await writeAudit(tx, organization.id, [event('never')]);
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await write(organization, 'b');
  await seal(organization, later());
  expect(await verify(organization)).toMatchObject({ blocks: 2, events: 2, faults: [] });
});

test('what was written before the chain existed becomes its first blocks, in order and in bounded pieces', async () => {
  const organization = await freshOrganization(db);
  await write(organization, ...Array.from({ length: BLOCK_EVENTS + 5 }, (_, index) => `old ${index}`));
  const at = later();
  expect(await readWaitingOrganizations(db.database.shared, NO_ID, 100)).toContainEqual({
    organizationId: organization.id,
    oldest: (await idsOf(organization))[0],
  });
  expect(await seal(organization, at)).toMatchObject({ number: 1, events: BLOCK_EVENTS });
  expect(await seal(organization, at)).toMatchObject({ number: 2, events: 5 });
  expect(await seal(organization, at)).toBeNull();
  const first = await verify(organization, { from: 1, blocks: 1 });
  expect(first).toMatchObject({ blocks: 1, faults: [], nextBlock: 2 });
  expect(await verify(organization, { from: 2, blocks: 1 })).toMatchObject({ blocks: 1, faults: [], nextBlock: null });
  const waiting = await readWaitingOrganizations(db.database.shared, NO_ID, 100);
  expect(waiting.map((each) => each.organizationId)).not.toContain(organization.id);
});

test('two sealers of one organization never seal an event twice', async () => {
  const organization = await freshOrganization(db);
  await write(organization, 'a', 'b', 'c');
  const blocks = await Promise.all([seal(organization), seal(organization), seal(organization)]);
  expect(blocks.filter((block) => block !== null)).toHaveLength(1);
  expect(await verify(organization)).toMatchObject({ blocks: 1, events: 3, faults: [] });
});

describe('what the owner of the database changes afterwards is found, and where', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['a byte of the data', `UPDATE audit_event SET data = '{"reason": "B"}' WHERE id = $1`, 'changed'],
    ['the form of a number in the data', `UPDATE audit_event SET data = data || '{"n": 1.0}' WHERE id = $1`, 'changed'],
    ['the actor', `UPDATE audit_event SET actor = 'Ana Nunez' WHERE id = $1`, 'changed'],
    ['the instant, by a millisecond', `UPDATE audit_event SET at = at + interval '1 ms' WHERE id = $1`, 'changed'],
    ['the credential', `UPDATE audit_event SET credential_id = gen_random_uuid() WHERE id = $1`, 'changed'],
    ['an event is deleted', 'DELETE FROM audit_event WHERE id = $1', 'removed'],
  ];
  test.each(cases)('%s', async (_, statement, code) => {
    const organization = await chainOf(['a'], ['x', 'b', 'y'], ['c']);
    const eventId = (await idsOf(organization))[2];
    await asOwner(statement, eventId);
    expect(await faultsOf(organization)).toEqual([{ code, block: 2, eventId }]);
    expect((await checkExport(await exported(organization), null)).faults).toEqual([{ code, block: 2, eventId }]);
  });

  test('an event is inserted among sealed ones, whether or not it is sealed later', async () => {
    const organization = await chainOf(['a'], ['b'], ['c']);
    const ids = await idsOf(organization);
    const eventId = `${ids[1]?.slice(0, -1)}${ids[1]?.endsWith('0') ? '1' : '0'}`;
    await asOwner(
      `INSERT INTO audit_event (id, organization_id, at, kind, actor, data)
       VALUES ($1, $2, now(), 'contact.stopped', 'x', '{}')`,
      eventId,
      organization.id,
    );
    const found = await faultsOf(organization);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code: 'inserted', eventId });
    expect(await sealLeftOver(db.database, organization.id, NO_ID, later())).toEqual(expect.any(String));
    const resealed = await faultsOf(organization);
    expect(resealed).toEqual([{ code: 'inserted', block: 4, eventId }]);
    expect((await checkExport(await exported(organization), null)).faults).toEqual(resealed);
  });

  test('two events of a block change their places', async () => {
    const organization = await chainOf(['a', 'b', 'c']);
    const [first, second] = await idsOf(organization);
    const move = (eventId: string | undefined, position: number) =>
      asOwner('UPDATE audit_sealed_event SET position = $2 WHERE event_id = $1', eventId, position);
    await move(first, 9);
    await move(second, 1);
    await move(first, 2);
    expect(await faultsOf(organization)).toEqual([
      { code: 'block-changed', block: 1, eventId: null },
      { code: 'reordered', block: 1, eventId: first },
    ]);
  });

  test('an event and its place are deleted, and the block is made to fit', async () => {
    const organization = await chainOf(['a'], ['b', 'c'], ['d']);
    const eventId = (await idsOf(organization))[1];
    await asOwner('DELETE FROM audit_event WHERE id = $1', eventId);
    await asOwner('DELETE FROM audit_sealed_event WHERE event_id = $1', eventId);
    expect(await faultsOf(organization)).toEqual([
      { code: 'block-changed', block: 2, eventId: null },
      { code: 'removed', block: 2, eventId: null },
    ]);
    // With a hash that fits, the next block does not follow any more.
    await asOwner(
      `UPDATE audit_block SET hash = repeat('a', 64) WHERE organization_id = $1 AND number = 2`,
      organization.id,
    );
    expect(await faultsOf(organization)).toContainEqual({ code: 'chain-broken', block: 3, eventId: null });
  });

  test('a block is deleted', async () => {
    const organization = await chainOf(['a'], ['b'], ['c']);
    const eventId = (await idsOf(organization))[1];
    await asOwner('DELETE FROM audit_sealed_event WHERE organization_id = $1 AND block = 2', organization.id);
    await asOwner('DELETE FROM audit_block WHERE organization_id = $1 AND number = 2', organization.id);
    expect(await faultsOf(organization)).toEqual([
      { code: 'block-missing', block: 2, eventId: null },
      { code: 'inserted', block: 3, eventId },
    ]);
  });
});

test('an event that became visible too late for any transaction is sealed, and verification names it', async () => {
  const organization = await chainOf(['a']);
  const eventId = idAt(Date.now() - 60 * MINUTE).replace(/.{6}$/, '000007');
  await asOwner(
    `INSERT INTO audit_event (id, organization_id, at, kind, actor, data)
     VALUES ($1, $2, now(), 'contact.stopped', 'x', '{}')`,
    eventId,
    organization.id,
  );
  expect(await seal(organization, later())).toBeNull();
  const end = await sealLeftOver(db.database, organization.id, NO_ID, later());
  expect(await sealLeftOver(db.database, organization.id, end ?? NO_ID, later())).toBeNull();
  expect(await faultsOf(organization)).toEqual([{ code: 'inserted', block: 2, eventId }]);
});

test('the services’ role may neither change nor delete events and blocks', async () => {
  const organization = await chainOf(['a']);
  for (const table of ['audit_event', 'audit_block', 'audit_sealed_event'])
    for (const change of [
      `UPDATE ${table} SET organization_id = organization_id`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table}`,
    ])
      await expect(db.database.inOrganization(organization.id, (tx) => tx.$executeRawUnsafe(change))).rejects.toThrow(
        /permission denied/,
      );
});

test('the chain verifies after a restore into another database, and a byte changed there is found there', async () => {
  const organization = await chainOf(['a', 'b'], ['c']);
  const server = testServerUrl();
  const name = `restored_${newId().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await withClient(server, (client) => client.query(`CREATE DATABASE ${name}`));
  try {
    await migrateDatabase(url.href);
    await copyTables(url.href, ['organization', 'audit_event', 'audit_block', 'audit_sealed_event']);
    const restored = openDatabase((await ensureServiceRoles(url.href)).app, { connections: 2 });
    try {
      expect(await verify(organization, undefined, restored)).toMatchObject({ blocks: 2, events: 3, faults: [] });
      expect(await exported(organization, restored)).toEqual(await exported(organization));
      await restored.inOrganization(organization.id, (tx) => writeAudit(tx, organization.id, [event('after')]));
      expect(await sealBlock(restored, organization.id, later())).toMatchObject({ number: 3, events: 1 });
      expect(await verify(organization, undefined, restored)).toMatchObject({ blocks: 3, faults: [] });
      const eventId = (await idsOf(organization))[1];
      await withClient(url.href, (client) =>
        client.query(`UPDATE audit_event SET data = '{"reason": "c"}' WHERE id = $1`, [eventId]),
      );
      const faults = [{ code: 'changed', block: 1, eventId }];
      expect((await verify(organization, undefined, restored)).faults).toEqual(faults);
      expect((await checkExport(await exported(organization, restored), null)).faults).toEqual(faults);
      expect(await faultsOf(organization)).toEqual([]);
    } finally {
      await restored.close();
    }
  } finally {
    await withClient(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  }
});

// Copies rows as pg_dump does: each column as its text, with the checks of foreign keys switched off.
async function copyTables(to: string, tables: readonly string[]): Promise<void> {
  await withClient(to, async (target) => {
    await target.query(`SET session_replication_role = replica`);
    for (const table of tables) {
      const { rows } = await withClient(db.ownerUrl, (client) =>
        client.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${table} t`),
      );
      for (const { row } of rows)
        await target.query(`INSERT INTO ${table} SELECT * FROM json_populate_record(NULL::${table}, $1::json)`, [row]);
    }
  });
}
