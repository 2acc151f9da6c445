import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { customerDetailSchema } from '@puntual/contracts/api/customers';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(db.organization, aCustomer('demo', 'C-1', {}), anInvoice('demo', 'A', 'C-1', '2026-12-01'));
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const put = (path: string, body: unknown) => api.call('PUT', path, { body });
const procedureOf = async () => customerDetailSchema.parse((await api.get('/v1/customers/C-1')).body).procedure;

test('a customer of whom nothing is known has a procedure that asks for nothing', async () => {
  expect(await procedureOf()).toEqual({ needs: [] });
});

test('how a customer pays is set, shown, and moves the reminders with its reason in words', async () => {
  const procedure = { needs: ['order-number'], cutOffDay: 20, payRun: { daysOfMonth: [15] } };
  const answer = await put('/v1/customers/C-1/procedure', procedure);
  expect([answer.status, answer.body]).toEqual([200, procedure]);
  expect(await procedureOf()).toEqual(procedure);
  const plan = (await api.get('/v1/invoices/A/plan', { headers: { 'accept-language': 'es' } })).body as {
    steps: { stepId: string; on: string; reasons: { code: string; text: string }[] }[];
  };
  expect(plan.steps.find(({ stepId }) => stepId === 'friendly')).toMatchObject({
    on: '2026-12-16',
    reasons: [{ code: 'pay-run', text: expect.stringContaining('El cliente paga en días fijos') }],
  });
});

test('what cannot be is refused with the path of the fault, and a stranger is not found', async () => {
  const refused = await put('/v1/customers/C-1/procedure', { needs: ['a stamp'], cutOffDay: 32, payday: 1 });
  expect(refused.status).toBe(422);
  expect((refused.body as { errors: { path: string }[] }).errors.map(({ path }) => path).sort()).toEqual([
    'cutOffDay',
    'needs.0',
    'payday',
  ]);
  expect((await put('/v1/customers/nobody/procedure', { needs: [] })).status).toBe(404);
});
