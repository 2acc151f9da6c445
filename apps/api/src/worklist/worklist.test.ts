import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { collectorSchema, digestPageSchema } from '@puntual/contracts/api/collectors';
import { taskWorkSchema, worklistPageSchema } from '@puntual/contracts/api/worklist';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice, aPayment } from '../testing/sample-events.ts';
import { seedTask } from '../testing/seed-message.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let ana: string;
let bea: string;
const ids = new Map<string, string>();
const rows = new Map<string, { readonly customer: string; readonly invoice: string }>();

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  ana = await aKey('ana');
  bea = await aKey('bea');
  await aKey('cai');
  for (const [id, due] of [
    ['1', '2026-11-10'],
    ['2', '2026-11-18'],
    ['3', '2026-10-01'],
  ] as const) {
    await api.take(db.organization, aCustomer('demo', `C-${id}`), anInvoice('demo', `I-${id}`, `C-${id}`, due));
    await db.database.inOrganization(db.organization.id, async (tx) => {
      const customer = await tx.customer.findFirstOrThrow({ where: { customerId: `C-${id}` } });
      const invoice = await tx.invoice.findFirstOrThrow({ where: { invoiceId: `I-${id}` } });
      rows.set(id, { customer: customer.id, invoice: invoice.id });
    });
  }
});
afterAll(async () => {
  await api.close();
  await db.close();
});

// The names of the keys become the handles of the collectors.
async function aKey(name: string): Promise<string> {
  const { id, token } = await api.issue(db.organization, 'api-key', 'collector', { name });
  ids.set(name, `key:${id}`);
  return token;
}

const tasks = new Map<string, string>();
beforeEach(async () => {
  api.setNow('2026-11-20T10:00:00Z');
  await db.database.inOrganization(db.organization.id, async (tx) => {
    await tx.task.updateMany({ where: { state: { not: 'done' } }, data: { state: 'done', outcome: 'handled' } });
    await tx.collectorAbsence.deleteMany({});
    await tx.collector.updateMany({ data: { minutesPerDay: null } });
  });
  for (const [id, { customer, invoice }] of rows)
    tasks.set(id, await seedTask(db.database, db.organization, customer, [invoice], 'call', { dueOn: '2026-11-24' }));
  await api.call('PUT', '/v1/settings/worklist', { body: {} });
  for (const person of ['ana', 'bea', 'cai'])
    await api.call('PUT', `/v1/collectors/${ids.get(person)}`, { body: { isManager: person === 'cai' } });
});

const task = (id: string) => tasks.get(id) ?? '';
const list = async (query = 'person=all', key?: string) =>
  worklistPageSchema.parse((await api.get(`/v1/worklist?${query}`, key === undefined ? {} : { key })).body);
const customers = async (query?: string, key?: string) => (await list(query, key)).items.map((row) => row.customerId);
const assign = (id: string, to: string | null, more: object = {}) =>
  api.post(`/v1/tasks/${task(id)}/assign`, { to, reason: 'holiday', ...more });

