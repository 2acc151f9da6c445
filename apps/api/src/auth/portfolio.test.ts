import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '@puntual/db/ids';
import { roleRights } from '@puntual/domain/access/rights';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { withClient } from '@puntual/sandbox/prepare-database';
import { aPerson, asPerson, signIn, type Person } from '../testing/people.ts';
import { aCustomer, anInvoice, aPayment } from '../testing/sample-events.ts';
import { seedMessage, seedReply, seedTask } from '../testing/seed-message.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { ASKS_FOR_ACCESS, WHOLE_ORGANIZATION } from './portfolio.ts';
import { rights } from './roles.ts';

type Signed = Person & { readonly call: ReturnType<typeof asPerson> };

let db: TestDatabase;
let api: TestApi;
let ana: Signed;
let bea: Signed;
let boss: Signed;
/** What belongs to Bea's customer, by resource. */
const ids: Record<string, string> = {
  customers: 'B-1',
  disputes: '',
  groups: 'G-B-1',
  invoices: 'IB',
  messages: '',
  'payment-plans': '',
  payments: 'PB',
  placements: '',
  promises: '',
  replies: '',
  tasks: '',
};
const ANY_ID = '01a22def-e2aa-76e3-ada4-6aef88c36c07';

async function aSigned(name: string, role: string): Promise<Signed> {
  const email = `${name}@norte.example`;
  const person = await aPerson(db.database, db.organization, role, email);
  return { ...person, call: asPerson(api, await signIn(api, email)) };
}

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  [ana, bea, boss] = [
    await aSigned('ana', 'collector'),
    await aSigned('bea', 'collector'),
    await aSigned('boss', 'manager'),
  ];
  for (const { id } of [ana, bea]) await boss.call('PUT', `/v1/collectors/${id}`, {});
  await api.take(
    db.organization,
    aCustomer('demo', 'A-1', { accountManager: 'ana' }),
    aCustomer('demo', 'B-1', {
      accountManager: 'BEA@norte.example',
      creditLimit: '1.00',
      group: { groupId: 'G-B-1' },
    }),
    aCustomer('demo', 'N-1'),
    anInvoice('demo', 'IA', 'A-1', '2026-11-10'),
    anInvoice('demo', 'IB', 'B-1', '2026-11-10'),
    anInvoice('demo', 'IB2', 'B-1', '2026-11-10'),
    anInvoice('demo', 'IN', 'N-1', '2026-11-10'),
    aPayment('demo', 'PB', 'B-1', 'IB', '1.00'),
  );
  const [customer, invoice] = await db.database.inOrganization(db.organization.id, async (tx) => [
    (await tx.customer.findFirstOrThrow({ where: { customerId: 'B-1' } })).id,
    (await tx.invoice.findFirstOrThrow({ where: { invoiceId: 'IB' } })).id,
  ]);
  ids['payment-plans'] = await seedPlan(customer ?? '');
  ids.tasks = await seedTask(db.database, db.organization, customer ?? '', [invoice ?? ''], 'call');
  ids.messages = await seedMessage(db.database, db.organization, customer ?? '', [invoice ?? '']);
  ids.replies = await seedReply(db.database, db.organization, customer ?? '');
  ids.placements = await seedPlacement(customer ?? '', invoice ?? '');
  await bea.call('POST', '/v1/customers/B-1/notes', { body: '@bea the secret of B-1' });
  const made = async (path: string, body: object) => String((await bea.call('POST', path, body)).body.id);
  ids.disputes = await made('/v1/customers/B-1/disputes', { reason: 'x', invoices: [{ invoiceId: 'IB2' }] });
  ids.promises = await made('/v1/customers/B-1/promises', {
    invoiceIds: ['IB'],
    parts: [{ date: '2026-11-27', amount: '120.00' }],
  });
  expect((await boss.call('PATCH', '/v1/settings', { portfolios: true })).body.portfolios).toBe(true);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

async function seedPlan(customerId: string): Promise<string> {
  const id = newId();
  const terms = { currency: 'EUR', state: 'active', source: 'call', totalMinor: 100n, graceDays: 0 };
  const instalments = [{ on: '2026-12-01', minor: '100' }];
  const proposed = {
    instalments,
    proposedAt: new Date('2026-11-20T09:00:00Z'),
    proposedBy: 'puntual',
    charges: 'included',
  };
  await db.database.inOrganization(db.organization.id, (tx) =>
    tx.paymentPlan.create({ data: { id, organizationId: db.organization.id, customerId, ...terms, ...proposed } }),
  );
  return id;
}

