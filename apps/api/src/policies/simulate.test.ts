import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { simulationLineSchema, simulationSchema, type Simulate } from '@puntual/contracts/api/simulate';
import { standardDocument } from '@puntual/domain/policy/standard';
import { ensureOrganization, withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { until } from '@puntual/testing/until';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let otherKey: string;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    anInvoice('demo', 'A', 'C-1', '2026-12-10'),
    anInvoice('demo', 'B', 'C-1', '2026-12-11'),
    aCustomer('demo', 'C-2'),
    anInvoice('demo', 'C', 'C-2', '2026-11-10'),
    aCustomer('demo', 'C-3'),
    anInvoice('demo', 'D', 'C-3', '2026-12-20'),
  );
  const other = { id: await ensureOrganization(db.ownerUrl, { slug: 'other' }), slug: 'other' };
  otherKey = (await api.issue(other, 'api-key', 'administrator')).token;
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const simulate = (body: Partial<Simulate> | object = {}, call: Parameters<TestApi['post']>[2] = {}) =>
  api.post('/v1/policies/simulate', body, { key: api.keys.viewer, ...call });
const read = async (body: object, call: Parameters<TestApi['post']>[2] = {}) =>
  simulationSchema.parse((await simulate(body, call)).body);
const [courtesy, ...others] = standardDocument.steps;
const document = { ...standardDocument, steps: [{ ...courtesy, day: -3 }, ...others] };
const rows = () =>
  db.database.inOrganization(db.organization.id, async (tx) => [
    await tx.step.count(),
    await tx.message.count(),
    await tx.task.count(),
    await tx.auditEvent.count(),
    await tx.outbox.count(),
    await tx.idempotencyKey.count(),
  ]);

describe('a simulation of the open invoices', () => {
  test('of an unsaved document is compared with the current policies, and changes nothing', async () => {
    const before = await rows();
    const answer = await read({ policy: { document }, days: 60 }, { headers: { 'idempotency-key': 'once' } });
    expect(answer).toMatchObject({
      from: '2026-11-20T10:00:00.000Z',
      to: '2027-01-19T10:00:00.000Z',
      policy: { key: 'standard', version: 2, source: 'document' },
      against: 'current-policies',
      invoices: 4,
      appliedTo: 4,
      nextCursor: null,
    });
    const first = answer.items.find((item) => item.customerId === 'C-1');
    expect(first?.run.messages[0]).toMatchObject({ on: '2026-12-07', template: 'courtesy', invoices: ['A'] });
    expect(first?.other?.messages[0]).toMatchObject({ on: '2026-12-03', template: 'courtesy' });
    expect(first?.difference?.same).toBe(false);
    // The invoice that is overdue already gets no courtesy under either policy.
    expect(answer.items.find((item) => item.customerId === 'C-2')?.difference).toEqual({
      messages: 0,
      contacts: 0,
      tasks: 0,
      same: true,
    });
    expect(answer.differences).toMatchObject({ customers: { same: 1 }, firstContacts: { same: 2, later: 2 } });
    expect(answer.summary?.totals.customers).toBe(3);
    expect(await rows()).toEqual(before);
  });

  test('is returned a page of customers at a time, all pages of one simulation', async () => {
    const whole = await read({ policy: { document } });
    const first = await read({ policy: { document }, limit: 2 });
    api.setNow('2026-11-25T10:00:00Z');
    const second = await read({ policy: { document }, limit: 2, cursor: first.nextCursor });
    api.setNow('2026-11-20T10:00:00Z');
    expect([...first.items, ...second.items]).toEqual(whole.items);
    expect([second.nextCursor, second.summary, second.from]).toEqual([null, null, whole.from]);
    expect(first.summary).toEqual(whole.summary);
  });

  test('of named invoices applies the policy to those alone', async () => {
    const answer = await read({ over: { kind: 'invoices', invoiceIds: ['A'] }, policy: { key: 'strict' } });
    expect(answer).toMatchObject({
      invoices: 2,
      appliedTo: 1,
      policy: { key: 'strict', version: 1, source: 'version' },
    });
    expect(answer.items.map((item) => item.customerId)).toEqual(['C-1']);
  });

  test('without a policy shows what the current policies will do, without a comparison', async () => {
    expect(await read({})).toMatchObject({
      policy: null,
      against: null,
      other: null,
      differences: null,
      items: [{ other: null, difference: null }, {}, {}],
    });
  });

  test('of a draft, or of the cases of one policy only', async () => {
    expect((await simulate({ policy: { key: 'mine', draft: true } })).status).toBe(404);
    await api.post('/v1/policies', { ...document, key: 'mine' });
    expect(await read({ policy: { key: 'mine', draft: true }, cases: 'same-policy' })).toMatchObject({
      appliedTo: 0,
      policy: { source: 'draft', version: 1 },
    });
  });

  test('lists its assumptions in the reader’s language', async () => {
    const { notes } = await read({ calls: 'not-made' }, { headers: { 'accept-language': 'es' } });
    expect(notes.map((note) => note.code)).toEqual([
      'calls-not-made',
      'nobody-approves',
      'nothing-comes-in',
      'gate-open',
    ]);
    expect(notes[0]?.text).toBe('Nadie hace las llamadas.');
  });
});

