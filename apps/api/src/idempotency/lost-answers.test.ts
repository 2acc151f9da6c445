import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Database } from '@puntual/db/database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anEvent, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

// The database that the API uses fails for the first transaction after one that wrote an audit event: the write is
// committed, and its answer cannot be read.
let db: TestDatabase;
let api: TestApi;
let failing = false;
let committed = false;
const audited = () => db.database.inOrganization(db.organization.id, (tx) => tx.auditEvent.count());

beforeAll(async () => {
  db = await withTestDatabase();
  const breaking: Database = {
    ...db.database,
    inOrganization: async (organizationId, work, limits) => {
      if (committed) {
        committed = false;
        failing = false;
        throw new Error('the answer cannot be read');
      }
      if (!failing) return db.database.inOrganization(organizationId, work, limits);
      const before = await audited();
      const result = await db.database.inOrganization(organizationId, work, limits);
      committed = (await audited()) > before;
      return result;
    },
  };
  api = await withApi(breaking, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    anInvoice('demo', 'INV-1', 'C-1', '2026-11-10', { total: '300.00' }),
    anInvoice('demo', 'INV-2', 'C-1', '2026-12-10', { total: '70.00' }),
    anEvent('demo', 'P-1', 'puntual.payment.received.v1', {
      paymentId: 'P-1',
      customerId: 'C-1',
      amount: '100.00',
      currency: 'EUR',
      receivedOn: '2026-11-19',
      method: 'transfer',
      reference: 'a cuenta',
    }),
  );
});
beforeEach(() => {
  failing = false;
  committed = false;
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const outflows = () => db.database.inOrganization(db.organization.id, (tx) => tx.moneyOut.count());

test.each([
  ['/v1/payments/P-1/reverse', { amount: '10.00', on: '2026-11-20', reason: 'returned' }, 200],
  ['/v1/customers/C-1/refunds', { amount: '10.00', currency: 'EUR', on: '2026-11-20' }, 201],
  ['/v1/payments/P-1/allocations', { allocations: [{ invoiceId: 'INV-1', amount: '10.00' }], reason: 'x' }, 200],
  ['/v1/invoices/INV-1/write-off', { reason: 'small' }, 200],
])('POST %s, committed without an answer, is not done again under its key', async (path, body, status) => {
  const call = () => api.post(path, body, { headers: { 'idempotency-key': `lost${path}` } });
  const left = await outflows();
  failing = true;
  const lost = await call();
  const once = await audited();
  const again = await call();
  if (lost.status === 500) {
    expect([again.status, again.body.code]).toEqual([409, 'idempotency-answer-not-kept']);
    expect(again.body.detail).toContain(`HTTP ${status}`);
  } else {
    // A route that answers without another transaction: storing the answer is what failed.
    expect([lost.status, again.status, again.body.code]).toEqual([status, 409, 'idempotency-key-in-progress']);
  }
  expect(await audited()).toBe(once);
  expect(await outflows()).toBeLessThanOrEqual(left + 1);
});

test('a request that fails before its write is committed may be sent again under its key', async () => {
  const call = () =>
    api.post(
      '/v1/payments/P-1/reverse',
      { amount: '5.00', on: '2026-11-20', reason: 'returned' },
      { headers: { 'idempotency-key': 'before' } },
    );
  committed = true;
  expect((await call()).status).toBe(500);
  expect((await call()).status).toBe(200);
});

test('a write whose process died after the commit is told as done once its answer must have come', async () => {
  const call = () =>
    api.post('/v1/invoices/INV-2/holds', { reason: 'wait' }, { headers: { 'idempotency-key': 'died' } });
  const set = (age: string) =>
    db.database.inOrganization(
      db.organization.id,
      (tx) => tx.$executeRaw`
        UPDATE idempotency_key
        SET status = NULL, body = NULL, created_at = now() - ${age}::interval
        WHERE key = 'died'`,
    );
  expect((await call()).status).toBe(201);
  await set('1 second');
  expect((await call()).body.code).toBe('idempotency-key-in-progress');
  await set('3 minutes');
  expect((await call()).body.code).toBe('idempotency-answer-not-kept');
});