async function seedPlacement(customerId: string, invoiceId: string): Promise<string> {
  const id = newId();
  const debt = { state: 'proposed', openMinor: 100n, pack: {}, packHash: 'x', proposedAt: new Date() };
  await db.database.inOrganization(db.organization.id, (tx) =>
    tx.placement.create({ data: { id, organizationId: db.organization.id, customerId, invoiceId, ...debt } }),
  );
  return id;
}

const held: ReadonlySet<string> = new Set(roleRights.collector);
const reachable = Object.entries(rights)
  .filter(([, right]) => held.has(right))
  .map(([route]) => route);
const resourceOf = (route: string) => route.split('/')[2] ?? '';
/** Resources whose rows say nothing about a customer. */
const ABOUT_NOBODY = [
  'agencies',
  'approvals',
  'collectors',
  'events',
  'feeds',
  'imports',
  'policies',
  'receipts',
  'settings',
  'teams',
];
const ofSubject = reachable.filter(
  (route) => /^\w+ \/v1\/[\w-]+\/:id/.test(route) && ids[resourceOf(route)] !== undefined && route !== ASKS_FOR_ACCESS,
);
const LISTS = [
  '/v1/credit/over-limit',
  '/v1/groups',
  '/v1/placements',
  '/v1/customers',
  '/v1/customers?q=B-1',
  '/v1/invoices',
  '/v1/invoices?q=IB',
  '/v1/disputes',
  '/v1/messages',
  '/v1/replies',
  '/v1/replies?customerId=B-1',
  '/v1/notes?person=bea',
  '/v1/payments',
  '/v1/tasks',
  '/v1/tasks?customerId=B-1',
  '/v1/worklist?person=all',
  '/v1/collectors/bea/digest',
];

const filled = (route: string) =>
  (route.split(' ')[1] ?? '').replace(':id', ids[resourceOf(route)] ?? ANY_ID).replace(/:\w+/g, ANY_ID);
const codeOf = async (who: Signed, route: string) => (await who.call(route.split(' ')[0] ?? '', filled(route))).status;