describe('the order', () => {
  test('is by points, which are the sum of their parts', async () => {
    const { items } = await list();
    expect(items.map((row) => row.customerId)).toEqual(['C-3', 'C-1', 'C-2']);
    for (const row of items) expect(row.parts.reduce((sum, part) => sum + part.points, 0)).toBe(row.points);
    expect(items[0]).toMatchObject({
      kind: 'call',
      customerName: expect.any(String),
      amounts: [{ currency: 'EUR', amount: '121.00' }],
      invoices: 1,
      daysLate: 50,
      dueOn: '2026-11-24',
      deadline: 'in-time',
      onDuty: null,
      snoozed: null,
      pinned: null,
    });
    expect(items[0]?.parts.map(({ code, points }) => [code, points])).toEqual([
      ['amount', 10],
      ['days-late', 40],
      ['risk', 15],
      ['age', 1],
    ]);
  });

  test('pages fit together, also when time passes between them', async () => {
    const first = await list('person=all&limit=2');
    api.setNow('2027-02-20T10:00:00Z');
    const rest = await list(`person=all&limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items].map((row) => row.customerId)).toEqual(['C-3', 'C-1', 'C-2']);
    expect([rest.nextCursor, rest.asOf]).toEqual([null, first.asOf]);
    expect((await api.get('/v1/worklist?cursor=nonsense')).status).toBe(422);
  });

  test('a payment that leaves something open raises the task at once', async () => {
    await api.take(db.organization, aPayment('demo', 'P-9', 'C-3', 'I-3', '1.00'));
    const row = (await list()).items.find(({ customerId }) => customerId === 'C-3');
    expect(row?.parts).toContainEqual({
      code: 'just-in',
      points: 25,
      values: { what: 'payment', at: '2026-11-20T10:00:00.000Z' },
    });
  });

  test('a manager pins a task with a reason and an end, and a collector may not', async () => {
    const body = { until: '2026-11-23', reason: 'the owner asked' };
    expect((await api.post(`/v1/tasks/${task('2')}/pin`, body, { key: ana })).status).toBe(403);
    const pinned = taskWorkSchema.parse((await api.post(`/v1/tasks/${task('2')}/pin`, body)).body);
    expect(pinned.pinned).toEqual({
      by: 'administrator',
      byId: expect.stringMatching(/^key:/),
      until: '2026-11-22T23:00:00.000Z',
      reason: 'the owner asked',
    });
    expect(await customers()).toEqual(['C-2', 'C-3', 'C-1']);
    api.setNow('2026-11-22T23:00:00Z');
    expect(await customers()).toEqual(['C-3', 'C-1', 'C-2']);
    api.setNow('2026-11-21T10:00:00Z');
    expect((await api.call('DELETE', `/v1/tasks/${task('2')}/pin`)).body.pinned).toBeNull();
    expect(await customers()).toEqual(['C-3', 'C-1', 'C-2']);
    for (const until of ['2026-11-21', '2027-11-21T00:00:00Z'])
      expect((await api.post(`/v1/tasks/${task('2')}/pin`, { ...body, until })).status).toBe(422);
  });
});

describe('who does a task', () => {
  test('the rules give new tasks to collectors, and tell which rule chose', async () => {
    const settings = {
      assignment: [
        { id: 'large', when: { atLeast: '5000' }, to: { kind: 'person', personId: 'cai' } },
        { id: 'shared', to: { kind: 'anybody' } },
      ],
    };
    expect((await api.call('PUT', '/v1/settings/worklist', { body: settings })).status).toBe(200);
    const { items } = await list();
    expect(items.map((row) => [row.assignedTo, row.assignedRule])).toEqual(
      expect.arrayContaining([
        ['ana', 'shared'],
        ['bea', 'shared'],
        ['cai', 'shared'],
      ]),
    );
    expect(await customers('person=mine', ana)).toHaveLength(1);
  });

  test('a manager reassigns; of two, the second is told', async () => {
    expect((await assign('1', 'ana', { from: null })).body).toMatchObject({ assignedTo: 'ana', assignedRule: null });
    const second = await assign('1', 'bea', { from: null });
    expect([second.status, second.body.code]).toEqual([409, 'task-assigned-to-other']);
    expect((await assign('1', 'nobody-here')).status).toBe(422);
    expect(await customers('person=ana')).toEqual(['C-1']);
    expect(await customers('person=mine', bea)).toEqual(['C-3', 'C-2']);
    expect(await customers('person=nobody')).toEqual(['C-3', 'C-2']);
  });

  test('a collector gives back an own task only', async () => {
    await assign('1', 'ana');
    const path = `/v1/tasks/${task('1')}/assign`;
    expect((await api.post(path, { to: null, reason: 'no time' }, { key: bea })).body.code).toBe('task-not-yours');
    expect((await api.post(path, { to: 'bea', reason: 'no time' }, { key: ana })).body.code).toBe('task-not-yours');
    expect((await api.post(path, { to: null, reason: 'no time' }, { key: ana })).body.assignedTo).toBeNull();
  });

  test('while a collector is away, due work is with the substitute, and comes back alone', async () => {
    await assign('1', 'ana');
    const absences = [{ fromOn: '2026-11-23', untilOn: '2026-11-27', substituteId: 'bea' }];
    const put = (key: string, body: object) => api.call('PUT', '/v1/collectors/ana/absences', { key, body });
    expect((await put(bea, { absences })).status).toBe(403);
    expect(collectorSchema.parse((await put(ana, { absences })).body).absences).toMatchObject([
      { fromOn: '2026-11-23', substituteId: ids.get('bea') },
    ]);
    expect(await customers('person=ana')).toEqual(['C-1']);
    api.setNow('2026-11-23T10:00:00Z');
    const [row] = (await list('person=bea')).items;
    expect(row).toMatchObject({ customerId: 'C-1', assignedTo: 'ana', onDuty: 'bea', insteadOf: 'ana' });
    expect(await customers('person=ana')).toEqual([]);
    api.setNow('2026-11-28T10:00:00Z');
    expect(await customers('person=ana')).toEqual(['C-1']);
  });

  test.each([
    [[{ fromOn: '2026-11-23', untilOn: '2026-11-22', substituteId: null }], 'absences.0.untilOn'],
    [[{ fromOn: '2026-11-01', untilOn: '2026-11-19', substituteId: null }], 'absences.0.untilOn'],
    [[{ fromOn: '2026-11-23', untilOn: '2026-11-24', substituteId: 'ana' }], 'absences.0.substituteId'],
    [[{ fromOn: '2026-11-23', untilOn: '2026-11-24', substituteId: 'zoe' }], 'absences.0.substituteId'],
    [
      [
        { fromOn: '2026-11-24', untilOn: '2026-11-25', substituteId: null },
        { fromOn: '2026-11-23', untilOn: '2026-11-24', substituteId: null },
      ],
      'absences.0.fromOn',
    ],
  ])('absences %j are refused', async (absences, path) => {
    const answer = await api.call('PUT', '/v1/collectors/ana/absences', {
      body: { absences },
      headers: { 'accept-language': 'es' },
    });
    expect([answer.status, (answer.body.errors as { path: string }[])[0]?.path]).toEqual([422, path]);
  });

  test('a collector who has left has no tasks, and one who is unknown no absences', async () => {
    await assign('1', 'ana');
    await api.call('PUT', '/v1/collectors/ana', { body: { name: 'Ana', active: false } });
    expect((await api.get(`/v1/tasks/${task('1')}/work`)).body.assignedTo).toBeNull();
    expect((await api.call('PUT', '/v1/collectors/zoe/absences', { body: { absences: [] } })).status).toBe(404);
    expect((await api.get('/v1/collectors/zoe/digest')).status).toBe(404);
    expect((await api.call('PUT', '/v1/collectors/ana', { body: { name: 'Ana', managerId: 'zoe' } })).status).toBe(422);
  });

  test('the digest has three lines for each account', async () => {
    await assign('1', 'ana');
    const digest = digestPageSchema.parse((await api.get('/v1/collectors/ana/digest')).body);
    expect(digest.items).toEqual([
      {
        customerId: 'C-1',
        customerName: expect.any(String),
        lastContact: null,
        nextAct: { what: 'task', taskId: task('1'), kind: 'call', dueOn: '2026-11-24' },
        open: [{ currency: 'EUR', amount: '121.00' }],
      },
    ]);
  });
});

describe('what a day holds', () => {
  test('the list ends with the day’s minutes, and the rest is a sum by currency', async () => {
    for (const id of ['1', '2', '3']) await assign(id, 'ana');
    await api.call('PUT', '/v1/collectors/ana', { body: { name: 'Ana', minutesPerDay: 16 } });
    const today = await list('person=mine', ana);
    expect(today.items.map((row) => row.customerId)).toEqual(['C-3', 'C-1']);
    expect(today).toMatchObject({ minutesPerDay: 16, minutesLeft: 16, tasksToday: 2 });
    expect(today.notReachedToday).toEqual({ tasks: 1, amounts: [{ currency: 'EUR', amount: '121.00' }] });
    expect(await customers('person=mine&part=later', ana)).toEqual(['C-2']);
    await api.post(`/v1/tasks/${task('3')}/complete`, { outcome: 'no-answer' }, { key: ana });
    expect(await list('person=mine', ana)).toMatchObject({ minutesLeft: 8, tasksToday: 1 });
  });

  test('a task that was put off leaves the list until then', async () => {
    const path = `/v1/tasks/${task('3')}/snooze`;
    const body = { until: '2026-11-21T08:00:00Z', reason: 'asked to call tomorrow' };
    expect((await api.post(path, body, { key: ana })).body.snoozed).toMatchObject({ by: 'ana' });
    expect(await customers()).toEqual(['C-1', 'C-2']);
    expect(await customers('person=all&part=snoozed')).toEqual(['C-3']);
    api.setNow('2026-11-21T08:00:00Z');
    expect(await customers()).toEqual(['C-3', 'C-1', 'C-2']);
    await api.post(path, { ...body, until: '2026-11-25' }, { key: ana });
    await api.call('DELETE', path, { key: ana });
    expect(await customers()).toEqual(['C-3', 'C-1', 'C-2']);
  });

  test('putting off has limits', async () => {
    const snooze = (until: string, key = ana) =>
      api.post(`/v1/tasks/${task('3')}/snooze`, { until, reason: 'x' }, { key });
    expect((await snooze('2026-11-20T09:00:00Z')).status).toBe(422);
    expect((await snooze('2027-01-20')).status).toBe(422);
    for (let day = 1; day <= 5; day++) expect((await snooze(`2026-12-0${day}`)).status).toBe(200);
    expect((await snooze('2026-12-09')).body.code).toBe('task-put-off-too-often');
    await api.post(`/v1/tasks/${task('1')}/claim`, {}, { key: bea });
    const others = await api.post(`/v1/tasks/${task('1')}/snooze`, { until: '2026-11-25', reason: 'x' }, { key: ana });
    expect([others.status, others.body.code]).toEqual([409, 'task-claimed-by-other']);
    await api.post(`/v1/tasks/${task('1')}/complete`, { outcome: 'no-answer' }, { key: bea });
    expect((await assign('1', 'ana')).body.code).toBe('task-already-done');
  });
});
