import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { signWebhook } from '@puntual/sandbox/outside/webhook-events';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { seedMessage } from '../testing/seed-message.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

const SECRET = `whsec_${Buffer.from('a secret that only two know').toString('base64')}`;
let db: TestDatabase;
let api: TestApi;
let message: string;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization, { RESEND_WEBHOOK_SECRET: SECRET });
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1', { contacts: [{ contactId: 'k1', name: 'Ana', email: 'ana@example.com' }] }),
    anInvoice('demo', 'A', 'C-1', '2026-11-10'),
  );
  const [customer, invoice] = await db.database.inOrganization(
    db.organization.id,
    async (tx) => [await tx.customer.findFirstOrThrow(), await tx.invoice.findFirstOrThrow()] as const,
  );
  message = await seedMessage(db.database, db.organization, customer.id, [invoice.id], { state: 'reserved' });
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const webhook = (type: string, tags: unknown = { org: 'demo', message }) =>
  JSON.stringify({ type, created_at: '2026-11-20T10:00:00Z', data: { email_id: 'mail-1', tags } });
const send = (body: string, id: string, options: { secret?: string; at?: Date; signed?: string } = {}) =>
  api.post('/webhooks/resend', body, {
    key: null,
    headers: { ...signWebhook(options.secret ?? SECRET, id, options.at ?? new Date(), options.signed ?? body) },
  });
const stored = () =>
  db.database.inOrganization(db.organization.id, (tx) => tx.message.findUniqueOrThrow({ where: { id: message } }));

describe('signatures', () => {
  test.each([
    ['another secret', { secret: `whsec_${Buffer.from('something else').toString('base64')}` }],
    ['other bytes', { signed: '{}' }],
    ['an old instant', { at: new Date(Date.now() - 10 * 60_000) }],
    ['a far one', { at: new Date(Date.now() + 10 * 60_000) }],
  ])('a signature of %s is refused, and nothing is done', async (_name, options) => {
    const answer = await send(webhook('email.delivered'), 'bad', options);
    expect([answer.status, answer.body.code]).toEqual([401, 'bad-signature']);
    expect((await stored()).state).toBe('reserved');
  });

  test('a webhook without a body, or with an enormous one, is refused', async () => {
    expect((await api.post('/webhooks/resend', webhook('email.sent'), { key: null })).status).toBe(401);
    expect((await send('x'.repeat(300_000), 'large')).status).toBe(413);
  });
});

test('a webhook settles the message whose answer was lost, once for each id', async () => {
  expect((await send(webhook('email.delivered'), 'evt-1')).body).toEqual({ result: 'taken' });
  expect(await stored()).toMatchObject({
    state: 'sent',
    settledBy: 'webhook',
    providerId: 'mail-1',
    deliveryState: 'delivered',
  });
  expect((await send(webhook('email.delivered'), 'evt-1')).body).toEqual({ result: 'duplicate' });
  expect(
    (
      await send(
        webhook('email.sent', [
          { name: 'org', value: 'demo' },
          { name: 'message', value: message },
        ]),
        'evt-2',
      )
    ).body,
  ).toEqual({ result: 'taken' });
  expect((await stored()).deliveryState).toBe('delivered');
  expect((await send(webhook('email.bounced'), 'evt-3')).body).toEqual({ result: 'taken' });
  expect((await stored()).deliveryState).toBe('bounced');
  expect((await api.get('/v1/customers/C-1')).body.contacts).toMatchObject([{ reachable: false }]);
});

test.each([
  ['a type that we do not know', webhook('email.opened')],
  ['a mail without our tags', webhook('email.sent', {})],
  ['tags that are none of ours', webhook('email.sent', { org: 'demo', message: 'x' })],
  ['no mail at all', JSON.stringify({ type: 'contact.created', data: {} })],
  ['a list', '[]'],
])('%s is accepted and ignored', async (_name, body) => {
  const answer = await send(body, `nothing-${_name}`);
  expect([answer.status, answer.body]).toEqual([200, { result: 'ignored' }]);
});