describe('a simulation of the past', () => {
  const history = (from: string, to: string) => ({ over: { kind: 'history', from, to } });

  test('is compared with what really happened, by days of the organization', async () => {
    api.setNow('2026-12-05T10:00:00Z');
    const answer = await read({ ...history('2026-11-20', '2026-12-05'), policy: { key: 'standard' } });
    api.setNow('2026-11-20T10:00:00Z');
    expect(answer).toMatchObject({
      from: '2026-11-19T23:00:00.000Z',
      to: '2026-12-05T10:00:00.000Z',
      against: 'record',
      invoices: 4,
      appliedTo: 4,
    });
    // Nobody ran the cases, so nothing is recorded. The simulation has a courtesy, and two reminders of overdue
    // invoices; one of them lists the other invoice that comes up, which then gets no courtesy of its own.
    expect([answer.other?.totals.messages, answer.summary?.totals.messages]).toEqual([0, 3]);
    expect(answer.differences?.totals.messages).toBe(3);
    expect(answer.notes.map((note) => note.code)).toContain('as-recorded');
  });

  test.each([
    ['2026-11-10', '2026-11-09', /first day/],
    ['2026-11-10', '2026-11-21', /future/],
    ['2025-11-19', '2026-11-20', /365 days/],
  ])('from %s to %s is refused', async (from, to, words) => {
    const answer = await simulate(history(from, to));
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      [{ path: 'over.to', message: expect.stringMatching(words) }],
    ]);
  });
});

describe('a simulation is refused', () => {
  test.each([
    ['more than a year', { days: 366 }, 422, 'invalid', 'days'],
    [
      'an invoice that is not open',
      { over: { kind: 'invoices', invoiceIds: ['A', 'nowhere'] } },
      422,
      'invalid',
      'over.invoiceIds.nowhere',
    ],
    [
      'a document with faults',
      { policy: { document: { ...document, steps: [] } } },
      422,
      'invalid',
      'policy.document.steps',
    ],
    ['an unknown policy', { policy: { key: 'none' } }, 404, 'not-found', undefined],
    ['an unknown version', { policy: { key: 'standard', version: 7 } }, 404, 'not-found', undefined],
    ['a cursor of another list', { cursor: 'x' }, 422, 'invalid', 'cursor'],
  ])('for %s', async (_what, body, status, code, path) => {
    const answer = await simulate(body);
    expect([
      answer.status,
      answer.body.code,
      (answer.body.errors as { path: string }[] | undefined)?.[0]?.path,
    ]).toEqual([status, code, path]);
  });

  test('to roles that may not read, and for data of another organization', async () => {
    expect((await simulate({}, { key: api.keys.integration })).status).toBe(403);
    expect(await read({ policy: { key: 'strict' } }, { key: otherKey })).toMatchObject({ invoices: 0, items: [] });
    expect(
      (await simulate({ over: { kind: 'invoices', invoiceIds: ['A'] } }, { key: otherKey })).body.errors,
    ).toMatchObject([{ path: 'over.invoiceIds.A' }]);
  });
});

describe('a simulation as a stream', () => {
  const headers = { accept: 'application/x-ndjson' };

  test('sends its progress, then the result', async () => {
    const answer = await simulate({ policy: { document } }, { headers });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const lines = answer.text
      .trimEnd()
      .split('\n')
      .map((line) => simulationLineSchema.parse(JSON.parse(line)));
    expect(
      lines.map((line) => (line.kind === 'progress' ? `${line.phase} ${line.done}/${line.of}` : line.kind)),
    ).toEqual(['reading 3/3', 'simulating 1/3', 'simulating 2/3', 'simulating 3/3', 'result']);
    expect(lines.at(-1)).toMatchObject({ result: { items: (await read({ policy: { document } })).items } });
  });

  test('is answered with an ordinary problem when it is refused before it begins', async () => {
    const answer = await simulate({ policy: { key: 'none' } }, { headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });
});

test('two at once are the most for an organization, and closing the connection frees a place', async () => {
  const gone = new AbortController();
  const [first, second] = await withClient(db.ownerUrl, async (owner) => {
    await owner.query('BEGIN');
    await owner.query('LOCK TABLE invoice IN ACCESS EXCLUSIVE MODE');
    const leaves = fetch(`${api.url}/v1/policies/simulate`, {
      method: 'POST',
      body: '{}',
      headers: { authorization: `Bearer ${api.keys.viewer}`, 'content-type': 'application/json' },
      signal: gone.signal,
    }).catch((error: unknown) => (error as Error).name);
    await until('the first one waits for the table', async () => {
      const { rows } = await owner.query("SELECT 1 FROM pg_locks WHERE relation = 'invoice'::regclass AND NOT granted");
      return rows.length >= 1;
    });
    // One of three gets the second place, and waits for its turn.
    const refused: Awaited<ReturnType<typeof simulate>>[] = [];
    const three = [1, 2, 3].map(() => simulate({}, { headers: { 'accept-language': 'es' } }));
    for (const each of three) void each.then((answer) => answer.status === 429 && refused.push(answer));
    await until('the other two are refused', () => refused.length === 2);
    for (const third of refused)
      expect([third.status, third.body.code, third.headers.get('retry-after'), third.body.detail]).toEqual([
        429,
        'too-many-simulations',
        '10',
        expect.stringContaining('otras simulaciones'),
      ]);
    gone.abort();
    await leaves;
    await owner.query('COMMIT');
    const stays = Promise.all(three).then((all) => ({ status: Math.min(...all.map(({ status }) => status)) }));
    return [leaves, stays] as const;
  });
  expect([await first, (await second).status]).toEqual(['AbortError', 200]);
  // The place is free as soon as the simulation has noticed that the connection is closed.
  const status = await until('a place is free', async () => {
    const answer = await simulate();
    return answer.status !== 429 && answer.status;
  });
  expect(status).toBe(200);
});
