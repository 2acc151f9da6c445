import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentDetailSchema, paymentPageSchema } from '@puntual/contracts/api/payments';
import { taskPageSchema } from '@puntual/contracts/api/tasks';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anEvent, anInvoice, aPayment } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { suggestionWords } from './suggestion-words.ts';

let db: TestDatabase;
let api: TestApi;
const money = (paymentId: string, amount: string, more: Readonly<Record<string, unknown>> = {}) =>
  anEvent('demo', `payment/${paymentId}`, 'puntual.payment.received.v1', {
    paymentId,
    customerId: 'C-1',
    amount,
    currency: 'EUR',
    receivedOn: '2026-11-19',
    method: 'transfer',
    ...more,
  });

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    aCustomer('demo', 'C-2'),
    anInvoice('demo', 'INV-1', 'C-1', '2026-11-10'),
    anInvoice('demo', 'INV-2', 'C-1', '2026-11-12', { total: '300.00' }),
    anInvoice('demo', 'INV-3', 'C-2', '2026-11-10'),
    money('P-1', '200.00', { reference: 'transferencia 4711' }),
    aPayment('demo', 'P-2', 'C-2', 'INV-3', '21.00'),
    money('P-3', '10.00', { receivedOn: '2026-11-01', allocations: [{ invoiceId: 'INV-9', amount: '10.00' }] }),
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const ids = async (query: string) =>
  paymentPageSchema.parse((await api.get(`/v1/payments${query}`)).body).items.map((item) => item.paymentId);

describe('the list of payments', () => {
  test('has the newest first, in pages, filtered by customer, unallocated money, day and text', async () => {
    expect(await ids('')).toEqual(['P-2', 'P-1', 'P-3']);
    const first = paymentPageSchema.parse((await api.get('/v1/payments?limit=2')).body);
    expect(await ids(`?limit=2&cursor=${first.nextCursor}`)).toEqual(['P-3']);
    expect(await ids('?customerId=C-2')).toEqual(['P-2']);
    expect(await ids('?unallocated=true')).toEqual(['P-1', 'P-3']);
    expect(await ids('?unallocated=false')).toEqual(['P-2']);
    expect(await ids('?receivedUntil=2026-11-18')).toEqual(['P-3']);
    expect(await ids('?q=4711')).toEqual(['P-1']);
    expect(await ids('?status=reversed')).toEqual([]);
    expect((await api.get('/v1/payments?colour=red')).status).toBe(422);
  });
});

describe('one payment', () => {
  test('one payment has its allocations, what it waits for, and suggestions in the reader’s language', async () => {
    const payment = paymentDetailSchema.parse(
      (await api.get('/v1/payments/P-1', { headers: { 'accept-language': 'es' } })).body,
    );
    expect(payment).toMatchObject({
      kind: 'payment',
      amount: '200.00',
      unallocated: '200.00',
      allocations: [],
      awaiting: [],
    });
    expect(payment.suggestions).toEqual([
      {
        score: 5,
        reasons: [{ code: 'oldest', text: 'Es la factura pendiente más antigua.' }],
        allocations: [{ invoiceId: 'INV-1', number: 'F-INV-1', amount: '121.00' }],
      },
      {
        score: 5,
        reasons: [{ code: 'part-of-sum', text: 'Puede ser un pago a cuenta.' }],
        allocations: [{ invoiceId: 'INV-2', number: 'F-INV-2', amount: '200.00' }],
      },
    ]);
    expect(paymentDetailSchema.parse((await api.get('/v1/payments/P-2')).body).allocations).toEqual([
      { invoiceId: 'INV-3', number: 'F-INV-3', amount: '21.00', status: 'open', open: '100.00' },
    ]);
    expect(paymentDetailSchema.parse((await api.get('/v1/payments/P-3')).body).awaiting).toEqual([
      { invoiceId: 'INV-9', amount: '10.00' },
    ]);
    expect((await api.get('/v1/payments/P-9')).status).toBe(404);
  });

  test('has its open task, which names the payment', async () => {
    const payment = paymentDetailSchema.parse((await api.get('/v1/payments/P-1')).body);
    const tasks = taskPageSchema.parse((await api.get('/v1/tasks?kind=unapplied-cash')).body).items;
    expect(tasks).toMatchObject([
      {
        id: payment.taskId,
        kind: 'unapplied-cash',
        payment: { paymentId: 'P-1', currency: 'EUR', unallocated: '200.00' },
      },
    ]);
  });

  test('every reason for a suggestion has a sentence in both languages', () => {
    for (const words of Object.values(suggestionWords))
      expect([words.en, words.es].every((text) => /^\S.*\.$/.test(text)) && words.en !== words.es).toBe(true);
  });
});

