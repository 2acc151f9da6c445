import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { messageContentSchema, messagePageSchema } from '@puntual/contracts/api/messages';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { seedMessage } from '../testing/seed-message.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let mail: string;
let letter: string;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    anInvoice('demo', 'A', 'C-1', '2026-11-10'),
    anInvoice('demo', 'B', 'C-1', '2026-11-09'),
  );
  const [customer, invoices] = await db.database.inOrganization(
    db.organization.id,
    async (tx) =>
      [await tx.customer.findFirstOrThrow(), await tx.invoice.findMany({ orderBy: { invoiceId: 'asc' } })] as const,
  );
  mail = await seedMessage(
    db.database,
    db.organization,
    customer.id,
    invoices.map((invoice) => invoice.id),
  );
  letter = await seedMessage(db.database, db.organization, customer.id, [invoices[0]?.id ?? ''], {
    pdf: Buffer.from('%PDF-1.7 letter'),
    composedAt: new Date('2026-11-20T09:00:00Z'),
  });
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const ids = async (query: string) =>
  messagePageSchema.parse((await api.get(`/v1/messages${query}`)).body).items.map((item) => item.id);

test('messages are listed newest first, and filtered by customer and by invoice', async () => {
  expect(await ids('')).toEqual([letter, mail]);
  expect(await ids('?customerId=C-1')).toEqual([letter, mail]);
  expect(await ids('?invoiceId=B')).toEqual([mail]);
  expect(await ids('?invoiceId=C')).toEqual([]);
  const first = messagePageSchema.parse((await api.get('/v1/messages?limit=1')).body);
  expect(await ids(`?limit=1&cursor=${first.nextCursor}`)).toEqual([mail]);
});

test('a message has its template, its invoices and its delivery', async () => {
  expect((await api.get(`/v1/messages/${mail}`)).body).toMatchObject({
    customerId: 'C-1',
    template: 'friendly',
    channel: 'email',
    state: 'sent',
    invoices: ['B', 'A'],
    subject: 'Recordatorio',
    providerId: 'provider-1',
  });
});

test('its content is what the provider received', async () => {
  expect(messageContentSchema.parse((await api.get(`/v1/messages/${mail}/content`)).body)).toEqual({
    subject: 'Recordatorio',
    html: '<p>Hola</p>',
    text: 'Hola',
    to: ['ana@example.com'],
    hash: 'f'.repeat(64),
  });
});

test('a letter has a PDF, an e-mail has none', async () => {
  const pdf = await api.get(`/v1/messages/${letter}/pdf`);
  expect([pdf.status, pdf.headers.get('content-type'), pdf.text]).toEqual([200, 'application/pdf', '%PDF-1.7 letter']);
  expect((await api.get(`/v1/messages/${mail}/pdf`)).status).toBe(404);
  expect((await api.get('/v1/messages/nothing')).status).toBe(404);
});

test('a customer’s list has the messages to the payer of its group about its invoices, marked as such', async () => {
  await api.take(db.organization, aCustomer('demo', 'C-2'), anInvoice('demo', 'D', 'C-2', '2026-11-10'));
  const [payer, invoice] = await db.database.inOrganization(
    db.organization.id,
    async (tx) =>
      [
        await tx.customer.findFirstOrThrow({ where: { customerId: 'C-1' } }),
        await tx.invoice.findFirstOrThrow({ where: { invoiceId: 'D' } }),
      ] as const,
  );
  const sent = await seedMessage(db.database, db.organization, payer.id, [invoice.id]);
  const marked = async (customerId: string) =>
    messagePageSchema
      .parse((await api.get(`/v1/messages?customerId=${customerId}`)).body)
      .items.map((item) => [item.id, item.customerId, item.toPayer]);
  expect(await marked('C-2')).toEqual([[sent, 'C-1', true]]);
  expect(await marked('C-1')).toContainEqual([sent, 'C-1', false]);
});
