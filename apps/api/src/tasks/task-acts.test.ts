import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { taskPreviewSchema } from '@puntual/contracts/api/task-acts';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { seedTask } from '../testing/seed-message.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let customerRowId: string;
let invoiceRowId: string;
let call: string;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(db.organization, aCustomer('demo', 'C-1'), anInvoice('demo', 'A', 'C-1', '2026-11-10'));
  [customerRowId, invoiceRowId] = await db.database.inOrganization(
    db.organization.id,
    async (tx) => [(await tx.customer.findFirstOrThrow()).id, (await tx.invoice.findFirstOrThrow()).id] as const,
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});
beforeEach(async () => {
  await db.database.inOrganization(db.organization.id, (tx) =>
    tx.task.updateMany({ where: { state: { not: 'done' } }, data: { state: 'done', outcome: 'handled' } }),
  );
  call = await seedTask(db.database, db.organization, customerRowId, [invoiceRowId], 'call', { dueOn: '2026-11-19' });
});

const preview = async (body: object, language = 'en') => {
  const answer = await api.post(`/v1/tasks/${call}/preview`, body, { headers: { 'accept-language': language } });
  expect(answer.status).toBe(200);
  return taskPreviewSchema.parse(answer.body);
};

test('a preview says until when it is silent and what then comes, in both languages, and changes nothing', async () => {
  const promised = { outcome: 'promised', promise: { date: '2026-11-25' } };
  const told = await preview(promised);
  expect(told).toMatchObject({
    refused: null,
    silentUntil: '2026-11-27',
    holds: [{ invoiceId: 'A', kind: 'promise' }],
  });
  expect(told.text[0]).toBe('Silent until 27 November 2026.');
  expect((await preview(promised, 'es')).text[0]).toBe('Silencio hasta el 27 de noviembre de 2026.');
  expect((await api.get(`/v1/tasks/${call}`)).body).toMatchObject({ state: 'open', outcome: null });
});

test('what would be refused is told with its code, before anybody saves it', async () => {
  expect(await preview({ outcome: 'call-back', callBack: { date: '2026-11-21', time: '10:00' } })).toMatchObject({
    refused: { code: 'call-back-quiet-hours', path: 'callBack' },
    tasks: [],
  });
});

test('an agreed call is shown by the customer’s clock', async () => {
  const told = await preview({ outcome: 'call-back', callBack: { date: '2026-11-23', time: '10:30' } });
  expect(told.tasks).toMatchObject([{ kind: 'call', dueAt: '2026-11-23T09:30:00.000Z' }]);
  expect(told.text).toContain('A call is agreed for 2026-11-23 10:30, the customer’s time.');
});

test('a preview of a task that is done, or not one’s own to end, is refused', async () => {
  await api.post(`/v1/tasks/${call}/complete`, { outcome: 'no-answer' });
  expect((await api.post(`/v1/tasks/${call}/preview`, { outcome: 'no-answer' })).status).toBe(409);
  const approve = await seedTask(db.database, db.organization, customerRowId, [invoiceRowId], 'approve-agency');
  const { token } = await api.issue(db.organization, 'api-key', 'collector');
  expect((await api.post(`/v1/tasks/${approve}/preview`, { outcome: 'approve' }, { key: token })).status).toBe(403);
});

test('an agreed call comes to the top of the list five minutes before its hour', async () => {
  const first = async () => (await api.get('/v1/tasks?state=claimed&limit=1')).body.items;
  await db.database.inOrganization(db.organization.id, async (tx) => {
    const older = { openedAt: new Date('2026-01-01T00:00:00Z'), state: 'claimed', claimedBy: 'Juan' };
    const other = await seedTask(db.database, db.organization, customerRowId, [], 'fix-contact');
    await tx.task.update({ where: { id: other }, data: older });
    const dueAt = new Date(api.now() + 4 * 60_000);
    await tx.task.update({ where: { id: call }, data: { dueAt, state: 'claimed', claimedBy: 'Juan' } });
  });
  expect(await first()).toMatchObject([{ id: call, kind: 'call' }]);
  await db.database.inOrganization(db.organization.id, (tx) =>
    tx.task.update({ where: { id: call }, data: { dueAt: new Date(api.now() + 6 * 60_000) } }),
  );
  expect(await first()).toMatchObject([{ kind: 'fix-contact' }]);
});

test('an outcome is taken back by the route, once', async () => {
  await api.post(`/v1/tasks/${call}/complete`, { outcome: 'paid-already' });
  const taken = await api.post(`/v1/tasks/${call}/take-back`, {});
  expect([taken.status, taken.body]).toMatchObject([
    200,
    { alreadySent: [], task: { state: 'claimed', outcome: null } },
  ]);
  expect((await api.post(`/v1/tasks/${call}/take-back`, {})).body.code).toBe('task-not-done');
});
