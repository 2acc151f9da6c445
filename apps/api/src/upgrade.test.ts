import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { sealBlock } from '@puntual/casework/audit/seal-block';
import { openDatabase, type Database } from '@puntual/db/database';
import { checkout } from '@puntual/sandbox/checkout';
import { withClient } from '@puntual/sandbox/prepare-database';
import { fill, olderDatabase, type OlderDatabase } from '@puntual/testing/database/older-database';
import { withTestDatabase } from '@puntual/testing/database/test-database';
import { paid } from '@puntual/testing/builders/events';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { rights } from './auth/roles.ts';
import { withApi, type TestApi } from './testing/with-api.ts';

/** The newest migration of version 0.1.0, and what its own code wrote: see the head of the file. */
const NEWEST = '20261126002100_listed_credits';
const FILLED = join(checkout, 'apps/api/src/testing/filled-by-0.1.0.sql');

let older: OlderDatabase;
let database: Database;
let api: TestApi;
let world: CaseWorld;
let before: unknown;
let organization: { readonly id: string; readonly slug: string };

beforeAll(async () => {
  older = await olderDatabase(NEWEST, FILLED);
  const urls = await older.upgrade();
  database = openDatabase(urls.app, { connections: 8 });
  const [found] = await database.shared.$queryRaw<{ id: string; slug: string }[]>`SELECT id, slug FROM organization`;
  if (!found) throw new Error('the organization is gone');
  organization = found;
  world = new CaseWorld(database, organization);
  api = await withApi(database, organization);
  api.setNow('2026-12-10T11:00:00Z');
  before = await written();
}, 120_000);
afterAll(async () => {
  await api?.close();
  await database?.close();
  await older?.drop();
});

describe('a database that version 0.1.0 filled, after the migrations', () => {
  test('has every invoice, with what is open of it', async () => {
    const items = (await api.get('/v1/invoices?limit=50')).body.items as Record<string, unknown>[];
    const shown = items.map(({ invoiceId, open, status }) => `${String(invoiceId)} ${String(open)} ${String(status)}`);
    expect(shown.sort()).toEqual([
      'INV-1 100.00 open',
      'INV-2 100.00 open',
      'INV-3 100.00 open',
      'INV-4 100.00 open',
      'INV-5 60.00 open',
      'INV-6 0.00 paid',
      'INV-7 100.00 open',
      'INV-8 100.00 open',
      'INV-9 100.00 open',
    ]);
  });

  test.each(Object.keys(rights).filter((route) => /^GET \/v1\//.test(route) && !route.endsWith('/stream')))(
    '%s answers, and not by a failure of its own',
    async (route) => {
      const answer = await api.get(await addressOf(route.slice('GET '.length)));
      expect([answer.status < 500, answer.status < 500 ? '' : answer.text]).toEqual([true, '']);
    },
  );

  test('is not changed by being read', async () => {
    expect(await written()).toEqual(before);
  });

  test('goes on: what was in dispute is one, money is taken, and the audit history verifies', async () => {
    const now = at('2026-12-10 12:00');
    expect(await world.evaluate(now, 'INV-3')).toMatchObject({ did: ['asked a person about dispute 1'] });
    const money = { paymentId: 'P-1', amount: '100.00', allocations: [{ invoiceId: 'INV-1', amount: '100.00' }] };
    // The ids of events count on: "e-1" was taken before.
    const events = [paid(money, { id: 'e-1' }), paid(money, { id: 'new-1' })];
    expect(await world.take(events, now)).toMatchObject([{ verdict: 'duplicate' }, { verdict: 'accepted' }]);
    expect(await world.open('INV-1')).toBe(0n);
    expect(await world.evaluate(now, 'INV-1')).toMatchObject({ kind: 'closed' });
    expect(await world.evaluate(now, 'INV-9')).toMatchObject({ kind: 'sleep' });
    const sealed = await sealBlock(database, organization.id, { now, realMs: Date.now() + 3_600_000 });
    expect(sealed?.events).toBeGreaterThan(40);
    expect((await api.get('/v1/audit/verify')).body).toMatchObject({ blocks: 1, events: sealed?.events, faults: [] });
  });
});

// While the migrations run, and until the last process is replaced, version 0.1.0 writes too.
test('what version 0.1.0 writes fits the newest schema', async () => {
  const newest = await withTestDatabase({ slug: 'other' });
  try {
    await fill(newest.ownerUrl, FILLED);
    const [row] = await withClient(newest.ownerUrl, async (client) => {
      const { rows } = await client.query<{ invoices: number }>('SELECT count(*)::int AS invoices FROM invoice');
      return rows;
    });
    expect(row).toEqual({ invoices: 9 });
  } finally {
    await newest.close();
  }
});

/** How much of what use cases write is there. */
function written(): Promise<unknown> {
  const tables = [
    'audit_event',
    'outbox',
    'entry',
    'step',
    'task',
    'hold',
    'dispute',
    'message',
    'call_log',
    'customer_note',
  ];
  const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
  return world.one(`SELECT ${counts.join(', ')}`);
}

/** The address of a route with ids of what is there. */
async function addressOf(route: string): Promise<string> {
  const id = (sql: string) => world.one<{ id: string }>(sql).then((row) => row.id);
  const ids: Readonly<Record<string, () => Promise<string>>> = {
    invoices: () => Promise.resolve('INV-5'),
    customers: () => Promise.resolve('C-1'),
    payments: () => Promise.resolve('P-5'),
    messages: () => id('SELECT id FROM message'),
    tasks: () => id('SELECT id FROM task'),
    policies: () => Promise.resolve('standard'),
  };
  let address = route;
  for (const [whole, collection = '', parameter = ''] of route.matchAll(/(\w+)\/:(\w+)/g))
    address = address.replace(whole, `${collection}/${(await ids[collection]?.()) ?? `no-${parameter}`}`);
  return address.endsWith('/as-of') ? `${address}?date=2026-12-05` : address;
}
