import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signAgencyBody } from '@puntual/platform/agency-signature';
import { replyAddress } from '@puntual/platform/reply-address';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { seedMessage } from '../testing/seed-message.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

const KEY = 'a key of an installation for tests only';
const DOMAIN = 'replies.example.com';
let db: TestDatabase;
let api: TestApi;
let secret: string;
let message: string;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization, { PUNTUAL_SECRETS_KEY: KEY, REPLY_DOMAIN: DOMAIN });
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1', { contacts: [{ contactId: 'k1', name: 'Ana', email: 'ana@customer.example' }] }),
    anInvoice('demo', 'A', 'C-1', '2026-11-10'),
    aCustomer('demo', 'C-2', { contacts: [{ contactId: 'k1', name: 'Eva', email: 'eva@second.example' }] }),
    anInvoice('demo', 'B', 'C-2', '2026-11-10', { number: 'F-2026/2002' }),
  );
  const [customer, invoice] = await db.database.inOrganization(
    db.organization.id,
    async (tx) =>
      [
        await tx.customer.findFirstOrThrow({ where: { customerId: 'C-1' } }),
        await tx.invoice.findFirstOrThrow({ where: { invoiceId: 'A' } }),
      ] as const,
  );
  message = await seedMessage(db.database, db.organization, customer.id, [invoice.id]);
  const made = await api.post('/v1/settings/inbound-secret', {});
  expect(made.body).toMatchObject({ version: 1, replyDomain: DOMAIN, webhook: '/webhooks/inbound/demo' });
  secret = String(made.body['secret']);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const addressOf = (messageId: string) => replyAddress(KEY, DOMAIN, { organizationId: db.organization.id, messageId });

let sent = 0;
/** A mail with these header fields and this body. */
function mail(fields: Record<string, string>, body: string): string {
  sent += 1;
  const all = {
    From: 'Ana Núñez <ana@customer.example>',
    To: 'cobros@creditor.example',
    Subject: 'Re: Recordatorio',
    'Message-ID': `<mail-${sent}@customer.example>`,
    Date: 'Fri, 20 Nov 2026 10:00:00 +0000',
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    ...fields,
  };
  return `${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')}\r\n\r\n${body.replaceAll('\n', '\r\n')}`;
}

function post(
  raw: string | Buffer,
  { org = 'demo', by = secret, at = Math.floor(Date.now() / 1000), hash = sha(raw) } = {},
) {
  return api.call('POST', `/webhooks/inbound/${org}`, {
    key: null,
    body: raw.toString(),
    headers: {
      'content-type': 'message/rfc822',
      'puntual-timestamp': String(at),
      'puntual-content-sha256': hash,
      'puntual-signature': signAgencyBody(by, at, hash),
    },
  });
}
const sha = (raw: string | Buffer) => createHash('sha256').update(raw).digest('hex');
const listed = async (query: string) => (await api.get(`/v1/replies?${query}`)).body['items'] as { id: string }[];

describe('who may hand mails in', () => {
  test.each([
    ['another secret', { by: 'pis_other' }],
    ['an old instant', { at: Math.floor(Date.now() / 1000) - 900 }],
    ['the hash of other bytes', { hash: sha('other') }],
    ['an unknown organization', { org: 'nobody' }],
  ])('%s is refused', async (_name, options) => {
    const answer = await post(mail({}, 'Hola'), options);
    expect([answer.status, answer.body.code]).toEqual([401, 'bad-signature']);
  });

  test('a mail of more than 15 MB is refused', async () => {
    expect((await post(mail({}, 'x'.repeat(15 * 1024 * 1024 + 1)))).status).toBe(413);
  });

  test('without the setting, mails are to be handed in again later', async () => {
    const without = await withApi(db.database, db.organization);
    try {
      const answer = await without.call('POST', '/webhooks/inbound/demo', { key: null, body: 'x' });
      expect([answer.status, answer.body.code]).toEqual([503, 'no-inbound-secret']);
    } finally {
      await without.close();
    }
  });

  test('a viewer makes no secret, ties nothing and discards nothing', async () => {
    for (const path of ['/v1/settings/inbound-secret', '/v1/replies/x/tie', '/v1/replies/x/discard'])
      expect((await api.post(path, {}, { key: api.keys.viewer })).status).toBe(403);
  });
});

test('an answer to the address of a message is the customer’s, whoever wrote it', async () => {
  const raw = mail(
    { From: 'x@unknown.example', To: `Cobros <${addressOf(message).toUpperCase()}>` },
    'Buenos días:\n\nPagaremos la factura el viernes.\n\n' +
      'El vie, 20 nov 2026 a las 10:00, Acme (<cobros@acme.example>) escribió:\n\n> Le recordamos su factura.\n',
  );
  expect((await post(raw)).body).toMatchObject({ result: 'taken', kind: 'reply', state: 'matched' });
  expect((await post(raw)).body).toEqual({ result: 'duplicate' });
  const [reply] = await listed('customerId=C-1');
  expect(reply).toMatchObject({
    customerId: 'C-1',
    matchedBy: 'address',
    messageId: message,
    contactId: null,
    excerpt: 'Buenos días:\n\nPagaremos la factura el viernes.',
    suggestions: [{ kind: 'promise', quote: 'Pagaremos la factura el viernes.', parts: [{ on: '2026-11-27' }] }],
  });
  expect((await api.get('/v1/customers/C-1/pauses')).body['items']).toMatchObject([
    { reason: 'reply', until: '2026-11-27', releasedAt: null },
  ]);
  const [task] = (await api.get('/v1/tasks?kind=answer-reply&customerId=C-1')).body['items'] as { id: string }[];
  expect(task).toMatchObject({ state: 'open', dueOn: '2026-11-23' });
  const detail = (await api.get(`/v1/replies/${reply?.id}`)).body;
  expect(detail['fullText']).toContain('Le recordamos su factura.');

  // The suggestion is confirmed by the task's outcome: the promise takes the place of the pause.
  const done = await api.post(`/v1/tasks/${task?.id}/complete`, {
    outcome: 'promised',
    promise: { date: '2026-11-27' },
  });
  expect(done.status).toBe(200);
  expect((await api.get('/v1/customers/C-1/promises')).body['items']).toMatchObject([
    { state: 'open', source: 'reply' },
  ]);
  expect((await api.get('/v1/customers/C-1/pauses')).body['items']).toMatchObject([
    { releasedAt: expect.any(String) as unknown },
  ]);
  expect((await api.get(`/v1/replies/${reply?.id}`)).body).toMatchObject({ endedHow: 'done' });
  expect(await listed('customerId=C-1&waiting=true')).toEqual([]);
});

