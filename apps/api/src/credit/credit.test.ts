import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  creditLimitChangePageSchema,
  customerCreditSchema,
  exposedInvoicePageSchema,
  overLimitPageSchema,
} from '@puntual/contracts/api/credit';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { asPerson, aPerson, signIn } from '../testing/people.ts';
import { aCustomer, anEvent, anInvoice, aPayment } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let organization: Awaited<ReturnType<typeof freshOrganization>>;
let keys: { manager: string; collector: string; viewer: string };
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const CREDIT = '/v1/customers/C-1/credit';
beforeEach(async () => {
  organization = await freshOrganization(db);
  const key = async (role: 'manager' | 'collector' | 'viewer') =>
    (await api.issue(organization, 'api-key', role, { name: role })).token;
  keys = { manager: await key('manager'), collector: await key('collector'), viewer: await key('viewer') };
  api.setNow('2026-11-20T11:00:00Z');
  await api.take(organization, aCustomer(organization.slug, 'C-1', { creditLimit: '500.00' }));
});

const invoice = (id: string, due: string, changes: object = {}) =>
  anInvoice(organization.slug, id, 'C-1', due, changes);
const show = async () => customerCreditSchema.parse((await api.get(CREDIT, { key: keys.viewer })).body);
const post = (path: string, body: unknown, key = keys.manager) => api.post(path, body, { key });
const cents = (text: string) => BigInt(text.replace('.', ''));
const sum = (amounts: readonly string[]) => amounts.reduce((all, each) => all + cents(each), 0n);

// 121.00 each: one overdue, one not yet due, one disputed in part, one promised, one paid; and a payment too many.
async function aBook(): Promise<void> {
  const { slug } = organization;
  await api.take(
    organization,
    invoice('LATE', '2026-11-10'),
    invoice('SOON', '2026-12-20'),
    invoice('HALF', '2026-11-11'),
    invoice('WORD', '2026-11-12'),
    invoice('PAID', '2026-11-13'),
    aPayment(slug, 'P-1', 'C-1', 'PAID', '121.00'),
    anEvent(slug, 'extra', 'puntual.payment.received.v1', {
      paymentId: 'P-2',
      customerId: 'C-1',
      amount: '30.00',
      currency: 'EUR',
      receivedOn: '2026-11-19',
      method: 'transfer',
    }),
  );
  const disputed = await post('/v1/customers/C-1/disputes', {
    reason: 'a box is missing',
    category: 'quantity',
    invoices: [{ invoiceId: 'HALF', amount: '21.00' }],
  });
  expect(disputed.status).toBe(201);
  const promised = await post('/v1/customers/C-1/promises', {
    date: '2026-11-25',
    amount: '100.00',
    invoiceIds: ['WORD'],
  });
  expect(promised.status).toBe(201);
}

describe('the exposure', () => {
  test('has every cent in one part, and its rows and invoices add up to it', async () => {
    await aBook();
    const credit = await show();
    expect(credit.exposure).toEqual({
      currency: 'EUR',
      amount: '454.00',
      rows: [
        {
          currency: 'EUR',
          notDue: '121.00',
          overdue: '242.00',
          disputed: '21.00',
          promised: '100.00',
          open: '484.00',
          unappliedCredit: '30.00',
          netted: '30.00',
          total: '454.00',
          counted: '454.00',
          converted: 'no',
        },
      ],
    });
    expect(credit).toMatchObject({
      limit: { amount: '500.00', currency: 'EUR', source: 'erp' },
      available: '46.00',
      exceededSince: null,
    });
    const first = exposedInvoicePageSchema.parse(
      (await api.get(`${CREDIT}/invoices?limit=3`, { key: keys.viewer })).body,
    );
    const next = `${CREDIT}/invoices?limit=3&cursor=${String(first.nextCursor)}`;
    const rest = exposedInvoicePageSchema.parse((await api.get(next, { key: keys.viewer })).body);
    const invoices = [...first.items, ...rest.items];
    expect([invoices.map(({ invoiceId }) => invoiceId), rest.nextCursor]).toEqual([
      ['LATE', 'HALF', 'WORD', 'SOON'],
      null,
    ]);
    for (const part of ['notDue', 'overdue', 'disputed', 'promised', 'open'] as const)
      expect(sum(invoices.map((each) => each[part]))).toBe(cents(credit.exposure.rows[0]?.[part] ?? ''));
  });

  test('equals what the ledger’s entries say, line by line', async () => {
    await aBook();
    const [row] = (await show()).exposure.rows;
    // Not from stored balances: from the entries, the lines of disputes and promises, and what payments are made of.
    const [ledger] = await db.database.inOrganization(
      organization.id,
      (tx) => tx.$queryRaw<Record<string, bigint>[]>`
        WITH open AS (
          SELECT i.id, i.due_date, sum(e.amount_minor) AS minor
          FROM entry e JOIN invoice i ON i.id = e.invoice_id
          GROUP BY i.id, i.due_date),
        disputed AS (
          SELECT l.invoice_id, sum(l.amount_minor) AS minor
          FROM dispute_line l JOIN dispute d ON d.id = l.dispute_id AND d.state IN ('open', 'waiting')
          GROUP BY l.invoice_id),
        promised AS (
          SELECT pi.invoice_id, sum(p.promised_minor) AS minor
          FROM promise_invoice pi JOIN promise p ON p.id = pi.promise_id AND p.state = 'open'
          GROUP BY pi.invoice_id),
        rest AS (
          SELECT o.*, o.minor - coalesce(d.minor, 0) - coalesce(p.minor, 0) AS left_over
          FROM open o LEFT JOIN disputed d ON d.invoice_id = o.id LEFT JOIN promised p ON p.invoice_id = o.id),
        credit AS (
          SELECT sum(p.amount_minor) + coalesce(sum((
            SELECT sum(e.amount_minor) FROM entry e WHERE e.payment_id = p.id)), 0) AS minor
          FROM payment p)
        SELECT (SELECT sum(minor) FROM open)::bigint AS open,
          (SELECT sum(left_over) FROM rest WHERE due_date < '2026-11-20')::bigint AS overdue,
          (SELECT sum(left_over) FROM rest WHERE due_date >= '2026-11-20')::bigint AS not_due,
          (SELECT sum(minor) FROM disputed)::bigint AS disputed,
          (SELECT sum(minor) FROM promised)::bigint AS promised,
          (SELECT minor FROM credit)::bigint AS credit`,
    );
    expect(ledger).toEqual({
      open: cents(row?.open ?? ''),
      overdue: cents(row?.overdue ?? ''),
      not_due: cents(row?.notDue ?? ''),
      disputed: cents(row?.disputed ?? ''),
      promised: cents(row?.promised ?? ''),
      credit: cents(row?.unappliedCredit ?? ''),
    });
  });
});

