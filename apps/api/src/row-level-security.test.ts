import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { importOptionsSchema } from '@puntual/casework/imports/import-options';
import { receiveImport } from '@puntual/casework/imports/store-import';
import { openDispute } from '@puntual/casework/disputes/open-dispute';
import { makePlan } from '@puntual/casework/people/payment-plans';
import { promiseToPay } from '@puntual/casework/people/promises';
import { openHold } from '@puntual/casework/people/holds';
import { saveCollector } from '@puntual/casework/worklist/change-collectors';
import { newId } from '@puntual/db/ids';
import { BUILT_IN_ROLES, roleRights, type BuiltInRole } from '@puntual/domain/access/rights';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { rights } from './auth/roles.ts';
import { seedCharge, seedMessage, seedTask } from './testing/seed-message.ts';
import { asPerson, aPerson, signIn } from './testing/people.ts';
import { aCustomer, anInvoice, aPayment } from './testing/sample-events.ts';
import { withApi, type TestApi, type TestOrganization } from './testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let other: TestOrganization;
let foreign: Record<string, readonly string[]>;
let holdId: string;
let chargeId: string;

beforeAll(async () => {
  db = await withTestDatabase();
  other = { id: await ensureOrganization(db.ownerUrl, { slug: 'other' }), slug: 'other' };
  api = await withApi(db.database, db.organization);
  await api.take(
    other,
    aCustomer('other', 'C-1', { group: { groupId: 'G-7' } }),
    anInvoice('other', 'INV-1', 'C-1', '2026-11-10'),
    anInvoice('other', 'INV-9', 'C-1', '2026-11-10'),
    aPayment('other', 'P-1', 'C-1', 'INV-1', '21.00'),
  );
  const [customer, invoice, payment] = await db.database.inOrganization(
    other.id,
    async (tx) =>
      [
        await tx.customer.findFirstOrThrow(),
        await tx.invoice.findFirstOrThrow({ where: { invoiceId: 'INV-1' } }),
        await tx.payment.findFirstOrThrow(),
      ] as const,
  );
  const task = await seedTask(db.database, other, customer.id, [invoice.id], 'call');
  const message = await seedMessage(db.database, other, customer.id, [invoice.id], { pdf: Buffer.from('%PDF-1.7') });
  const hold = await openHold(
    db.database,
    { organizationId: other.id, slug: 'other', name: 'somebody' },
    { invoiceRowId: invoice.id, kind: 'manual', reason: 'private', untilOn: null },
    api.now(),
  );
  const disputed = await openDispute(
    db.database,
    { organizationId: other.id, slug: 'other', name: 'somebody' },
    {
      customerRowId: customer.id,
      invoices: [{ invoiceId: 'INV-1' }],
      details: { reason: 'private', category: 'other' },
    },
    api.now(),
  );
  chargeId = await seedCharge(db.database, other, {
    customerRowId: customer.id,
    invoiceRowId: invoice.id,
    messageId: message,
  });
  holdId = hold.result === 'done' ? hold.holdId : '';
  const given = await receiveImport(
    db.database,
    { organizationId: other.id, slug: 'other', name: 'somebody' },
    {
      kind: 'customers',
      dryRun: true,
      fileName: null,
      options: importOptionsSchema.parse({}),
      file: Readable.from([Buffer.from('customerId,name\n')]),
    },
    api.now(),
  );
  await saveCollector(
    db.database,
    { organizationId: other.id, slug: 'other', name: 'somebody' },
    {
      personId: 'their-collector',
      name: 'x',
      languages: [],
      teams: [],
      minutesPerDay: null,
      isManager: false,
      managerId: null,
      active: true,
    },
    api.now(),
  );
  const receiptId = newId();
  await db.database.inOrganization(other.id, (tx) =>
    tx.unidentifiedReceipt.create({
      data: {
        id: receiptId,
        organizationId: other.id,
        receiptId: 'bank-1',
        amountMinor: 100n,
        currency: 'EUR',
        receivedOn: new Date('2026-11-19'),
        movement: {
          line: 1,
          account: 'ES1',
          bookedOn: '2026-11-19',
          amount: '1.00',
          currency: 'EUR',
          instructed: null,
          direction: 'credit',
          reversal: false,
          returned: false,
          booked: true,
          entryRef: null,
          transactionRef: null,
          endToEndId: null,
          payer: 'X',
          payerAccount: null,
          text: '',
          documents: [],
        },
        keptAt: new Date(api.now()),
      },
    }),
  );
  const promise = await promiseToPay(
    db.database,
    { organizationId: other.id, slug: 'other', name: 'somebody' },
    {
      customerRowId: customer.id,
      invoiceIds: ['INV-1'],
      wanted: { date: '2026-12-01' },
      source: 'api',
      promisedBy: null,
      note: null,
      mayExceed: true,
      renews: null,
    },
    api.now(),
  );
  const plan = await makePlan(
    db.database,
    { organizationId: other.id, slug: 'other', name: 'somebody' },
    {
      customerRowId: customer.id,
      invoiceIds: ['INV-9'],
      instalments: [{ date: '2026-12-01', amount: '121.00' }],
      charges: 'included',
      source: 'api',
      note: null,
      replaces: null,
    },
    api.now(),
  );
  expect([plan.result, promise.result, given.result, disputed.result]).toEqual(['done', 'done', 'received', 'done']);
  foreign = {
    groups: ['G-7'],
    'payment-plans': [plan.result === 'done' ? plan.planId : ''],
    promises: [promise.result === 'done' ? promise.promiseId : ''],
    receipts: [receiptId],
    placements: [await theirPlacement(customer.id, invoice.id)],
    imports: [given.result === 'received' ? given.importId : ''],
    invoices: ['INV-1', invoice.id],
    customers: ['C-1', customer.id],
    tasks: [task],
    disputes: [disputed.result === 'done' ? disputed.disputeId : ''],
    messages: [message],
    collectors: ['their-collector'],
    payments: ['P-1', payment.id],
    keys: [(await api.issue(other, 'api-key', 'viewer')).id],
    users: [await theirUser()],
    approvals: [await theirApproval()],
    'access-requests': [await theirAccessRequest(customer.id)],
    replies: [await theirReply()],
  };
});
afterAll(async () => {
  await api.close();
  await db.close();
});

