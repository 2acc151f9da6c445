import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { promisePageSchema, promiseSchema } from '@puntual/contracts/api/promises';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    anInvoice('demo', 'INV-1', 'C-1', '2026-11-10'),
    anInvoice('demo', 'INV-2', 'C-1', '2026-11-11'),
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const post = (path: string, body: object, key = api.keys.collector) => api.call('POST', path, { key, body });

test('a promise about an invoice is made, shown, renewed, listed and withdrawn', async () => {
  const made = await post('/v1/invoices/INV-1/promises', { date: '2026-12-01', promisedBy: 'Ana', source: 'reply' });
  expect([made.status, promiseSchema.parse(made.body)]).toMatchObject([
    201,
    { state: 'open', invoices: [{ invoiceId: 'INV-1' }], level: 1, source: 'reply', promisedBy: 'Ana', kept: '0.00' },
  ]);
  const id = String(made.body.id);
  expect((await api.get('/v1/invoices/INV-1')).body).toMatchObject({
    holds: [{ kind: 'promise', until: '2026-12-03' }],
  });
  expect((await post('/v1/invoices/INV-1/promises', { date: '2026-12-02' })).body).toMatchObject({
    status: 409,
    code: 'promise-open',
  });
  const renewed = await post(`/v1/promises/${id}/renew`, { date: '2026-12-04' });
  expect([renewed.status, renewed.body]).toMatchObject([201, { level: 2, renews: id, until: '2026-12-06' }]);
  expect((await post(`/v1/promises/${id}/renew`, { date: '2026-12-04' })).body).toMatchObject({ code: 'promise-over' });
  const withdrawn = await post(`/v1/promises/${String(renewed.body.id)}/withdraw`, { reason: 'noted by mistake' });
  expect([withdrawn.status, withdrawn.body.state]).toEqual([200, 'withdrawn']);
  const { body } = await api.get('/v1/customers/C-1/promises?limit=1', { key: api.keys.viewer });
  const page = promisePageSchema.parse(body);
  expect(page.items.map(({ state }) => state)).toEqual(['withdrawn']);
  const next = await api.get(`/v1/customers/C-1/promises?cursor=${page.nextCursor ?? ''}`);
  expect(promisePageSchema.parse(next.body)).toMatchObject({ items: [{ id, state: 'renewed' }], nextCursor: null });
  const history = await api.get('/v1/invoices/INV-1/history?limit=200');
  expect(history.text).toContain('The customer promised');
});

test('a promise of several sums is about invoices of a customer, and a refusal names its field', async () => {
  const parts = [
    { date: '2026-12-01', amount: '100.00' },
    { date: '2026-12-15', amount: '120.00' },
  ];
  const body = { invoiceIds: ['INV-1', 'INV-2'], parts };
  const made = await post('/v1/customers/C-1/promises', body);
  expect([made.status, made.body]).toMatchObject([201, { promised: '220.00', parts, until: '2026-12-17' }]);
  const wrong = await post('/v1/customers/C-1/promises', {
    ...body,
    parts: [...parts].reverse(),
    renews: made.body.id,
  });
  expect([wrong.status, wrong.body]).toMatchObject([422, { errors: [{ path: 'parts.1.date' }] }]);
  await post(`/v1/promises/${String(made.body.id)}/withdraw`, { reason: 'x' });
});

test('a manager may go beyond the limits of a collector, and the customer shows its record', async () => {
  const promiseLimits = { longestDays: 10 };
  await api.call('PATCH', '/v1/settings', { key: api.keys.manager, body: { promiseLimits } });
  const far = { date: '2027-03-01' };
  expect((await post('/v1/invoices/INV-2/promises', far)).status).toBe(422);
  const made = await post('/v1/invoices/INV-2/promises', far, api.keys.manager);
  expect([made.status, typeof made.body.agreedBy]).toEqual([201, 'string']);
  expect((await post('/v1/invoices/INV-2/promises', far, api.keys.viewer)).status).toBe(403);
  expect((await api.get('/v1/customers/C-1')).body).toMatchObject({ promises: { open: 1, broken: 0, kept: [] } });
});