test('a report about an unknown message is accepted, so that Resend does not repeat it for ever', async () => {
  expect(
    (await send(webhook('email.sent', { org: 'demo', message: '0192a000-0000-7000-8000-000000000000' }), 'evt-9')).body,
  ).toEqual({ result: 'unknown' });
  expect((await send(webhook('email.sent', { org: 'nobody', message }), 'evt-10')).body).toEqual({ result: 'unknown' });
});

test('without a secret webhooks get 503 with the reason', async () => {
  const without = await withApi(db.database, db.organization);
  try {
    const answer = await without.post('/webhooks/resend', webhook('email.sent'), { key: null });
    expect([answer.status, answer.body.code]).toEqual([503, 'no-webhook-secret']);
  } finally {
    await without.close();
  }
});

describe('what a webhook says of the addresses', () => {
  const report = async (type: string, data: object, id: string) => {
    const body = JSON.stringify({
      type,
      created_at: '2026-11-20T10:00:00Z',
      data: { email_id: 'mail-2', tags: { org: 'demo', message: mail }, ...data },
    });
    return (await send(body, id)).body;
  };
  let mail: string;
  beforeEach(async () => {
    await api.take(
      db.organization,
      aCustomer('demo', 'C-2', {
        contacts: [
          { contactId: 'k1', name: 'Ana', email: 'ap@example.com' },
          { contactId: 'k2', name: 'Eva', email: 'fd@example.com' },
        ],
      }),
      anInvoice('demo', 'B', 'C-2', '2026-11-10'),
    );
    mail = await db.database.inOrganization(db.organization.id, async (tx) => {
      const customer = await tx.customer.findFirstOrThrow({ where: { customerId: 'C-2' } });
      const invoice = await tx.invoice.findFirstOrThrow({ where: { invoiceId: 'B' } });
      return seedMessage(db.database, db.organization, customer.id, [invoice.id], { state: 'sent' });
    });
    await db.database.inOrganization(db.organization.id, (tx) =>
      tx.message.update({
        where: { id: mail },
        data: {
          recipients: [
            { contactId: 'k1', channel: 'email', address: 'ap@example.com' },
            { contactId: 'k2', channel: 'email', address: 'fd@example.com' },
          ],
        },
      }),
    );
  });

  test('a bounce that quotes one of two marks that one, and the task names the contact', async () => {
    const bounce = { type: 'Permanent', subType: 'General', message: '550 <fd@example.com> does not exist' };
    const to = ['ap@example.com', 'fd@example.com'];
    expect(await report('email.bounced', { to, bounce }, 'per-1')).toEqual({ result: 'taken' });
    expect((await api.get('/v1/customers/C-2')).body.contacts).toMatchObject([
      { contactId: 'k1', reachable: true },
      { contactId: 'k2', reachable: false },
    ]);
    expect((await api.get(`/v1/messages/${mail}`)).body).toMatchObject({
      deliveryReason: 'Permanent/General',
      recipients: [{ contactId: 'k1' }, { contactId: 'k2', deliveryState: 'bounced' }],
    });
    expect((await api.get('/v1/tasks?kind=fix-contact&customerId=C-2')).body.items).toMatchObject([
      { contacts: [{ contactId: 'k2', name: 'Eva' }] },
    ]);
  });

  test.each([
    ['email.suppressed', { suppressed: { type: 'OnAccountSuppressionList', message: 'x' } }, 'suppressed'],
    ['email.failed', { failed: { reason: 'domain_not_verified' } }, 'failed'],
    ['email.bounced', { bounce: { type: 'Transient', subType: 'MailboxFull', message: 'full' } }, 'bounced'],
    ['email.bounced', { bounce: { type: 'Undetermined', subType: 'Undetermined', message: '' } }, 'bounced'],
    ['email.bounced', { bounce: null, to: 7 }, 'bounced'],
  ])('%s with %j is taken, and counts for the one that it lists', async (type, data, state) => {
    expect(await report(type, { to: 'fd@example.com', ...data }, mail)).toEqual({ result: 'taken' });
    const { recipients } = (await api.get(`/v1/messages/${mail}`)).body as {
      recipients: { contactId: string; deliveryState: string | null }[];
    };
    expect(recipients.map(({ deliveryState }) => deliveryState === state)).toEqual([false, !('to' in data)]);
  });
});