async function theirPlacement(customerId: string, invoiceId: string): Promise<string> {
  const id = newId();
  const placed = { id, organizationId: other.id, customerId, invoiceId, state: 'placed', openMinor: 1n };
  await db.database.inOrganization(other.id, (tx) =>
    tx.placement.create({ data: { ...placed, pack: {}, packHash: 'x', proposedAt: new Date(api.now()) } }),
  );
  return id;
}

async function theirReply(): Promise<string> {
  const id = newId();
  const written = {
    sender: 'a@b.example',
    senderName: '',
    subject: 'x',
    body: 'x',
    fullText: 'x',
    raw: Buffer.from('x'),
  };
  const stored = { ...written, kind: 'reply', state: 'unmatched', sha256: id, receivedAt: new Date(api.now()) };
  await db.database.inOrganization(other.id, (tx) =>
    tx.reply.create({ data: { id, organizationId: other.id, ...stored } }),
  );
  return id;
}

async function theirUser(): Promise<string> {
  const { token } = await api.issue(other, 'api-key', 'administrator');
  const theirs = { email: 'theirs@other.example', name: 'Theirs', role: 'viewer' };
  return String((await api.post('/v1/users', theirs, { key: token })).body.id);
}

async function theirAccessRequest(customerId: string): Promise<string> {
  const id = newId();
  const asked = { personId: 'user:x', state: 'asked', reason: 'x', askedAt: new Date(api.now()), askedBy: 'user:x' };
  await db.database.inOrganization(other.id, (tx) =>
    tx.customerAccess.create({ data: { id, organizationId: other.id, customerId, ...asked } }),
  );
  return id;
}

async function theirApproval(): Promise<string> {
  const { email } = await aPerson(db.database, other, 'manager');
  const call = asPerson(api, await signIn(api, email));
  const asked = await call('POST', '/v1/approvals', { kind: 'write-off', invoiceId: 'INV-1', reason: 'x' });
  return String(asked.body.id);
}

