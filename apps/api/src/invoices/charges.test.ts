import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chargePageSchema, chargeSchema, entryPageSchema } from '@puntual/contracts/api/charges';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice, aPayment } from '../testing/sample-events.ts';
import { seedCharge, seedMessage } from '../testing/seed-message.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let chargeId: string;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    anInvoice('demo', 'INV-1', 'C-1', '2026-11-10'),
    aPayment('demo', 'P-1', 'C-1', 'INV-1', '21.00'),
  );
  const [customer, invoice] = await db.database.inOrganization(
    db.organization.id,
    async (tx) => [await tx.customer.findFirstOrThrow(), await tx.invoice.findFirstOrThrow()] as const,
  );
  const messageId = await seedMessage(db.database, db.organization, customer.id, [invoice.id]);
  chargeId = await seedCharge(db.database, db.organization, {
    customerRowId: customer.id,
    invoiceRowId: invoice.id,
    messageId,
  });
});
afterAll(async () => {
  await api.close();
  await db.close();
});

test('the open amounts of an invoice and of its charges are separate, also in its ledger of any day', async () => {
  expect((await api.get('/v1/invoices/INV-1')).body).toMatchObject({
    open: '100.00',
    chargesOpen: '12.00',
    toPay: '112.00',
  });
  const now = entryPageSchema.parse((await api.get('/v1/invoices/INV-1/entries')).body);
  expect(now.items.map((entry) => [entry.on, entry.kind, entry.amount, entry.chargeId, entry.paymentId])).toEqual([
    ['2026-10-01', 'invoice', '121.00', null, null],
    ['2026-11-19', 'payment', '-21.00', null, 'P-1'],
    ['2026-11-19', 'fee', '12.00', chargeId, null],
  ]);
  expect(now.balance).toEqual({ on: null, currency: 'EUR', open: '100.00', charges: '12.00', toPay: '112.00' });
  const before = entryPageSchema.parse((await api.get('/v1/invoices/INV-1/entries?on=2026-11-18')).body);
  expect([before.items.length, before.balance]).toEqual([
    1,
    { on: '2026-11-18', currency: 'EUR', open: '121.00', charges: '0.00', toPay: '121.00' },
  ]);
  const page = entryPageSchema.parse((await api.get('/v1/invoices/INV-1/entries?limit=1')).body);
  expect(page.balance.toPay).toBe('112.00');
  expect(
    entryPageSchema.parse((await api.get(`/v1/invoices/INV-1/entries?limit=1&cursor=${page.nextCursor}`)).body).items[0]
      ?.kind,
  ).toBe('payment');
});

test('a charge is listed, and waived once, with a reason, by a role that may', async () => {
  expect(
    chargePageSchema.parse((await api.get('/v1/invoices/INV-1/charges', { key: api.keys.viewer })).body).items,
  ).toMatchObject([
    { id: chargeId, kind: 'fee', amount: '12.00', open: '12.00', state: 'charged', how: { kind: 'fee' } },
  ]);
  const path = `/v1/invoices/INV-1/charges/${chargeId}/waive`;
  expect((await api.post(path, { reason: 'goodwill' }, { key: api.keys.collector })).status).toBe(403);
  expect((await api.post(path, { reason: ' ' })).status).toBe(422);
  const waived = await api.post(path, { reason: 'goodwill' }, { key: api.keys.manager });
  expect(waived.status).toBe(200);
  expect(chargeSchema.parse(waived.body)).toMatchObject({
    state: 'waived',
    open: '0.00',
    endedBy: 'manager',
    reason: 'goodwill',
  });
  const again = await api.post(path, { reason: 'again' }, { key: api.keys.manager });
  expect([again.status, again.body.code]).toEqual([409, 'already-ended']);
  expect((await api.get('/v1/invoices/INV-1')).body).toMatchObject({
    open: '100.00',
    chargesOpen: '0.00',
    status: 'open',
  });
  expect((await api.post('/v1/invoices/INV-1/charges/none/waive', { reason: 'x' })).status).toBe(404);
  const [told] = (await api.get('/v1/invoices/INV-1/history', { headers: { 'accept-language': 'es' } })).body.items as {
    text: string;
  }[];
  expect(told?.text).toBe('Se condonaron 12,00\u00a0€ (recargo por pago tardío): atención comercial.');
});