describe('a person’s allocation', () => {
  const place = (body: object, call: object = {}) =>
    api.post('/v1/payments/P-1/allocations', { reason: 'by telephone', ...body }, { key: api.keys.collector, ...call });

  test('needs a role that works on cases, a reason, and at least one invoice', async () => {
    expect(
      (await place({ allocations: [{ invoiceId: 'INV-1', amount: '1.00' }] }, { key: api.keys.viewer })).status,
    ).toBe(403);
    expect((await place({})).body.errors).toEqual([{ path: 'allocations', message: expect.any(String) }]);
    expect((await place({ reason: ' ', allocations: [{ invoiceId: 'INV-1', amount: '1.00' }] })).status).toBe(422);
  });

  test('is refused in the reader’s language with the path of each fault', async () => {
    const answer = await place(
      { allocations: [{ invoiceId: 'INV-1', amount: '121.01' }] },
      { headers: { 'accept-language': 'es' } },
    );
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      [
        {
          path: 'allocations.0.amount',
          message: 'la factura INV-1 solo tiene pendientes 121,00\u00a0€: indique ese importe como máximo',
        },
      ],
    ]);
  });

  test('puts the money on the invoices, once per Idempotency-Key, and can move it', async () => {
    const headers = { 'idempotency-key': 'place-1' };
    const body = {
      allocations: [
        { invoiceId: 'INV-1', amount: '121.00' },
        { invoiceId: 'INV-2', amount: '79.00' },
      ],
    };
    const placed = await place(body, { headers });
    expect([placed.status, placed.body]).toMatchObject([
      200,
      {
        unallocated: '0.00',
        taskId: null,
        suggestions: [],
        allocations: [
          { invoiceId: 'INV-1', status: 'paid' },
          { invoiceId: 'INV-2', open: '221.00' },
        ],
      },
    ]);
    expect((await place(body, { headers })).headers.get('idempotency-replayed')).toBe('true');
    const moved = await place({
      takeBack: [{ invoiceId: 'INV-1', amount: '121.00' }],
      allocations: [{ invoiceId: 'INV-2', amount: '100.00' }],
    });
    expect(moved.body).toMatchObject({
      unallocated: '21.00',
      allocations: [{ invoiceId: 'INV-2', amount: '179.00', open: '121.00' }],
    });
    expect((await api.get('/v1/invoices/INV-1')).body).toMatchObject({ status: 'open', open: '121.00' });
    const { items } = (await api.get('/v1/invoices/INV-1/history')).body as {
      items: { kind: string; actor: string; text: string }[];
    };
    expect(
      items
        .filter((item) => ['payment.placed', 'payment.moved-off'].includes(item.kind))
        .map((item) => [item.actor, item.text]),
    ).toEqual([
      ['collector', '€121.00 of payment P-1 was taken off this invoice by hand (by telephone).'],
      ['collector', '€121.00 of payment P-1 was put on this invoice by hand (by telephone); €0.00 is open.'],
    ]);
  });

  test('of a reversed payment is a conflict', async () => {
    await api.take(
      db.organization,
      anEvent('demo', 'back', 'puntual.payment.reversed.v1', {
        paymentId: 'P-1',
        customerId: 'C-1',
        reversedOn: '2026-11-20',
      }),
    );
    expect((await place({ allocations: [{ invoiceId: 'INV-1', amount: '1.00' }] })).body).toMatchObject({
      status: 409,
      code: 'payment-reversed',
    });
  });
});

describe('a payment of the wrong customer', () => {
  const reassign = (id: string, body: object = { customerId: 'C-2', reason: 'same name' }, call: object = {}) =>
    api.post(`/v1/payments/${id}/reassign`, body, { key: api.keys.collector, ...call });

  test('is reassigned when it came in a bank file, and answered as the new customer’s payment', async () => {
    await api.take(db.organization, { ...money('bank-1', '7.00'), id: 'bank-1', source: '/imports/bank' });
    expect((await reassign('bank-1', undefined, { key: api.keys.viewer })).status).toBe(403);
    expect(
      (await reassign('bank-1', { customerId: 'C-1', reason: 'x' }, { headers: { 'accept-language': 'es' } })).body
        .errors,
    ).toEqual([{ path: 'customerId', message: 'el pago ya es del cliente C-1: indique otro cliente' }]);
    const { status, body } = await reassign('bank-1');
    expect([status, paymentDetailSchema.parse(body)]).toMatchObject([
      200,
      { paymentId: 'bank-1.2', customerId: 'C-2', amount: '7.00', status: 'received' },
    ]);
    expect((await api.get('/v1/payments/bank-1')).body).toMatchObject({
      customerId: 'C-1',
      status: 'reversed',
      unallocated: '0.00',
    });
    expect((await reassign('bank-1')).body).toMatchObject({ status: 409, code: 'payment-reversed' });
  });

  test('is refused when the ERP published it, because the ERP must correct it', async () => {
    expect((await reassign('P-2', { customerId: 'C-1', reason: 'x' })).body).toMatchObject({
      status: 409,
      code: 'payment-of-erp',
    });
    expect((await reassign('P-none')).status).toBe(404);
  });
});

