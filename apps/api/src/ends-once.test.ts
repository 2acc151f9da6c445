import { Readable } from 'node:stream';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { generate } from 'otplib';
import { inUser } from '@puntual/casework/access/acting-user';
import { importOptionsSchema } from '@puntual/casework/imports/import-options';
import { receiveImport } from '@puntual/casework/imports/store-import';
import { newId } from '@puntual/db/ids';
import { PASSWORD, aPerson, asPerson, signIn } from './testing/people.ts';
import { aCustomer, anEvent, anInvoice, aPayment } from './testing/sample-events.ts';
import { seedCharge, seedMessage, seedTask } from './testing/seed-message.ts';
import { useApi } from './testing/use-api.ts';
import type { Answer } from './testing/with-api.ts';

const world = useApi({ PUNTUAL_SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') });

/** Row ids of the customer and the invoice that everything here is about. */
let customerRowId: string;
let invoiceRowId: string;

beforeAll(async () => {
  const { api, db } = world;
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1', { group: { groupId: 'G-1' } }),
    ...['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((id) => anInvoice('demo', id, 'C-1', '2026-11-10')),
    aPayment('demo', 'P-1', 'C-1', 'H', '1.00'),
  );
  await db.database.inOrganization(db.organization.id, async (tx) => {
    customerRowId = (await tx.customer.findFirstOrThrow()).id;
    invoiceRowId = (await tx.invoice.findFirstOrThrow({ where: { invoiceId: 'A' } })).id;
  });
});

type Id = string | undefined;

const REASON = { reason: 'x' };
const made = async (path: string, body: object = {}) => (await world.api.post(path, body)).body as Record<string, Id>;
const rowOf = <T extends object>(data: T) => ({ id: newId(), organizationId: world.db.organization.id, ...data });
const inTx = <T>(work: Parameters<typeof world.db.database.inOrganization<T>>[1]) =>
  world.db.database.inOrganization(world.db.organization.id, work);
const aTask = (kind: string) => seedTask(world.db.database, world.db.organization, customerRowId, [invoiceRowId], kind);

/** Makes something that has not ended, and answers the call that ends it. */
type Ending = () => Promise<() => Promise<Answer>>;

const post = async (path: string | Promise<string>, body: object = {}) => {
  const made = await path;
  return () => world.api.post(made, body);
};
const remove = async (path: string | Promise<string>) => {
  const made = await path;
  return () => world.api.call('DELETE', made);
};
/** Somebody who is signed in. */
async function aSigned(role = 'manager') {
  const { id, email } = await aPerson(world.db.database, world.db.organization, role);
  return { id, call: asPerson(world.api, await signIn(world.api, email)) };
}

async function aPlan(invoiceId: string, amount = '121.00'): Promise<Id> {
  const plan = { invoiceIds: [invoiceId], instalments: [{ date: '2026-12-01', amount }] };
  return (await made('/v1/customers/C-1/payment-plans', plan)).id;
}

async function decidedApproval(as: 'refuse' | 'withdraw'): Promise<() => Promise<Answer>> {
  const [asking, other] = [await aSigned(), await aSigned()];
  const asked = await asking.call('POST', '/v1/approvals', { kind: 'write-off', invoiceId: 'E', ...REASON });
  const who = as === 'withdraw' ? asking : other;
  return () => who.call('POST', `/v1/approvals/${String(asked.body.id)}/${as}`, {});
}

async function aPlacement(invoiceId = invoiceRowId): Promise<string> {
  const placed = rowOf({
    customerId: customerRowId,
    invoiceId,
    state: 'placed',
    openMinor: 1n,
    pack: {},
    packHash: 'x',
    proposedAt: new Date(world.api.now()),
  });
  await inTx((tx) => tx.placement.create({ data: placed }));
  return placed.id;
}

async function aCollection(): Promise<string> {
  const { id } = await inTx((tx) => tx.invoice.findFirstOrThrow({ where: { invoiceId: 'H' } }));
  const path = `/v1/placements/${await aPlacement(id)}/reports`;
  const report = { reportId: 'r-1', outcome: 'collected', amount: '1.00', currency: 'EUR', on: '2026-11-19' };
  const { body, status } = await world.api.post(path, report);
  expect([status, body]).toEqual([200, expect.anything()]);
  const [collected] = (body as { reports: { id: string }[] }).reports;
  return `${path}/${collected?.id}/reverse`;
}

async function aSupplyHold(): Promise<string> {
  const held = { invoiceId: invoiceRowId, stepId: 'hold', caseRun: 1, state: 'requested', requestedAt: new Date() };
  await inTx((tx) => tx.supplyHold.create({ data: rowOf(held) }));
  return '/v1/invoices/A/supply-hold/lift';
}

async function aReceipt(): Promise<string> {
  const movement = {
    line: 1,
    account: 'ES1',
    bookedOn: '2026-11-19',
    amount: '1.00',
    currency: 'EUR',
    instructed: null,
  };
  const how = { direction: 'credit', reversal: false, returned: false, booked: true, entryRef: null };
  const who = { transactionRef: null, endToEndId: null, payer: 'X', payerAccount: null, text: '', documents: [] };
  const receipt = rowOf({
    receiptId: `bank-${newId()}`,
    amountMinor: 100n,
    currency: 'EUR',
    receivedOn: new Date('2026-11-19'),
    movement: { ...movement, ...how, ...who },
    keptAt: new Date(world.api.now()),
  });
  await inTx((tx) => tx.unidentifiedReceipt.create({ data: receipt }));
  return `/v1/receipts/${receipt.id}/return`;
}

async function anImport(): Promise<string> {
  const { id, slug } = world.db.organization;
  const given = await receiveImport(
    world.db.database,
    { organizationId: id, slug, name: 'somebody' },
    {
      kind: 'customers',
      dryRun: true,
      fileName: null,
      options: importOptionsSchema.parse({}),
      file: Readable.from([Buffer.from('customerId,name\n')]),
    },
    world.api.now(),
  );
  if (given.result !== 'received') throw new Error(given.result);
  return `/v1/imports/${given.importId}/stop`;
}

async function aMove(): Promise<string> {
  const started = { startedAt: new Date(), startedBy: 'x' };
  const move = rowOf({ key: 'own', version: 1, mode: 'at-next-step', state: 'running', total: 1, ...started });
  await inTx((tx) => tx.policyMove.create({ data: move }));
  return `/v1/policies/own/moves/${move.id}/stop`;
}

async function aRequest(): Promise<string> {
  const asked = { personId: `user:${newId()}`, state: 'asked', reason: 'x', askedAt: new Date(), askedBy: 'user:x' };
  const request = rowOf({ customerId: customerRowId, ...asked });
  await inTx((tx) => tx.customerAccess.create({ data: request }));
  return `/v1/access-requests/${request.id}`;
}

async function aLockedUser(): Promise<string> {
  const { id, email } = await aPerson(world.db.database, world.db.organization);
  await signIn(world.api, email, 'not the password');
  return `/v1/users/${id}/unlock`;
}

async function withSecondFactor(removedBy: 'self' | 'administrator'): Promise<() => Promise<Answer>> {
  const { id, call } = await aSigned();
  const { secret } = (await call('POST', '/v1/me/second-factor', {})).body;
  await call('POST', '/v1/me/second-factor/confirm', { code: await generate({ secret: String(secret) }) });
  return removedBy === 'self'
    ? () => call('POST', '/v1/me/second-factor/remove', { password: PASSWORD })
    : () => world.api.post(`/v1/users/${id}/remove-second-factor`, {});
}

async function aPasskey(): Promise<() => Promise<Answer>> {
  const { id, call } = await aSigned();
  const passkey = { id: `key-${id}`, userId: id, publicKey: new Uint8Array(1), counter: 0n, name: 'x' };
  await inUser(world.db.database, id, (tx) => tx.passkey.create({ data: passkey }));
  return () => call('DELETE', `/v1/me/passkeys/${passkey.id}`);
}

async function ownSession(): Promise<() => Promise<Answer>> {
  const email = (await aPerson(world.db.database, world.db.organization)).email;
  await signIn(world.api, email);
  const call = asPerson(world.api, await signIn(world.api, email));
  const { items } = (await call('GET', '/v1/me/sessions')).body as { items: { id: string; isThisOne: boolean }[] };
  const other = items.find(({ isThisOne }) => !isThisOne);
  return () => call('DELETE', `/v1/me/sessions/${other?.id}`);
}

async function aPolicy(): Promise<string> {
  const { document } = (await world.api.get('/v1/policies/standard')).body as { document: object };
  await made('/v1/policies', { ...document, key: 'own' });
  expect((await world.api.post('/v1/policies/own/publish', { mode: 'new-only' })).status).toBe(200);
  return '/v1/policies/own/retire';
}

async function aFeed(): Promise<string> {
  const beat = { feed: 'payments', completeUntil: '2026-11-20T09:00:00.000Z' };
  await world.api.take(world.db.organization, anEvent('demo', 'beat', 'puntual.feed.heartbeat.v1', beat));
  return '/v1/feeds/payments';
}

async function aWaitingEvent(): Promise<string> {
  const never = { invoiceId: 'NEVER', customerId: 'C-1' };
  await world.api.take(world.db.organization, anEvent('demo', 'cancel', 'puntual.invoice.cancelled.v1', never));
  world.api.setNow('2026-11-22T10:00:00Z');
  const { items } = (await world.api.get('/v1/events/waiting')).body as { items: { id: string }[] };
  return `/v1/events/waiting/${items[0]?.id}`;
}

async function aTakenOutcome(): Promise<string> {
  const id = await aTask('call');
  await world.api.post(`/v1/tasks/${id}/complete`, { outcome: 'no-answer' });
  return `/v1/tasks/${id}/take-back`;
}

const aDispute = async (invoiceId: string) =>
  `/v1/disputes/${(await made('/v1/customers/C-1/disputes', { ...REASON, invoices: [{ invoiceId }] })).id}`;
const aPromise = async (invoiceId: string) =>
  `/v1/promises/${(await made('/v1/customers/C-1/promises', { date: '2026-11-27', invoiceIds: [invoiceId] })).id}`;
const aCharge = async () => {
  const { database } = world.db;
  const messageId = await seedMessage(database, world.db.organization, customerRowId, [invoiceRowId]);
  return seedCharge(database, world.db.organization, { customerRowId, invoiceRowId, messageId });
};
const UNTIL = { until: '2026-11-27', ...REASON };
const aNote = async () =>
  `/v1/customers/C-1/notes/${(await made('/v1/customers/C-1/notes', { body: 'x' })).noteId}/pin`;
const aQuestion = async () => {
  const dispute = await aDispute('G');
  const question = { department: 'sales', address: 'a@b.example', language: 'en', question: 'x' };
  return `${dispute}/questions/${(await made(`${dispute}/questions`, question)).id}`;
};
const after = async (path: string | Promise<string>, before: (path: string) => Promise<Answer>) => {
  const subject = await path;
  expect((await before(subject)).status).toBeLessThan(300);
  return subject;
};

/** Every route that ends, cancels, revokes or withdraws something. */
const ENDINGS: Readonly<Record<string, Ending>> = {
  'DELETE /v1/me/passkeys/{passkeyId}': aPasskey,
  'POST /v1/approvals/{id}/refuse': () => decidedApproval('refuse'),
  'POST /v1/approvals/{id}/withdraw': () => decidedApproval('withdraw'),
  'DELETE /v1/me/sessions/{id}': ownSession,
  'POST /v1/me/sign-out-everywhere': async () => {
    const { call } = await aSigned();
    return () => call('POST', '/v1/me/sign-out-everywhere', {});
  },
  'POST /v1/me/second-factor/remove': () => withSecondFactor('self'),
  'POST /v1/users/{id}/unlock': () => post(aLockedUser()),
  'POST /v1/users/{id}/remove-second-factor': () => withSecondFactor('administrator'),
  'POST /v1/users/{id}/sign-out': async () => post(`/v1/users/${(await aSigned()).id}/sign-out`),
  'DELETE /v1/roles/{key}': async () => {
    await world.api.call('PUT', '/v1/roles/own', { body: { name: 'Own', rights: ['case.read'] } });
    return remove('/v1/roles/own');
  },
  'POST /v1/session/sign-out': async () => {
    const { call } = await aSigned();
    return () => call('POST', '/v1/session/sign-out', {});
  },
  'DELETE /v1/keys/{id}': async () =>
    remove(`/v1/keys/${(await world.api.issue(world.db.organization, 'api-key', 'viewer')).id}`),
  'POST /v1/invoices/{id}/write-off/reverse': async () => {
    await world.api.post('/v1/invoices/B/write-off', REASON);
    return post('/v1/invoices/B/write-off/reverse', REASON);
  },
  'DELETE /v1/invoices/{id}/holds/{holdId}': async () =>
    remove(`/v1/invoices/A/holds/${(await made('/v1/invoices/A/holds', REASON)).id}`),
  'POST /v1/invoices/{id}/charges/{chargeId}/waive': async () =>
    post(`/v1/invoices/A/charges/${await aCharge()}/waive`, REASON),
  'POST /v1/invoices/{id}/supply-hold/lift': () => post(aSupplyHold(), REASON),
  'POST /v1/disputes/{id}/resolve': async () => post(`${await aDispute('F')}/resolve`, { outcome: 'for-us' }),
  'DELETE /v1/disputes/{id}/questions/{questionId}': () => remove(aQuestion()),
  'POST /v1/promises/{id}/withdraw': async () => post(`${await aPromise('C')}/withdraw`, REASON),
  'POST /v1/payment-plans/{id}/cancel': async () => post(`/v1/payment-plans/${await aPlan('C')}/cancel`, REASON),
  'POST /v1/payment-plans/{id}/reject': async () => {
    const collector = await aSigned('collector');
    const instalments = Array.from({ length: 12 }, (_, month) => ({
      date: `2027-${String(month + 1).padStart(2, '0')}-01`,
      amount: month === 0 ? '11.00' : '10.00',
    }));
    const asked = await collector.call('POST', '/v1/customers/C-1/payment-plans', { invoiceIds: ['D'], instalments });
    return post(`/v1/payment-plans/${String(asked.body.id)}/reject`, REASON);
  },
  'POST /v1/tasks/{id}/complete': async () =>
    post(`/v1/tasks/${await aTask('call')}/complete`, { outcome: 'no-answer' }),
  'DELETE /v1/tasks/{id}/snooze': async () =>
    remove(after(`/v1/tasks/${await aTask('fix-contact')}/snooze`, (path) => world.api.post(path, UNTIL))),
  'DELETE /v1/tasks/{id}/pin': async () =>
    remove(after(`/v1/tasks/${await aTask('fix-contact')}/pin`, (path) => world.api.post(path, UNTIL))),
  'POST /v1/tasks/{id}/take-back': () => post(aTakenOutcome()),
  'POST /v1/customers/{id}/calls/{callId}/end': async () =>
    post(`/v1/customers/C-1/calls/${(await made('/v1/customers/C-1/calls')).id}/end`, { outcome: 'no-answer' }),
  'DELETE /v1/customers/{id}/contacts/{contactId}/opt-outs/{channel}': async () => {
    await world.api.post('/v1/customers/C-1/contacts/k1/opt-outs', { channel: 'sms' });
    return remove('/v1/customers/C-1/contacts/k1/opt-outs/sms');
  },
  'DELETE /v1/customers/{id}/notes/{noteId}/pin': () => remove(after(aNote(), (path) => world.api.post(path, {}))),
  'DELETE /v1/customers/{id}/pauses/{pauseId}': async () =>
    remove(`/v1/customers/C-1/pauses/${(await made('/v1/customers/C-1/pauses', UNTIL)).pauseId}`),
  'POST /v1/access-requests/{id}/grant': async () => post(`${await aRequest()}/grant`),
  'POST /v1/access-requests/{id}/refuse': async () => post(`${await aRequest()}/refuse`),
  'DELETE /v1/customers/{id}/group': () => remove('/v1/customers/C-1/group'),
  'DELETE /v1/events/waiting/{id}': () => remove(aWaitingEvent()),
  'DELETE /v1/feeds/{feed}': () => remove(aFeed()),
  'POST /v1/payments/{id}/reverse': () => post('/v1/payments/P-1/reverse', { on: '2026-11-20', ...REASON }),
  'POST /v1/receipts/{id}/return': () => post(aReceipt(), { on: '2026-11-20', ...REASON }),
  'POST /v1/imports/{id}/stop': () => post(anImport()),
  'POST /v1/policies/{key}/retire': () => post(aPolicy()),
  'POST /v1/policies/{key}/moves/{id}/stop': () => post(aMove()),
  'POST /v1/settings/stop-contact': () => post('/v1/settings/stop-contact'),
  'POST /v1/settings/resume-contact': () => post('/v1/settings/resume-contact'),
  'DELETE /v1/customers/{id}/portal-links/{linkId}': async () =>
    remove(`/v1/customers/C-1/portal-links/${(await made('/v1/customers/C-1/portal-links', { contactId: 'k1' })).id}`),
  'POST /v1/placements/{id}/recall': async () => post(`/v1/placements/${await aPlacement()}/recall`, REASON),
  'POST /v1/placements/{id}/reports/{reportId}/reverse': () => post(aCollection(), REASON),
};

/** What is removed is not there for a second call; whoever signed out is nobody. */
const SECOND: Readonly<Record<string, number>> = {
  'DELETE /v1/me/passkeys/{passkeyId}': 404,
  'DELETE /v1/roles/{key}': 404,
  'DELETE /v1/events/waiting/{id}': 404,
  'DELETE /v1/feeds/{feed}': 404,
  'POST /v1/me/sign-out-everywhere': 401,
  'POST /v1/session/sign-out': 401,
};

test.each(Object.entries(ENDINGS))(
  '%s ends once, and a second call says that nothing was changed',
  async (route, make) => {
    const end = await make();
    const first = await end();
    expect([first.status, first.text]).toEqual([expect.any(Number), first.status < 300 ? expect.anything() : 'ended']);
    const second = await end();
    expect([second.status, second.body.code]).toEqual([SECOND[route] ?? 409, expect.any(String)]);
  },
);

test('every route that ends something is in the table', () => {
  const { paths } = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const verbs =
    'cancel complete end grant lift recall refuse reject remove remove-second-factor resolve resume-contact retire ' +
    'return reverse revoke sign-out sign-out-everywhere stop stop-contact take-back unlock waive withdraw';
  const verb = new RegExp(`/(${verbs.replaceAll(' ', '|')})$`);
  const ending = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method === 'delete' || (method === 'post' && verb.test(path)))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(Object.keys(ENDINGS).sort()).toEqual(ending.sort());
});