describe('a limit', () => {
  const wanted = (amount: string | null, version: number) => ({
    limit: amount === null ? null : { amount, currency: 'EUR' },
    reason: 'agreed with sales',
    version,
  });

  test('is set by who has the right, with a reason, and the history says so', async () => {
    expect((await post(CREDIT, wanted('900.00', 1), keys.collector)).status).toBe(403);
    expect((await post(CREDIT, { ...wanted('900.00', 1), reason: ' ' })).status).toBe(422);
    const set = await post(CREDIT, wanted('900.00', 1));
    expect(set.body).toMatchObject({
      limit: { amount: '900.00', currency: 'EUR', source: 'person' },
      erpLimit: { amount: '500.00', currency: 'EUR' },
      version: 2,
    });
    expect((await show()).history).toMatchObject([
      { limit: { amount: '900.00' }, source: 'person', setBy: 'manager', reason: 'agreed with sales' },
      { limit: { amount: '500.00' }, source: 'erp', setBy: 'erp:/erp/test', reason: null },
    ]);
    const page = async (query: string) =>
      creditLimitChangePageSchema.parse((await api.get(`${CREDIT}/history${query}`, { key: keys.viewer })).body);
    const first = await page('?limit=1');
    const rest = await page(`?limit=1&cursor=${String(first.nextCursor)}`);
    expect([...first.items, ...rest.items].map(({ source }) => source)).toEqual(['person', 'erp']);
  });

  test('is refused to the second of two people, and when it is no other one', async () => {
    const both = await Promise.all(['600.00', '700.00'].map((amount) => post(CREDIT, wanted(amount, 1))));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('credit-limit-changed');
    const { limit, version } = await show();
    const same = await post(CREDIT, wanted(limit?.amount ?? '', version));
    expect([same.status, same.body.code]).toEqual([409, 'credit-limit-same']);
    const unknown = await post(CREDIT, { ...wanted('1.00', version), limit: { amount: '1.00', currency: 'XQX' } });
    expect(unknown.status).toBe(422);
  });

  test('that is raised beyond what one person may grant needs another', async () => {
    const people = await Promise.all([1, 2].map(() => aPerson(db.database, organization, 'manager')));
    const [ana, luis] = await Promise.all(people.map(async ({ email }) => asPerson(api, await signIn(api, email))));
    if (!ana || !luis) throw new Error('two people sign in');
    const admin = (await api.issue(organization, 'api-key', 'administrator', { name: 'admin' })).token;
    const change = (method: string, path: string, body: object) => api.call(method, path, { body, key: admin });
    const settings = { netCredit: true, backUnderPercent: 5, grantedAlone: '1000' };
    expect((await change('PATCH', '/v1/settings', { credit: settings })).body.credit).toEqual(settings);
    expect((await change('PUT', '/v1/settings/four-eyes', { kinds: ['credit-limit'] })).status).toBe(200);
    expect((await ana('POST', CREDIT, wanted('1000.00', 1))).status).toBe(200);
    for (const amount of ['1000.01', null]) {
      const refused = await ana('POST', CREDIT, wanted(amount, 2));
      expect([refused.status, refused.body.code]).toEqual([409, 'needs-approval']);
    }
    expect((await ana('POST', CREDIT, wanted('400.00', 2))).status).toBe(200);
    const body = { kind: 'credit-limit', customerId: 'C-1', ...wanted('5000.00', 3) };
    const asked = await ana('POST', '/v1/approvals', body);
    expect(asked.status).toBe(201);
    const approve = `/v1/approvals/${String(asked.body.id)}/approve`;
    expect((await ana('POST', approve, {})).body.code).toBe('approval-own');
    expect((await luis('POST', approve, {})).status).toBe(200);
    expect(await show()).toMatchObject({ limit: { amount: '5000.00' }, version: 4 });
  });

  test('that is passed is in the list with its task, and supply can be stopped until it is met', async () => {
    await api.take(organization, invoice('A', '2026-11-10', { total: '600.00' }));
    await api.take(
      organization,
      aCustomer(organization.slug, 'C-2', { creditLimit: '0.00' }),
      anInvoice(organization.slug, 'B', 'C-2', '2026-12-01'),
    );
    const list = async (query = '') =>
      overLimitPageSchema.parse((await api.get(`/v1/credit/over-limit${query}`, { key: keys.viewer })).body);
    const first = await list('?limit=1');
    const rest = await list(`?limit=1&cursor=${String(first.nextCursor)}`);
    const all = [...first.items, ...rest.items].sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
    expect(all).toMatchObject([
      { customerId: 'C-1', exposure: '600.00', limitCounted: '500.00', over: '100.00' },
      { customerId: 'C-2', exposure: '121.00', limitCounted: '0.00', over: '121.00' },
    ]);
    const credit = await show();
    expect(credit).toMatchObject({ available: '-100.00', taskId: all[0]?.taskId, supplyHold: null });
    const task = (await api.get(`/v1/tasks/${String(credit.taskId)}`, { key: keys.viewer })).body;
    expect(task).toMatchObject({ kind: 'credit-limit', customerId: 'C-1', outcomes: ['handled'] });
    expect((await post(`${CREDIT}/supply-hold`, { reason: 'x' }, keys.collector)).status).toBe(403);
    expect((await post(`${CREDIT}/supply-hold`, { reason: 'far over' })).body).toMatchObject({
      supplyHold: { invoiceId: 'A', state: 'requested' },
    });
    expect((await post(`${CREDIT}/supply-hold`, { reason: 'x' })).body.code).toBe('supply-held');
    await post(CREDIT, wanted('700.00', 1));
    expect(await show()).toMatchObject({ exceededSince: null, taskId: null, supplyHold: null });
    expect((await post(`${CREDIT}/supply-hold`, { reason: 'x' })).body.code).toBe('credit-limit-not-exceeded');
    expect((await list()).items.map(({ customerId }) => customerId)).toEqual(['C-2']);
  });
});

