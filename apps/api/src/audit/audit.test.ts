import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sealBlock } from '@puntual/casework/audit/seal-block';
import { auditPageSchema, auditReportSchema } from '@puntual/contracts/api/audit';
import { checkout } from '@puntual/sandbox/checkout';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;

const seal = () => sealBlock(db.database, db.organization.id, { now: api.now(), realMs: Date.now() });
const search = async (query: string) => auditPageSchema.parse((await api.get(`/v1/audit${query}`)).body);
const kindsOf = async (query: string) => (await search(query)).items.map((item) => item.kind);
const verify = async (query = '', headers = {}) =>
  auditReportSchema.parse((await api.get(`/v1/audit/verify${query}`, { headers })).body);

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    aCustomer('demo', 'C-2'),
    anInvoice('demo', 'A', 'C-1', '2026-11-10'),
    anInvoice('demo', 'B', 'C-2', '2026-11-10'),
  );
  await seal();
  api.setNow('2026-11-21T10:00:00Z');
  await api.post('/v1/invoices/A/holds', { reason: 'a call' }, { key: api.keys.collector });
  await seal();
});
afterAll(async () => {
  await api.close();
  await db.close();
});

test('events are found by kind, actor, customer, invoice and time, and tell their block', async () => {
  expect(await search('?kind=hold.opened')).toMatchObject({
    items: [{ kind: 'hold.opened', actor: 'collector', customerId: 'C-1', invoiceId: 'A', block: 2 }],
    nextCursor: null,
  });
  expect(await kindsOf('?actor=collector')).toEqual(['hold.opened']);
  expect(await kindsOf('?customerId=C-2')).toEqual(expect.arrayContaining(['customer.created', 'invoice.issued']));
  expect(await kindsOf('?invoiceId=B')).toContain('invoice.issued');
  expect(await kindsOf('?invoiceId=none')).toEqual([]);
  expect(await kindsOf('?from=2026-11-21T00:00:00Z')).toEqual(['hold.opened']);
  expect(await kindsOf('?to=2026-11-21T00:00:00Z&invoiceId=A')).not.toContain('hold.opened');
  const first = await search('?limit=1');
  expect((await search(`?limit=1&cursor=${first.nextCursor}`)).items[0]?.id).not.toBe(first.items[0]?.id);
});

test('events read as sentences in the reader’s language', async () => {
  const [english] = (await search('?kind=hold.opened')).items;
  const spanish = auditPageSchema.parse(
    (await api.get('/v1/audit?kind=hold.opened', { headers: { 'accept-language': 'es' } })).body,
  ).items[0];
  expect(english?.text).toMatch(/\.$/);
  expect(spanish?.text).not.toBe(english?.text);
});

test('a refused act is in the audit with its route and role, a bounded number of times', async () => {
  for (let count = 0; count < 15; count++)
    expect((await api.get('/v1/keys', { key: api.keys.viewer })).status).toBe(403);
  const { items } = await search('?kind=access.refused&actor=viewer');
  expect(items).toHaveLength(10);
  expect(items[0]).toMatchObject({ data: { route: 'GET /v1/keys', role: 'viewer', code: 'forbidden' } });
  expect(items[0]?.credentialId).toEqual(expect.any(String));
  await seal();
});

test('only administrators and managers read the whole audit', async () => {
  for (const path of ['/v1/audit', '/v1/audit/verify', '/v1/audit/export']) {
    expect((await api.get(path, { key: api.keys.manager })).status).toBe(200);
    expect((await api.get(path, { key: api.keys.collector })).status).toBe(403);
  }
  await seal();
});

test('the chain verifies in pieces, and its head can be compared with one that was kept', async () => {
  const first = await verify('?from=1&blocks=1');
  expect(first).toMatchObject({ blocks: 1, faults: [], nextBlock: 2, unsealed: { events: 0, oldestSeconds: null } });
  expect((await verify(`?from=2&previous=${first.head?.hash}`)).faults).toEqual([]);
  expect((await verify(`?from=2&previous=${'a'.repeat(64)}`)).faults).toMatchObject([
    { code: 'chain-broken', block: 1 },
  ]);
  expect((await api.get('/v1/audit/verify?blocks=51')).status).toBe(422);
});

test('one changed byte is found and located by the route and by the offline command', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'audit-'));
  const exportTo = async (name: string, query = '') => {
    const answer = await api.get(`/v1/audit/export${query}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    await writeFile(join(folder, name), answer.text);
    return join(folder, name);
  };
  try {
    const good = await exportTo('good');
    expect(await runCommand(good)).toMatchObject({ code: 0, text: expect.stringContaining('as sealed') });
    const parts = [await exportTo('part1', '?blocks=1'), await exportTo('part2', '?from=2')];
    expect(await runCommand(...parts)).toMatchObject({ code: 0 });
    const [changed] = (await search('?kind=hold.opened')).items;
    await withClient(db.ownerUrl, (client) =>
      client.query(`UPDATE audit_event SET actor = 'Collector' WHERE id = $1`, [changed?.id]),
    );
    expect((await verify('', { 'accept-language': 'es' })).faults).toEqual([
      { code: 'changed', block: 2, eventId: changed?.id, text: 'El registro guardado no es el que se selló.' },
    ]);
    expect(await runCommand(await exportTo('bad'))).toMatchObject({
      code: 1,
      text: expect.stringContaining(`block 2: changed, event ${changed?.id}`),
    });
    const cut = join(folder, 'cut');
    await writeFile(cut, (await api.get('/v1/audit/export')).text.split('\n').slice(0, 3).join('\n'));
    expect(await runCommand(cut)).toMatchObject({ code: 2, text: expect.stringContaining('cut off') });
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function runCommand(...files: string[]): Promise<{ code: number; text: string }> {
  const command = ['--no-warnings', '--conditions=@puntual/source', 'apps/dev/src/audit.ts', 'verify', ...files];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: checkout });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}