test('what is nobody’s is listed page by page, and a person ties or discards it', async () => {
  for (const at of [1, 2, 3])
    expect((await post(mail({ From: `somebody${at}@else.example` }, `Hola ${at}`))).body).toMatchObject({
      state: 'unmatched',
    });
  const first = (await api.get('/v1/replies?state=unmatched&limit=2')).body;
  expect(first['items']).toHaveLength(2);
  const rest = (await api.get(`/v1/replies?state=unmatched&limit=2&cursor=${String(first['nextCursor'])}`)).body;
  expect((rest['items'] as unknown[]).length).toBeGreaterThanOrEqual(1);
  const [one, two] = first['items'] as { id: string }[];
  expect((await api.post(`/v1/replies/${one?.id}/tie`, { customerId: 'C-9' })).status).toBe(422);
  expect((await api.post(`/v1/replies/${one?.id}/tie`, { customerId: 'C-2' })).body).toMatchObject({
    state: 'matched',
    customerId: 'C-2',
    matchedBy: 'person',
  });
  expect((await api.post(`/v1/replies/${one?.id}/discard`, { reason: 'x' })).body).toMatchObject({
    code: 'reply-not-open',
  });
  expect((await api.post(`/v1/replies/${two?.id}/discard`, { reason: 'Publicidad' })).body).toMatchObject({
    state: 'discarded',
    reason: 'Publicidad',
  });
  expect((await api.post(`/v1/replies/${one?.id}/untie`, {})).body).toMatchObject({ state: 'unmatched' });
});

test('files are kept by their content, and given as downloads only', async () => {
  const part = (name: string, type: string, content: string) =>
    `--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n` +
    `Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(content).toString('base64')}\r\n`;
  const raw = mail({ From: 'eva@second.example', 'Content-Type': 'multipart/mixed; boundary=b' }, '').concat(
    '--b\r\nContent-Type: text/plain\r\n\r\nAdjuntamos el justificante.\r\n',
    part('justificante.pdf', 'application/pdf', '%PDF-1.4 justificante'),
    part('imagen.png', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    part('pagina.html', 'text/html', '\u0007<html></html>'),
    '--b--\r\n',
  );
  expect((await post(raw)).body).toMatchObject({ state: 'matched' });
  const [reply] = await listed('customerId=C-2&state=matched');
  const { attachments } = (await api.get(`/v1/replies/${reply?.id}`)).body as {
    attachments: { id: string; name: string; kind: string | null }[];
  };
  expect(attachments.map(({ name, kind }) => [name, kind])).toEqual([
    ['justificante.pdf', 'pdf'],
    ['imagen.png', 'text'],
    ['pagina.html', null],
  ]);
  const file = await api.get(`/v1/replies/${reply?.id}/files/${attachments[1]?.id}`);
  expect(file.headers.get('content-disposition')).toMatch(/^attachment;/);
  expect(file.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(file.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  expect((await api.get(`/v1/replies/${reply?.id}/files/${attachments[2]?.id}`)).status).toBe(404);
  const whole = await api.get(`/v1/replies/${reply?.id}/raw`);
  expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
});

test('bytes that are no mail are stored for a person', async () => {
  expect((await post('no mail at all')).body).toMatchObject({ kind: 'unreadable', state: 'unmatched' });
});

test('a foreign account is flagged, and our own is not', async () => {
  await api.call('PUT', '/v1/settings/bank-accounts', {
    body: { accounts: [{ account: 'ES9121000418450200051332', name: 'Banco', currency: 'EUR' }] },
  });
  const body = 'Nuestro nuevo IBAN: DE89 3704 0044 0532 0130 00.\n\n> Pague a ES91 2100 0418 4502 0005 1332\n';
  expect((await post(mail({ From: 'eva@second.example' }, body))).body).toMatchObject({ state: 'matched' });
  const [reply] = await listed('customerId=C-2&state=matched');
  expect(reply).toMatchObject({ foreignAccounts: ['DE89370400440532013000'] });
});

test('a report that a mail did not arrive counts as the provider’s own does', async () => {
  const report =
    '--r\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n' +
    '--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n' +
    'Final-Recipient: rfc822; ana@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n' +
    `--r\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <${message}.m.puntual@${DOMAIN}>\r\n` +
    'Subject: Recordatorio\r\n\r\nHola\r\n--r--\r\n';
  const raw = mail(
    {
      From: 'Mail Delivery System <MAILER-DAEMON@mx.example>',
      Subject: 'Undelivered Mail Returned to Sender',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=r',
    },
    '',
  ).concat(report);
  expect((await post(raw)).body).toMatchObject({ kind: 'bounce' });
  expect((await api.get(`/v1/messages/${message}`)).body).toMatchObject({
    deliveryState: 'bounced',
    deliveryReason: '5.1.1',
  });
});