const PLAN = { invoiceIds: ['INV-1'], instalments: [{ date: '2026-12-01', amount: '100.00' }] };
const bodies: Record<string, unknown> = {
  approve: {},
  refuse: {},
  'POST /v1/approvals/:id/withdraw': {},
  'reset-link': {},
  unlock: {},
  'remove-second-factor': {},
  'sign-out': {},
  'PATCH /v1/users/:id': { role: 'viewer' },
  waive: { reason: 'x' },
  holds: { reason: 'x' },
  'POST /v1/invoices/:id/disputes': { reason: 'x' },
  'POST /v1/customers/:id/disputes': { reason: 'x', invoices: [{ invoiceId: 'INV-1' }] },
  'PATCH /v1/disputes/:id': { department: 'sales' },
  'PUT /v1/collectors/:id': { name: 'x' },
  portfolio: { owner: null, team: null },
  access: { reason: 'x' },
  notes: { text: 'x' },
  resolve: { outcome: 'for-us' },
  questions: { department: 'sales', address: 'a@b.example', language: 'en', question: 'x' },
  complete: { outcome: 'handled' },
  preview: { outcome: 'handled' },
  'take-back': {},
  contacts: { name: 'X', role: 'other', source: 'phone' },
  'PATCH /v1/customers/:id/contacts/:contactId': { name: 'X', source: 'phone' },
  conflicts: { field: 'email', keep: 'erp' },
  messages: { what: 'statement', contactId: 'k1' },
  calls: {},
  end: { outcome: 'no-answer' },
  correct: { outcome: 'no-answer' },
  claim: {},
  'opt-outs': { channel: 'sms' },
  recall: { reason: 'x' },
  agency: { agency: 'cobra' },
  settle: { arrived: true },
  again: {},
  reports: { reportId: 'r-1', outcome: 'returned', on: '2026-11-19' },
  take: {},
  stop: {},
  policy: { key: 'standard' },
  'write-off': { reason: 'x' },
  lift: { reason: 'x' },
  reverse: { reason: 'x' },
  'POST /v1/payments/:id/reverse': { on: '2026-11-19', reason: 'x' },
  refunds: { amount: '1.00', currency: 'EUR', on: '2026-11-19' },
  merge: { into: 'C-9' },
  procedure: { needs: [] },
  group: { groupId: 'G-1' },
  'account-manager': { accountManager: 'U-1' },
  split: {
    parts: [
      { customerId: 'C-1', amount: '1.00' },
      { customerId: 'C-9', amount: '1.00' },
    ],
  },
  assign: { customerId: 'C-1' },
  'POST /v1/tasks/:id/assign': { to: null, reason: 'x' },
  'POST /v1/customers/:id/notes': { body: 'x' },
  'POST /v1/customers/:id/credit': { limit: { amount: '1.00', currency: 'EUR' }, reason: 'x', version: 0 },
  'supply-hold': { reason: 'x' },
  pauses: { until: '2026-11-27', reason: 'x' },
  snooze: { until: '2026-11-27', reason: 'x' },
  pin: { until: '2026-11-27', reason: 'x' },
  absences: { absences: [] },
  return: { on: '2026-11-19', reason: 'x' },
  tie: { customerId: 'C-1' },
  untie: {},
  discard: { reason: 'x' },
  'POST /v1/replies/:id/answer': { text: 'x' },
  'POST /v1/invoices/:id/promises': { date: '2026-12-01' },
  'POST /v1/customers/:id/promises': { date: '2026-12-01', invoiceIds: ['INV-1'] },
  'payment-plans': PLAN,
  change: PLAN,
  offers: { invoiceIds: ['INV-1'] },
  cancel: { reason: 'x' },
  reject: { reason: 'x' },
  renew: { date: '2026-12-01' },
  withdraw: { reason: 'x' },
  reassign: { customerId: 'C-1', reason: 'x' },
  'portal-links': { contactId: 'k1' },
  ':id': { expiresAt: null },
  allocations: { allocations: [{ invoiceId: 'INV-1', amount: '1.00' }], reason: 'x' },
};
const hasRight = (role: BuiltInRole, route: string) => roleRights[role].some((right) => right === rights[route]);
const routes = Object.keys(rights).filter((route) => /^\w+ \/v1\/[\w-]+\/:id/.test(route));