test('a suggested limit says how it comes about, and its parts add up to it', async () => {
  const { slug } = organization;
  const paidOn = (id: string, receivedOn: string) =>
    anEvent(slug, `paid-${id}`, 'puntual.payment.received.v1', {
      paymentId: `P-${id}`,
      customerId: 'C-1',
      amount: '1000.00',
      currency: 'EUR',
      receivedOn,
      method: 'transfer',
      allocations: [{ invoiceId: id, amount: '1000.00' }],
    });
  const old = (id: string, dueDate: string) => invoice(id, dueDate, { total: '1000.00' });
  await api.take(organization, old('A', '2026-10-10'), old('B', '2026-10-15'), old('C', '2026-10-20'));
  await api.take(organization, paidOn('A', '2026-10-20'), paidOn('B', '2026-10-20'), paidOn('C', '2026-10-20'));
  const { suggestion } = await show();
  expect(suggestion).toMatchObject({
    currency: 'EUR',
    amount: '3000.00',
    history: { highestBalance: '3000.00', highestOn: '2026-10-01', paidInvoices: 3, paidLate: 2, meanDaysLate: 5 },
  });
  expect(suggestion.parts.map(({ reason }) => reason)).toEqual(['highest-balance']);
  const spanish = await api.get(CREDIT, { key: keys.viewer, headers: { 'accept-language': 'es' } });
  expect(customerCreditSchema.parse(spanish.body).suggestion.parts[0]?.text).toContain('saldo más alto');
  await api.take(organization, aCustomer(slug, 'C-2'));
  const other = customerCreditSchema.parse((await api.get('/v1/customers/C-2/credit', { key: keys.viewer })).body);
  expect(other).toMatchObject({ limit: null, version: 0, suggestion: { amount: '0.00' } });
  for (const { parts, amount } of [suggestion, other.suggestion])
    expect(sum(parts.map((part) => part.amount))).toBe(cents(amount));
});
