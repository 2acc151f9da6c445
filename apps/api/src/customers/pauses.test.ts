import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { invoiceDetailSchema } from '@puntual/contracts/api/invoices';
import { pausePageSchema, pauseSchema } from '@puntual/contracts/api/pauses';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(db.organization, aCustomer('demo', 'C-1'), aCustomer('demo', 'C-2'));
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const PAUSES = '/v1/customers/C-1/pauses';
const list = async (query = '') => pausePageSchema.parse((await api.get(PAUSES + query)).body);

test('a pause has a reason and an end, is listed, and can be ended early', async () => {
  const made = await api.post(
    PAUSES,
    { until: '2026-12-01', reason: 'their office moves' },
    { key: api.keys.collector },
  );
  expect(made.status).toBe(201);
  const whole = pauseSchema.parse(made.body);
  expect(whole).toMatchObject({ channel: null, until: '2026-12-01', openedBy: 'collector', releasedAt: null });
  api.setNow('2026-11-20T11:00:00Z');
  await api.post(PAUSES, { until: '2026-12-01', reason: 'mails bounce', channel: 'email' });
  const first = await list('?limit=1');
  const rest = await list(`?limit=1&cursor=${first.nextCursor}`);
  expect([...first.items, ...rest.items].map(({ channel }) => channel)).toEqual(['email', null]);
  expect((await api.call('DELETE', `/v1/customers/C-2/pauses/${whole.pauseId}`)).status).toBe(404);
  const ended = await api.call('DELETE', `${PAUSES}/${whole.pauseId}`);
  expect(ended.body).toMatchObject({ releasedAt: '2026-11-20T11:00:00.000Z', releasedBy: 'administrator' });
});

test('a pause of the whole customer is a hold of its invoices until its day, and ends where it was made', async () => {
  await api.take(db.organization, aCustomer('demo', 'C-3'), anInvoice('demo', 'INV-3', 'C-3', '2026-11-10'));
  const holds = async () => invoiceDetailSchema.parse((await api.get('/v1/invoices/INV-3')).body).holds;
  const pauses = '/v1/customers/C-3/pauses';
  await api.post(pauses, { until: '2026-12-01', reason: 'mails bounce', channel: 'email' });
  expect(await holds()).toEqual([]);
  const { pauseId } = pauseSchema.parse(
    (await api.post(pauses, { until: '2026-12-01', reason: 'their office moves' })).body,
  );
  const pause = { id: pauseId, kind: 'manual', reason: 'their office moves', until: '2026-12-01', ofCustomer: true };
  expect(await holds()).toMatchObject([pause]);
  expect((await api.call('DELETE', `/v1/invoices/INV-3/holds/${pauseId}`)).status).toBe(404);
  api.setNow('2026-12-02T11:00:00Z');
  expect(await holds()).toEqual([]);
  api.setNow('2026-11-20T11:00:00Z');
  await api.call('DELETE', `${pauses}/${pauseId}`);
  expect(await holds()).toEqual([]);
});

test.each([
  [{ reason: 'x' }, 'until'],
  [{ until: '2026-12-01' }, 'reason'],
  [{ until: '2026-11-19', reason: 'x' }, 'until'],
  [{ until: '2027-12-01', reason: 'x' }, 'until'],
  [{ until: '2026-12-01', reason: 'x', channel: 'fax' }, 'channel'],
])('%j is refused', async (body, path) => {
  const answer = await api.post(PAUSES, body);
  expect([answer.status, (answer.body.errors as { path: string }[])[0]?.path]).toEqual([422, path]);
});
