import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pausePageSchema, pauseSchema } from '@puntual/contracts/api/pauses';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer } from '../testing/sample-events.ts';
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
