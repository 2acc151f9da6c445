import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runImport } from '@puntual/casework/imports/run-import';
import { importSchema } from '@puntual/contracts/api/imports';
import { receiptDetailSchema, receiptPageSchema, type ReceiptDetailView } from '@puntual/contracts/api/receipts';
import { taskPageSchema } from '@puntual/contracts/api/tasks';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anEvent, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;

const movement = (amount: string, payer: string, text: string) => `
  <Ntry>
    <Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-19</Dt></BookgDt>
    <NtryDtls><TxDtls>
      <RltdPties>
        <Dbtr><Nm>${payer}</Nm></Dbtr>
        <DbtrAcct><Id><IBAN>ES7921000813610123456789</IBAN></Id></DbtrAcct>
      </RltdPties>
      <RmtInf><Ustrd>${text}</Ustrd></RmtInf>
    </TxDtls></NtryDtls>
  </Ntry>`;
const file = `
  <Document><BkToCstmrStmt><Stmt>
    <Acct><Id><IBAN>ES1</IBAN></Id></Acct>
    ${movement('121.00', 'NADIE', 'gracias')}
    ${movement('7.00', 'OTRO', 'error')}
  </Stmt></BkToCstmrStmt></Document>`.trim();

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(db.organization, aCustomer('demo', 'C-1'), anInvoice('demo', 'INV-1', 'C-1', '2026-11-10'));
  const { id } = importSchema.parse(
    (await api.call('POST', '/v1/imports?kind=bank', { body: file, headers: { 'content-type': 'application/xml' } }))
      .body,
  );
  await runImport(
    db.database,
    { organizationId: db.organization.id, slug: db.organization.slug, importId: id },
    { now: () => api.now() },
  );
}, 60_000);
afterAll(async () => {
  await api.close();
  await db.close();
});

const open = async () => receiptPageSchema.parse((await api.get('/v1/receipts?state=open')).body).items;
const one = async (payer: string, headers: Record<string, string> = {}): Promise<ReceiptDetailView> => {
  const found = receiptPageSchema
    .parse((await api.get('/v1/receipts')).body)
    .items.find((item) => item.payer === payer);
  return receiptDetailSchema.parse((await api.get(`/v1/receipts/${found?.id}`, { headers })).body);
};

test('an unidentified receipt is listed, opens a task, and has suggestions in the reader’s language', async () => {
  expect((await open()).map((item) => [item.amount, item.currency, item.payer, item.reference]).sort()).toEqual([
    ['121.00', 'EUR', 'NADIE', 'gracias'],
    ['7.00', 'EUR', 'OTRO', 'error'],
  ]);
  const first = receiptPageSchema.parse((await api.get('/v1/receipts?limit=1')).body);
  expect(
    receiptPageSchema.parse((await api.get(`/v1/receipts?limit=1&cursor=${first.nextCursor}`)).body).items,
  ).toHaveLength(1);
  const receipt = await one('NADIE', { 'accept-language': 'es' });
  expect(receipt.suggestions).toEqual([
    {
      customerId: 'C-1',
      customerName: expect.any(String),
      score: 30,
      reasons: [
        { code: 'sum-of-one-invoice', text: 'Nadie más tiene una factura pendiente de exactamente este importe.' },
      ],
      invoices: [{ invoiceId: 'INV-1', number: 'F-INV-1', currency: 'EUR', open: '121.00' }],
    },
  ]);
  const tasks = taskPageSchema.parse((await api.get('/v1/tasks?kind=unidentified-receipt')).body).items;
  expect(tasks).toHaveLength(2);
  expect(tasks.find((task) => task.id === receipt.taskId)).toMatchObject({
    customerId: null,
    customerName: null,
    receipt: { id: receipt.id, payer: 'NADIE', currency: 'EUR', amount: '121.00', receivedOn: '2026-11-19' },
    outcomes: [],
  });
  expect((await api.post(`/v1/tasks/${receipt.taskId}/claim`, {})).body).toMatchObject({ state: 'claimed' });
  expect((await api.post(`/v1/tasks/${receipt.taskId}/complete`, { outcome: 'handled' })).status).toBe(422);
});

test('a receipt is assigned to a customer, and is their payment from then on', async () => {
  const { id, receiptId, taskId } = await one('NADIE');
  expect((await api.post(`/v1/receipts/${id}/assign`, { customerId: 'C-1' }, { key: api.keys.viewer })).status).toBe(
    403,
  );
  expect((await api.post(`/v1/receipts/${id}/assign`, { customerId: 'C-404' })).body).toMatchObject({
    errors: [{ path: 'customerId', message: 'there is no customer C-404: check the id' }],
  });
  expect(
    (await api.post(`/v1/receipts/${id}/assign`, { customerId: 'C-1' }, { key: api.keys.collector })).body,
  ).toMatchObject({ state: 'assigned', customerId: 'C-1', decidedBy: 'collector', suggestions: [], taskId: null });
  expect((await api.get(`/v1/payments/${receiptId}`)).body).toMatchObject({
    customerId: 'C-1',
    amount: '121.00',
    unallocated: '0.00',
    allocations: [{ invoiceId: 'INV-1', amount: '121.00' }],
  });
  expect((await api.get(`/v1/tasks/${taskId}`)).body).toMatchObject({ state: 'done', outcome: 'assigned' });
  expect((await api.post(`/v1/receipts/${id}/assign`, { customerId: 'C-1' })).body.code).toBe('receipt-not-open');
});

test('an assignment is refused in the reader’s language when another customer has a payment of that id', async () => {
  const { id, receiptId } = await one('OTRO');
  await api.take(
    db.organization,
    aCustomer('demo', 'C-2'),
    anEvent('demo', 'same-payment-id', 'puntual.payment.received.v1', {
      paymentId: receiptId,
      customerId: 'C-2',
      amount: '7.00',
      currency: 'EUR',
      receivedOn: '2026-11-19',
      method: 'transfer',
    }),
  );
  const refusedIn = async (language: string) =>
    (await api.post(`/v1/receipts/${id}/assign`, { customerId: 'C-1' }, { headers: { 'accept-language': language } }))
      .body.errors;
  expect(await refusedIn('en')).toEqual([
    { path: 'customerId', message: `Payment ${receiptId} is known for another customer.` },
  ]);
  expect(await refusedIn('es')).toEqual([
    { path: 'customerId', message: `El pago ${receiptId} consta para otro cliente.` },
  ]);
});

test('a receipt is marked as returned by a role that may decide it', async () => {
  const { id } = await one('OTRO');
  const body = { on: '2026-11-19', reason: 'not ours' };
  expect((await api.post(`/v1/receipts/${id}/return`, body, { key: api.keys.collector })).status).toBe(403);
  expect((await api.post(`/v1/receipts/${id}/return`, { ...body, on: '2026-11-01' })).status).toBe(422);
  expect((await api.post(`/v1/receipts/${id}/return`, body, { key: api.keys.manager })).body).toMatchObject({
    state: 'returned',
    returnedOn: '2026-11-19',
    reason: 'not ours',
    customerId: null,
  });
  expect((await api.post(`/v1/receipts/${id}/return`, body)).status).toBe(409);
  expect(await open()).toEqual([]);
});
