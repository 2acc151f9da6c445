import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signAgencyBody } from '@puntual/platform/agency-signature';
import { replyAddress } from '@puntual/platform/reply-address';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { seedMessage } from '../testing/seed-message.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { mailText } from './testing/reply-mails.ts';
import { REPLY_CASES, type ReplyCase } from './testing/reply-table.ts';

const KEY = 'a key of an installation for tests only';
const DOMAIN = 'replies.example.com';
const fileOf = (name: string) => new URL(`./fixtures/${name}.eml`, import.meta.url);
let db: TestDatabase;
let api: TestApi;
let secret: string;
/** The ids of the messages M1 to M5. */
const messages: string[] = [];

const CONTACTS = [
  [
    { contactId: 'k1', name: 'Ana', email: 'ana@talleres.example' },
    { contactId: 'k2', name: 'Pagos', email: 'pagos@talleres.example' },
  ],
  [{ contactId: 'k1', name: 'Luis', email: 'luis@ferreteria.example' }],
  [{ contactId: 'k1', name: 'Gestoría', email: 'conta@gestoria.example' }],
  [{ contactId: 'k1', name: 'Gestoría', email: 'conta@gestoria.example' }],
  [{ contactId: 'k1', name: 'Mary', email: 'mary@acme-buyer.example' }],
];

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization, { PUNTUAL_SECRETS_KEY: KEY, REPLY_DOMAIN: DOMAIN });
  for (const [at, contacts] of CONTACTS.entries()) {
    const number = at + 1;
    await api.take(
      db.organization,
      aCustomer('demo', `C-${number}`, { contacts }),
      anInvoice('demo', `I-${number}`, `C-${number}`, '2026-11-10', { number: `F-2026/100${number}` }),
    );
    const [customer, invoice] = await db.database.inOrganization(
      db.organization.id,
      async (tx) =>
        [
          await tx.customer.findFirstOrThrow({ where: { customerId: `C-${number}` } }),
          await tx.invoice.findFirstOrThrow({ where: { invoiceId: `I-${number}` } }),
        ] as const,
    );
    messages.push(await seedMessage(db.database, db.organization, customer.id, [invoice.id]));
  }
  secret = String((await api.post('/v1/settings/inbound-secret', {})).body['secret']);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

// The fixtures stand for whatever messages a test has made.
function withMessages(eml: string): string {
  return messages.reduce((text, messageId, at) => {
    const name = `M${at + 1}`;
    const address = replyAddress(KEY, DOMAIN, { organizationId: db.organization.id, messageId });
    return text
      .replaceAll(`reply-${name}@${DOMAIN}`, address)
      .replaceAll(`<${name}.m@${DOMAIN}>`, `<${messageId}.m.puntual@${DOMAIN}>`)
      .replaceAll(`<${name}.t@${DOMAIN}>`, `<${messageId}.t.puntual@${DOMAIN}>`);
  }, eml);
}

async function handIn(raw: string): Promise<Record<string, unknown>> {
  const hash = createHash('sha256').update(raw).digest('hex');
  const seconds = Math.floor(Date.now() / 1000);
  const { status, body } = await api.call('POST', '/webhooks/inbound/demo', {
    key: null,
    body: raw,
    headers: {
      'content-type': 'message/rfc822',
      'puntual-timestamp': String(seconds),
      'puntual-content-sha256': hash,
      'puntual-signature': signAgencyBody(secret, seconds, hash),
    },
  });
  expect([status, body]).toMatchObject([200, { result: 'taken' }]);
  return (await api.get(`/v1/replies/${String(body['replyId'])}`)).body;
}

test('there are a hundred fixtures, and they are what the table says', () => {
  for (const { mail } of REPLY_CASES)
    if (process.env['PUNTUAL_WRITE_FIXTURES']) writeFileSync(fileOf(mail.name), mailText(mail));
  expect(REPLY_CASES).toHaveLength(100);
  expect(readdirSync(new URL('./fixtures/', import.meta.url)).sort()).toEqual(
    REPLY_CASES.map(({ mail }) => `${mail.name}.eml`).sort(),
  );
  for (const { mail } of REPLY_CASES) expect(readFileSync(fileOf(mail.name), 'utf8')).toBe(mailText(mail));
});

test.each(REPLY_CASES.map((each): [string, ReplyCase] => [each.mail.name, each]))('%s', async (name, { expected }) => {
  expect(existsSync(fileOf(name))).toBe(true);
  const reply = await handIn(withMessages(readFileSync(fileOf(name), 'utf8')));
  const { kind, state, customerId = null, by, because, body, suggests } = expected;
  expect(reply).toMatchObject({ kind, state, customerId });
  if (by !== undefined) expect(reply['matchedBy']).toBe(by);
  if (because !== undefined) expect(reply['unmatchedBecause']).toBe(because);
  if (body !== undefined) expect(reply['text']).toBe(body);
  if (suggests !== undefined)
    expect((reply['suggestions'] as { kind: string }[]).map((suggestion) => suggestion.kind)).toEqual(suggests);
});

test('none is lost, and only mails of people opened a task or a pause', async () => {
  const counts = await db.database.inOrganization(db.organization.id, async (tx) => ({
    replies: await tx.reply.count(),
    paused: await tx.customerPause.count({ where: { releasedAt: null } }),
    tasks: await tx.task.count({ where: { kind: 'answer-reply' } }),
  }));
  expect(counts).toEqual({ replies: 100, paused: 5, tasks: 5 });
});