describe('a write-off', () => {
  test('a write-off needs a manager, gives its reason in the history, and can be reversed', async () => {
    const writeOff = (body: object, key = api.keys.manager) => api.post('/v1/invoices/INV-3/write-off', body, { key });
    expect((await writeOff({ reason: 'insolvent' }, api.keys.collector)).status).toBe(403);
    expect((await writeOff({})).status).toBe(422);
    expect((await writeOff({ reason: 'insolvent', amount: '40.00' })).body).toMatchObject({
      status: 'open',
      open: '60.00',
    });
    expect((await writeOff({ reason: 'insolvent' })).body).toMatchObject({ status: 'written-off', open: '0.00' });
    expect((await writeOff({ reason: 'again' })).body).toMatchObject({ status: 409, code: 'invoice-settled' });
    const { items } = (await api.get('/v1/invoices/INV-3/history', { headers: { 'accept-language': 'es' } })).body as {
      items: { kind: string; text: string }[];
    };
    expect(items.find((item) => item.kind === 'invoice.written-off')?.text).toBe(
      'Se dieron de baja 60,00\u00a0€: se da por incobrable (insolvent).',
    );
    const reverse = (body: object) => api.post('/v1/invoices/INV-3/write-off/reverse', body, { key: api.keys.manager });
    expect((await reverse({ reason: 'paid after all' })).body).toMatchObject({ status: 'open', open: '100.00' });
    expect((await reverse({ reason: 'again' })).body).toMatchObject({ status: 409, code: 'nothing-written-off' });
  });
});

describe('money that leaves again', () => {
  const show = async (paymentId: string) =>
    paymentDetailSchema.parse((await api.get(`/v1/payments/${paymentId}`)).body);

  test('a part of a payment is reversed by a person, and no more than is left of it', async () => {
    await api.take(
      db.organization,
      aCustomer('demo', 'C-5'),
      anInvoice('demo', 'INV-5', 'C-5', '2026-11-10', { total: '100.00' }),
      aPayment('demo', 'P-5', 'C-5', 'INV-5', '100.00'),
    );
    const { receivedOn } = await show('P-5');
    const body = { on: receivedOn, amount: '25.00', reason: 'chargeback' };
    expect((await api.post('/v1/payments/P-5/reverse', body, { key: api.keys.collector })).status).toBe(403);
    const answer = await api.post('/v1/payments/P-5/reverse', body);
    expect([answer.status, paymentDetailSchema.parse(answer.body)]).toMatchObject([
      200,
      { status: 'received', reversed: '25.00', refunded: '0.00', allocations: [{ amount: '75.00', open: '25.00' }] },
    ]);
    const refused = await api.post('/v1/payments/P-5/reverse', { ...body, amount: '75.01' });
    expect([refused.status, refused.body.errors]).toMatchObject([422, [{ path: 'amount' }]]);
    expect((await api.post('/v1/payments/P-5/reverse', { ...body, on: '2099-01-01' })).status).toBe(422);
    const whole = await api.post('/v1/payments/P-5/reverse', { on: receivedOn, reason: 'rest' });
    expect(whole.body).toMatchObject({ status: 'reversed', reversed: '100.00', allocations: [] });
    expect((await api.post('/v1/payments/P-5/reverse', body)).body).toMatchObject({ code: 'payment-reversed' });
  });

  test('credit is paid back by a person, as far as there is any', async () => {
    await api.take(db.organization, aCustomer('demo', 'C-6'), money('P-6', '80.00', { customerId: 'C-6' }));
    const body = { amount: '30.00', currency: 'EUR', on: '2026-11-20' };
    expect((await api.post('/v1/customers/C-6/refunds', body, { key: api.keys.collector })).status).toBe(403);
    const answer = await api.post('/v1/customers/C-6/refunds', body);
    expect([answer.status, answer.body.parts]).toEqual([
      201,
      [{ kind: 'payment', paymentId: 'P-6', amount: '30.00', currency: 'EUR' }],
    ]);
    expect(await show('P-6')).toMatchObject({ unallocated: '50.00', refunded: '30.00' });
    const refused = await api.post('/v1/customers/C-6/refunds', { ...body, amount: '50.01' });
    expect([refused.status, refused.body.errors]).toMatchObject([422, [{ path: 'amount' }]]);
    expect((await api.post('/v1/customers/C-6/refunds', { ...body, paymentId: 'P-99' })).status).toBe(404);
    expect((await api.post('/v1/customers/C-99/refunds', body)).status).toBe(404);
    const named = await api.post('/v1/customers/C-6/refunds', { ...body, amount: '50.00', paymentId: 'P-6' });
    expect(named.status).toBe(201);
    expect(await show('P-6')).toMatchObject({ unallocated: '0.00', refunded: '80.00' });
  });
});
