import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { untilBlocked } from '@puntual/testing/database/until-blocked';
import { asPerson, aPerson, signIn } from '../testing/people.ts';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { seedTask } from '../testing/seed-message.ts';
import { withApi, type Answer, type TestApi } from '../testing/with-api.ts';

// Two people do the same at the same moment: one wins, and the other is told so with a code.
let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

/** One of the two; `call` answers with whatever the API says. */
type Person = (method: string, path: string, body?: unknown) => Promise<Answer>;
/** A customer C-1 with the invoices A and B, a call task about them, and a collector beside the two. */
interface Scene {
  readonly marta: Person;
  readonly task: string;
}
type Act = (person: Person) => Promise<Answer>;

const idOf = (answer: Answer): string => {
  if (answer.status >= 300) throw new Error(answer.text);
  return String(answer.body.id);
};
const post =
  (path: string, body: object = {}): Act =>
  (person) =>
    person('POST', path, body);
const instalments = [
  { date: '2026-12-01', amount: '142.00' },
  { date: '2026-12-15', amount: '100.00' },
];
const plan = { invoiceIds: ['A', 'B'], instalments };
const far = { ...plan, instalments: [instalments[0], { date: '2027-12-01', amount: '100.00' }] };

/** What the two do, the code for the one who is late, and what has to be there first. */
const ACTS: readonly (readonly [name: string, code: string, prepare: (scene: Scene) => Act | Promise<Act>])[] = [
  ['complete a task', 'task-already-done', ({ task }) => post(`/v1/tasks/${task}/complete`, { outcome: 'no-answer' })],
  ['claim a task', 'task-claimed-by-other', ({ task }) => post(`/v1/tasks/${task}/claim`)],
  [
    'take an outcome back',
    'task-not-done',
    async ({ task, marta }) => {
      idOf(await marta('POST', `/v1/tasks/${task}/complete`, { outcome: 'paid-already' }));
      return post(`/v1/tasks/${task}/take-back`);
    },
  ],
  ['note a promise', 'promise-open', () => post('/v1/invoices/A/promises', { date: '2026-12-01' })],
  [
    'note a promise in a call',
    'task-already-done',
    ({ task }) => post(`/v1/tasks/${task}/complete`, { outcome: 'promised', promise: { date: '2026-12-01' } }),
  ],
  [
    'renew a promise',
    'promise-over',
    async ({ marta }) => {
      const id = idOf(await marta('POST', '/v1/invoices/A/promises', { date: '2026-12-01' }));
      return post(`/v1/promises/${id}/renew`, { date: '2026-12-04' });
    },
  ],
  [
    'withdraw a promise',
    'promise-over',
    async ({ marta }) => {
      const id = idOf(await marta('POST', '/v1/invoices/A/promises', { date: '2026-12-01' }));
      return post(`/v1/promises/${id}/withdraw`, { reason: 'a mistake' });
    },
  ],
  ['open a dispute', 'already-disputed', () => post('/v1/invoices/A/disputes', { reason: 'boxes are missing' })],
  [
    'change a dispute that both have read',
    'dispute-changed',
    async ({ marta }) => {
      const id = idOf(
        await marta('POST', '/v1/customers/C-1/disputes', { reason: 'x', invoices: [{ invoiceId: 'A' }] }),
      );
      return (person) => person('PATCH', `/v1/disputes/${id}`, { department: 'sales', revision: 0 });
    },
  ],
  [
    'resolve a dispute',
    'dispute-ended',
    async ({ marta }) => {
      const id = idOf(
        await marta('POST', '/v1/customers/C-1/disputes', { reason: 'x', invoices: [{ invoiceId: 'A' }] }),
      );
      return post(`/v1/disputes/${id}/resolve`, { outcome: 'for-us' });
    },
  ],
  ['agree a payment plan', 'plan-open', () => post('/v1/customers/C-1/payment-plans', plan)],
  [
    'change a payment plan',
    'plan-over',
    async ({ marta }) => {
      const id = idOf(await marta('POST', '/v1/customers/C-1/payment-plans', plan));
      return post(`/v1/payment-plans/${id}/change`, {
        ...plan,
        instalments: [{ date: '2026-12-05', amount: '242.00' }],
      });
    },
  ],
  [
    'cancel a payment plan',
    'plan-over',
    async ({ marta }) => {
      const id = idOf(await marta('POST', '/v1/customers/C-1/payment-plans', plan));
      return post(`/v1/payment-plans/${id}/cancel`, { reason: 'pays at once' });
    },
  ],
  [
    'approve a payment plan',
    'task-already-done',
    async ({ marta }) => {
      const id = idOf(await marta('POST', '/v1/customers/C-1/payment-plans', far));
      return post(`/v1/payment-plans/${id}/approve`);
    },
  ],
  [
    'pause a customer',
    'already-paused',
    () => post('/v1/customers/C-1/pauses', { until: '2026-12-01', reason: 'fair' }),
  ],
  ['pause an invoice', 'already-paused', () => post('/v1/invoices/A/holds', { until: '2026-12-01', reason: 'fair' })],
  ['write an invoice off', 'invoice-settled', () => post('/v1/invoices/A/write-off', { reason: 'small' })],
];
/** Acts of managers. */
const DECIDED = ['approve a payment plan', 'write an invoice off'];