describe('a collector who sees what is theirs', () => {
  test.each(ofSubject.map((route) => [route]))('%s is 404 for what is somebody else’s', async (route) => {
    expect(await codeOf(ana, route)).toBe(404);
    if (route.startsWith('GET') && !/:\w+.*:\w+|pdf|plan$|reconciliation|why/.test(route))
      for (const who of [bea, boss]) expect([route, await codeOf(who, route)]).toEqual([route, 200]);
  });

  test('a mail that is nobody’s is tied to own customers only', async () => {
    const id = await seedReply(db.database, db.organization, null);
    const tie = async (customerId: string) => (await ana.call('POST', `/v1/replies/${id}/tie`, { customerId })).status;
    expect([await tie('B-1'), await tie('A-1')]).toEqual([422, 200]);
  });

  test.each(LISTS)('%s lists nothing of somebody else', async (path) => {
    const texts = await Promise.all([bea, ana].map(async (who) => JSON.stringify((await who.call('GET', path)).body)));
    const ofBea = /B-1|"IB|"PB"|secret/;
    expect(texts[0]).toMatch(ofBea);
    expect(texts[1]).not.toMatch(ofBea);
  });

  test.each([...WHOLE_ORGANIZATION].map((route) => [route]))('%s is refused', async (route) => {
    expect(await codeOf(ana, route)).toBe(403);
  });

  test('every route that collectors reach is walled, refused or about no customer', () => {
    const lists = new Set(LISTS.map((path) => `GET ${path.split('?')[0]}`));
    const other = reachable.filter(
      (route) =>
        !ofSubject.includes(route) &&
        !WHOLE_ORGANIZATION.has(route) &&
        !lists.has(route) &&
        !ABOUT_NOBODY.includes(resourceOf(route)),
    );
    expect(other).toEqual([
      // Its sums are over the disputes that the caller sees.
      'GET /v1/disputes/summary',
      ASKS_FOR_ACCESS,
      // It says that something changed, and nothing else.
      'GET /v1/worklist/stream',
    ]);
  });

  test('own customers and those of nobody are there, and managers see all', async () => {
    const listed = async (who: Signed) =>
      ((await who.call('GET', '/v1/customers')).body.items as { customerId: string }[])
        .map(({ customerId }) => customerId)
        .sort();
    expect(await listed(ana)).toEqual(['A-1', 'N-1']);
    expect(await listed(bea)).toEqual(['B-1', 'N-1']);
    expect(await listed(boss)).toEqual(['A-1', 'B-1', 'N-1']);
  });

  test('a team shares its customers, its lead sees them, and an owner goes before the account manager', async () => {
    const sees = async (who: Signed, customer: string) =>
      (await who.call('GET', `/v1/customers/${customer}`)).status === 200;
    await boss.call('PUT', '/v1/customers/A-1/portfolio', { owner: 'bea', team: null });
    expect([await sees(ana, 'A-1'), await sees(bea, 'A-1')]).toEqual([false, true]);
    await boss.call('PUT', '/v1/customers/A-1/portfolio', { owner: null, team: 'north' });
    expect([await sees(ana, 'A-1'), await sees(bea, 'A-1')]).toEqual([true, false]);
    await boss.call('PUT', '/v1/teams/north', { lead: 'bea' });
    expect(await sees(bea, 'A-1')).toBe(true);
    await boss.call('PUT', '/v1/teams/north', { lead: null });
    expect(await sees(bea, 'A-1')).toBe(false);
    await boss.call('PUT', `/v1/collectors/${bea.id}`, { teams: ['north'] });
    expect(await sees(bea, 'A-1')).toBe(true);
    await boss.call('PUT', `/v1/collectors/${bea.id}`, { teams: [] });
    await boss.call('PUT', '/v1/customers/A-1/portfolio', { owner: null, team: null });
  });

  test('whoever has a task of the customer sees the customer, until it is done', async () => {
    const status = async () => (await ana.call('GET', '/v1/customers/B-1/sheet')).status;
    await boss.call('POST', `/v1/tasks/${ids.tasks}/assign`, { to: 'ana', reason: 'x' });
    expect(await status()).toBe(200);
    await boss.call('POST', `/v1/tasks/${ids.tasks}/assign`, { to: null, reason: 'x' });
    expect(await status()).toBe(404);
  });

  test('an outsider asks for access, also by a mention, and a manager grants it and takes it back', async () => {
    const note = await bea.call('POST', '/v1/customers/B-1/notes', { body: '@ana, what do you think?' });
    expect(note.body.accessAsked).toEqual([`user:${ana.id}`]);
    expect((await ana.call('POST', '/v1/customers/B-1/access', { reason: 'asked' })).body).toEqual({ state: 'asked' });
    expect((await ana.call('POST', '/v1/customers/X-9/access', { reason: 'asked' })).status).toBe(404);
    expect((await ana.call('GET', '/v1/access-requests')).status).toBe(403);
    const { items } = (await boss.call('GET', '/v1/access-requests?state=asked')).body as { items: { id: string }[] };
    expect(items).toMatchObject([{ customerId: 'B-1', personId: `user:${ana.id}`, askedById: `user:${bea.id}` }]);
    const decide = (as: string) => boss.call('POST', `/v1/access-requests/${items[0]?.id}/${as}`);
    expect((await decide('grant')).body.state).toBe('granted');
    expect((await ana.call('GET', '/v1/customers/B-1')).status).toBe(200);
    expect((await bea.call('POST', '/v1/customers/B-1/notes', { body: '@ana again' })).body.accessAsked).toEqual([]);
    expect((await decide('refuse')).body.state).toBe('refused');
    expect((await ana.call('GET', '/v1/customers/B-1')).status).toBe(404);
    expect((await decide('grant')).body.code).toBe('access-refused');
  });
});

test('every table about a customer has the wall', async () => {
  const missing = await withClient(db.ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(`
      SELECT c.table_name AS name
      FROM information_schema.columns c
      WHERE c.table_schema = 'public' AND c.column_name = 'customer_id' AND c.data_type = 'uuid'
        AND EXISTS (SELECT FROM pg_class k WHERE k.relname = c.table_name AND k.relkind = 'r')
        AND NOT EXISTS (
          SELECT FROM pg_policies p WHERE p.tablename = c.table_name AND p.policyname = 'portfolio_wall')`);
    return rows.map(({ name }) => name);
  });
  // Those who are confined do not reach the requests for access.
  expect(missing).toEqual(['customer_access']);
});