test.each(routes)('%s answers 404 for what belongs to another organization', async (route) => {
  const [method = '', pattern = ''] = route.split(' ');
  const resource = pattern.split('/')[2] ?? '';
  for (const id of foreign[resource] ?? []) {
    const path = pattern
      .replace(':id', id)
      .replace(':holdId', holdId)
      .replace(':fileId', holdId)
      .replace(':questionId', holdId)
      .replace(':linkId', holdId)
      .replace(/\/files$/, '/files?name=x')
      .replace(':chargeId', chargeId)
      .replace(':contactId', 'k1')
      .replace(':channel', 'sms')
      .replace(':callId', chargeId);
    const call = ['POST', 'PUT', 'PATCH'].includes(method)
      ? { body: bodies[route] ?? bodies[pattern.split('/').at(-1) ?? ''] }
      : {};
    const answer = await api.call(method, path, call);
    expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
    // Whoever has fewer rights is told nothing else: 403 for the route whatever the id, or the same 404.
    for (const role of BUILT_IN_ROLES) {
      const refused = await api.call(method, path, { ...call, key: api.keys[role] });
      expect(hasRight(role, route) ? [403, 404] : [403]).toContain(refused.status);
    }
    // The same URL works for the organization that owns the thing, which shows that the test requests something that
    // exists.
    const own = await api.issue(other, 'api-key', 'administrator');
    const address = pattern.split('/').slice(0, 4).join('/');
    // Some are shown in their list only.
    const isListed = ['keys', 'access-requests'].includes(resource);
    const shown = await api.get(isListed ? `/v1/${resource}` : address.replace(':id', id), { key: own.token });
    expect([shown.status, !isListed || shown.text.includes(id)]).toEqual([200, true]);
  }
  expect(foreign[resource]?.length).toBeGreaterThan(0);
});

test.each([
  '/v1/invoices',
  '/v1/customers',
  '/v1/tasks',
  '/v1/disputes',
  '/v1/collectors',
  '/v1/messages',
  '/v1/replies',
  '/v1/payments',
  '/v1/receipts',
  '/v1/users',
  '/v1/approvals',
  '/v1/payments?customerId=C-1',
  '/v1/invoices?q=INV-1',
  '/v1/invoices?customerId=C-1',
  '/v1/messages?invoiceId=INV-1',
  '/v1/tasks?customerId=C-1',
])('%s lists nothing of another organization', async (path) => {
  expect((await api.get(path)).body).toEqual({ items: [], nextCursor: null });
});

test('the worklist has no task of another organization', async () => {
  const { items, notReachedToday } = (await api.get('/v1/worklist?person=all')).body;
  expect([items, notReachedToday]).toEqual([[], { tasks: 0, amounts: [] }]);
});

test('nothing of the other organization has changed', async () => {
  const [hold, task, charge] = await db.database.inOrganization(
    other.id,
    async (tx) =>
      [
        await tx.hold.findMany({ where: { kind: { in: ['manual', 'dispute'] } } }),
        await tx.task.findFirstOrThrow({ where: { kind: 'call' } }),
        await tx.charge.findFirstOrThrow(),
      ] as const,
  );
  expect(hold.map(({ releasedAt }) => releasedAt)).toEqual([null, null]);
  expect(task.state).toBe('open');
  expect(charge.state).toBe('charged');
});

test('two organizations may use the same ERP id for different things', async () => {
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1', { name: 'Ours' }),
    anInvoice('demo', 'INV-1', 'C-1', '2026-12-01'),
  );
  expect((await api.get('/v1/invoices/INV-1')).body).toMatchObject({
    customerName: 'Ours',
    dueDate: '2026-12-01',
    workflowId: 'invoice/demo/INV-1',
  });
});
