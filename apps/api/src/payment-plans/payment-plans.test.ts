import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { planOffersSchema, planPageSchema, planSchema } from '@puntual/contracts/api/payment-plans';
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
const invoiceIds = ['INV-1', 'INV-2'];
const PATH = '/v1/customers/C-1/payment-plans';

test('an offer is made as it is, is shown with what is paid, and its agreement is kept in both languages', async () => {
  const offered = planOffersSchema.parse((await post(`${PATH}/offers`, { invoiceIds })).body);
  expect([offered.total, offered.offers.map(({ instalments }) => instalments.length)]).toEqual(['242.00', [2, 4, 6]]);
  const instalments = offered.offers[0]?.instalments ?? [];
  const made = await post(PATH, { invoiceIds, instalments });
  const plan = planSchema.parse(made.body);
  expect([made.status, plan]).toMatchObject([201, { state: 'active', total: '242.00', paid: '0.00', taskId: null }]);
  expect((await post(PATH, { invoiceIds, instalments })).body).toMatchObject({ status: 409, code: 'plan-open' });
  expect((await api.get('/v1/invoices/INV-1')).body).toMatchObject({ holds: [{ kind: 'plan' }] });

  const path = `/v1/payment-plans/${plan.id}`;
  const read = async (language: string) => {
    const answer = await fetch(new URL(`${path}/agreement.pdf?language=${language}`, api.url), {
      headers: { authorization: `Bearer ${api.keys.viewer}` },
    });
    return Buffer.from(await answer.arrayBuffer());
  };
  const [spanish, english, again] = [await read('es'), await read('en'), await read('es')];
  expect([spanish, english].map((pdf) => pdf.subarray(0, 5).toString())).toEqual(['%PDF-', '%PDF-']);
  expect(again.equals(spanish)).toBe(true);
  const hash = (pdf: Buffer) => createHash('sha256').update(pdf).digest('hex');
  expect((await api.get(path)).body).toMatchObject({
    agreements: [
      { language: 'en', hash: hash(english) },
      { language: 'es', hash: hash(spanish) },
    ],
  });
  const cancelled = await post(`${path}/cancel`, { reason: 'the customer pays at once' });
  expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
  expect((await post(`${path}/cancel`, { reason: 'x' })).body).toMatchObject({ status: 409, code: 'plan-over' });
  expect(planPageSchema.parse((await api.get(PATH)).body).items).toHaveLength(1);
});

test('a plan beyond the limits is approved by another person, who is a manager', async () => {
  const instalments = [
    { date: '2026-12-01', amount: '42.00' },
    { date: '2027-12-01', amount: '200.00' },
  ];
  const made = await post(PATH, { invoiceIds, instalments }, api.keys.manager);
  const id = String(made.body.id);
  expect([made.status, made.body.state, typeof made.body.taskId]).toEqual([201, 'proposed', 'string']);
  expect((await api.get(`/v1/payment-plans/${id}/agreement.pdf`)).status).toBe(409);
  const approve = (key: string) => post(`/v1/payment-plans/${id}/approve`, {}, key);
  expect((await approve(api.keys.collector)).status).toBe(403);
  expect((await approve(api.keys.manager)).body).toMatchObject({ status: 422, errors: [{ path: 'outcome' }] });
  expect((await approve(api.keys.administrator)).body).toMatchObject({ state: 'active' });
  expect((await approve(api.keys.administrator)).body).toMatchObject({ status: 409, code: 'plan-over' });
  const changed = await post(`/v1/payment-plans/${id}/change`, {
    invoiceIds,
    instalments: [{ date: '2026-12-10', amount: '242.00' }],
  });
  expect([changed.status, changed.body]).toMatchObject([201, { state: 'active', replaces: id }]);
  const wrong = await post(PATH, { invoiceIds: ['INV-1'], instalments: [{ date: '2026-12-01', amount: '1.00' }] });
  expect(wrong.status).toBe(409);
  await post(`/v1/payment-plans/${String(changed.body.id)}/cancel`, { reason: 'x' });
  const sum = await post(PATH, { invoiceIds: ['INV-1'], instalments: [{ date: '2026-12-01', amount: '1.00' }] });
  expect([sum.status, sum.body]).toMatchObject([422, { errors: [{ path: 'instalments' }] }]);
});