test.each(ACTS)('two people %s at once: the second is told %s', async (name, code, prepare) => {
  const { organization, scene, people } = await aScene(DECIDED.includes(name) ? 'manager' : 'collector');
  const act = await prepare(scene);
  const answers = await atOnce(
    organization.id,
    people.map((person) => () => act(person)),
  );
  expect(answers.map(({ status }) => status < 300).sort()).toEqual([false, true]);
  const refused = answers.find(({ status }) => status >= 300);
  expect([refused?.status, refused?.body.code]).toEqual([409, code]);
});

test('two people approve what needs a second one: it is done once, and the later is told', async () => {
  const { organization } = await aScene('manager');
  const [asks, ...people] = [1, 2, 3].map(() => personOf(organization, 'manager'));
  const administrator = await personOf(organization, 'administrator');
  await administrator('PUT', '/v1/settings/four-eyes', { kinds: ['write-off'] });
  const writeOff = { kind: 'write-off', invoiceId: 'A', reason: 'small and old' };
  const asked = idOf((await (await asks)?.('POST', '/v1/approvals', writeOff)) as Answer);
  const calls = (await Promise.all(people)).map((person) => () => person('POST', `/v1/approvals/${asked}/approve`, {}));
  const answers = await atOnce(organization.id, calls);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(answers.find(({ status }) => status === 409)?.body.code).toBe('approval-not-open');
});

type Organization = { readonly id: string; readonly slug: string };

/** A person with a key of their own: signing everybody in by password would take minutes. */
async function keyHolder(organization: Organization, role: 'collector' | 'manager', name: string): Promise<Person> {
  const { token: key } = await api.issue(organization, 'api-key', role, { name });
  return (method, path, body) => api.call(method, path, { key, ...(body === undefined ? {} : { body }) });
}

async function personOf(organization: Organization, role: string): Promise<Person> {
  const { email } = await aPerson(db.database, organization, role);
  return asPerson(api, await signIn(api, email));
}

async function aScene(role: 'collector' | 'manager') {
  const organization = await freshOrganization(db);
  const { slug } = organization;
  api.setNow('2026-11-20T10:00:00Z');
  await api.take(
    organization,
    aCustomer(slug, 'C-1'),
    anInvoice(slug, 'A', 'C-1', '2026-11-10'),
    anInvoice(slug, 'B', 'C-1', '2026-11-11'),
  );
  const [customerRowId, invoices] = await db.database.inOrganization(
    organization.id,
    async (tx) =>
      [(await tx.customer.findFirstOrThrow()).id, (await tx.invoice.findMany()).map(({ id }) => id)] as const,
  );
  const task = await seedTask(db.database, organization, customerRowId, invoices, 'call', { dueOn: '2026-11-20' });
  const marta = await keyHolder(organization, 'collector', 'Marta');
  const people = [await keyHolder(organization, role, 'Juan'), await keyHolder(organization, role, 'Elena')];
  return { organization, people, scene: { marta, task } satisfies Scene };
}

/** Both transactions wait for the rows of the customer before either can decide. */
async function atOnce(organizationId: string, calls: readonly (() => Promise<Answer>)[]): Promise<Answer[]> {
  const started = await db.database.inOrganization(organizationId, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM customer FOR UPDATE`;
    await tx.$queryRaw`SELECT 1 FROM task FOR UPDATE`;
    await tx.$queryRaw`SELECT 1 FROM approval FOR UPDATE`;
    const answers = calls.map((call) => call());
    await untilBlocked(db.ownerUrl, calls.length);
    // In an object: a promise of an array would wait for the answers, and they wait for this transaction.
    return { answers };
  });
  return Promise.all(started.answers);
}
