import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { taskPageSchema, taskSchema } from '@puntual/contracts/api/tasks';
import { TASK_KINDS, taskKinds } from '@puntual/domain/tasks/task-kinds';
import { taskWords } from '@puntual/domain/tasks/task-words';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { sayProblem } from '../problems/say-problem.ts';
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
// A customer has at most one open call at a time: the call of the test before is completed, and a new one is opened.
beforeEach(async () => {
  await db.database.inOrganization(db.organization.id, (tx) =>
    tx.task.updateMany({ where: { state: { not: 'done' } }, data: { state: 'done', outcome: 'handled' } }),
  );
  call = await seedTask(db.database, db.organization, customerRowId, [invoiceRowId], 'call', { dueOn: '2026-11-19' });
});

describe('reading', () => {
  test('a task has its invoices, its possible outcomes, and whether it is late', async () => {
    const task = taskSchema.parse((await api.get(`/v1/tasks/${call}`)).body);
    expect(task).toMatchObject({
      kind: 'call',
      state: 'open',
      customerId: 'C-1',
      invoices: [{ invoiceId: 'A', open: '121.00', daysOverdue: 10 }],
      dueOn: '2026-11-19',
      overdue: true,
    });
    expect(task.outcomes).toContain('promised');
    expect((await api.get('/v1/tasks/nothing')).status).toBe(404);
  });

  test('lists are filtered and paged; done tasks come newest first', async () => {
    const fix = await seedTask(db.database, db.organization, customerRowId, [], 'fix-contact', {
      openedAt: new Date('2026-11-19T09:30:00Z'),
    });
    const page = async (query: string) => taskPageSchema.parse((await api.get(`/v1/tasks?${query}`)).body);
    expect((await page('state=open')).items.map((item) => item.id)).toEqual([call, fix]);
    expect((await page('kind=fix-contact&state=open')).items.map((item) => item.id)).toEqual([fix]);
    expect((await page('customerId=C-2')).items).toEqual([]);
    const first = await page('state=open&limit=1');
    expect((await page(`state=open&limit=1&cursor=${first.nextCursor}`)).items.map((item) => item.id)).toEqual([fix]);
    for (const id of [call, fix])
      await api.post(`/v1/tasks/${id}/complete`, { outcome: id === call ? 'no-answer' : 'fixed' });
    expect((await page('state=done')).items.slice(0, 2).map((item) => item.id)).toEqual([fix, call]);
    const newest = await page('state=done&limit=1');
    expect((await page(`state=done&limit=1&cursor=${newest.nextCursor}`)).items.map((item) => item.id)).toEqual([call]);
  });
});

describe('claiming', () => {
  test('a task is claimed once, and another person cannot take it over', async () => {
    const claimed = await api.post(`/v1/tasks/${call}/claim`, {}, { key: api.keys.collector });
    expect([claimed.status, claimed.body.state, claimed.body.claimedBy]).toEqual([200, 'claimed', 'collector']);
    expect((await api.post(`/v1/tasks/${call}/claim`, {}, { key: api.keys.collector })).status).toBe(200);
    const other = await api.post(`/v1/tasks/${call}/claim`, {}, { key: api.keys.manager });
    expect([other.status, other.body.code, other.body.detail]).toEqual([
      409,
      'task-claimed-by-other',
      'The task is with collector.',
    ]);
  });

  test('a claim works without a body', async () => {
    expect((await api.call('POST', `/v1/tasks/${call}/claim`)).status).toBe(200);
  });
});

describe('completing', () => {
  test('a task is completed with its outcome, once', async () => {
    const done = await api.post(`/v1/tasks/${call}/complete`, {
      outcome: 'promised',
      promise: { date: '2026-11-27' },
      note: 'said so',
    });
    expect([done.status, done.body.state, done.body.outcome, done.body.note]).toEqual([
      200,
      'done',
      'promised',
      'said so',
    ]);
    expect(((await api.get('/v1/invoices/A')).body.holds as { kind: string }[]).map((hold) => hold.kind)).toContain(
      'promise',
    );
    const again = await api.post(`/v1/tasks/${call}/complete`, { outcome: 'no-answer' });
    expect([again.status, again.body.code]).toEqual([409, 'task-already-done']);
    expect((await api.post(`/v1/tasks/${call}/claim`, {})).body.code).toBe('task-already-done');
  });

  test.each([
    [{ outcome: 'approve' }, 'outcome', 'la tarea «llamar al cliente»'],
    [{ outcome: 'promised' }, 'promise.date', 'prometió'],
    [{ outcome: 'promised', promise: { date: '2026-11-01' } }, 'promise.date', 'ya ha pasado'],
    [{ outcome: 'promised', promise: { date: '2026-11-27', amount: '1.234' } }, 'promise.amount', 'decimales'],
    [{ outcome: 'dispute' }, 'reason', 'discute'],
    [{ outcome: 'nonsense' }, 'outcome', 'debe ser uno de'],
    [{ outcome: 'no-answer', nota: 'x' }, 'nota', ''],
  ])('%j is refused, in the reader’s language, and changes nothing', async (body, path, text) => {
    const answer = await api.post(`/v1/tasks/${call}/complete`, body, { headers: { 'accept-language': 'es' } });
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid']);
    const [fault] = answer.body.errors as { path: string; message: string }[];
    expect(fault?.path).toBe(path);
    expect(fault?.message).toContain(text);
    expect((await api.get(`/v1/tasks/${call}`)).body.state).toBe('open');
  });

  test.each(TASK_KINDS)('a collector who may not complete a task of kind %s is told who may', async (kind) => {
    const task =
      kind === 'call' ? call : await seedTask(db.database, db.organization, customerRowId, [invoiceRowId], kind);
    const answer = await api.post(
      `/v1/tasks/${task}/complete`,
      { outcome: kind === 'approve-agency' ? 'approve' : 'promised' },
      { key: api.keys.collector, headers: { 'accept-language': 'es' } },
    );
    expect([answer.status === 403, answer.body.detail]).toEqual(
      taskKinds[kind].endedBy === 'deciders'
        ? [
            true,
            `Una tarea de este tipo (${taskWords.es.kinds[kind]}) la termina un responsable o un administrador: ` +
              'pídaselo.',
          ]
        : [false, expect.stringMatching(/^Se han rechazado partes de la petición/)],
    );
  });

  test.each(TASK_KINDS)(
    'the problem names the kind %s and the roles that may complete it, in both languages',
    (taskKind) => {
      const forbidden = { code: 'forbidden', values: { taskKind } } as const;
      expect(sayProblem(forbidden, 'en')).toContain(taskWords.en.kinds[taskKind]);
      expect(sayProblem(forbidden, 'es')).toContain(taskWords.es.kinds[taskKind]);
      expect(sayProblem(forbidden, 'en').includes('a collector')).toBe(taskKinds[taskKind].endedBy === 'workers');
    },
  );

  test('an approval of a hand-off needs a manager or an administrator', async () => {
    const approval = await seedTask(db.database, db.organization, customerRowId, [invoiceRowId], 'approve-agency');
    const refused = await api.post(
      `/v1/tasks/${approval}/complete`,
      { outcome: 'approve' },
      { key: api.keys.collector },
    );
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect((await api.get(`/v1/tasks/${approval}`)).body.state).toBe('open');
    expect(
      (await api.post(`/v1/tasks/${approval}/complete`, { outcome: 'reject' }, { key: api.keys.manager })).status,
    ).toBe(200);
  });
});
