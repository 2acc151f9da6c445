import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { listedReconciliationSchema, reconciliationSchema } from '@puntual/contracts/api/reconcile';
import { openItems, paid } from '@puntual/testing/builders/events';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice, aPayment } from '../testing/sample-events.ts';
import { ITEMS_RECONCILED_AT_ONCE } from '../http/limits.ts';
import { HeavyWork } from '../threads/heavy-work.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    anInvoice('demo', 'INV-1', 'C-1', '2026-11-10'),
    anInvoice('demo', 'INV-2', 'C-1', '2026-11-12'),
    aPayment('demo', 'P-1', 'C-1', 'INV-1', '21.00'),
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const reconcile = async (body: object, headers: Record<string, string> = {}) =>
  api.post('/v1/reconcile', body, { key: api.keys.viewer, headers });

test('books that agree are answered as agreeing, with their totals', async () => {
  const { status, body } = await reconcile({
    items: [
      { invoiceId: 'INV-1', currency: 'EUR', open: '100.00' },
      { number: 'F-INV-2', currency: 'EUR', open: '121.00' },
    ],
  });
  expect([status, reconciliationSchema.parse(body)]).toEqual([
    200,
    {
      asOf: null,
      knownAt: null,
      items: 2,
      agreed: 2,
      different: 0,
      counts: { 'missing-here': 0, 'missing-there': 0, 'other-amount': 0, 'other-currency': 0, 'ambiguous-number': 0 },
      totals: [{ currency: 'EUR', here: '221.00', there: '221.00', difference: '0.00' }],
      creditTotals: null,
      differences: [],
    },
  ]);
});

test('a list of many items is compared in a thread, whatever its form, and alike; a short one is not', async () => {
  const inThread = jest.spyOn(api.app.get(HeavyWork), 'make');
  const ids = Array.from({ length: ITEMS_RECONCILED_AT_ONCE + 1 }, (_, index) => `X-${index}`);
  const known = { invoiceId: 'INV-1', currency: 'EUR', open: '100.00' };
  const items = [known, ...ids.map((invoiceId) => ({ invoiceId, currency: 'EUR', open: '0.00' }))];
  const asCsv = ({ invoiceId, currency, open }: typeof known) => `${invoiceId};${currency};${open}`;
  const csv = ['invoiceId;currency;open', ...items.map(asCsv)].join('\n').padEnd(40_000, '\n');
  const few = await reconcile({ items: [known] });
  expect(inThread).toHaveBeenCalledTimes(0);
  for (const body of [{ items }, { csv }]) {
    const { status, body: answer } = await reconcile(body);
    expect([status, reconciliationSchema.parse(answer)]).toEqual([
      200,
      { ...reconciliationSchema.parse(few.body), items: items.length, agreed: items.length },
    ]);
  }
  const faulty = await reconcile({ items: [...items, known] });
  expect(faulty.body.errors).toMatchObject([{ path: `items.${items.length}` }]);
  expect(inThread).toHaveBeenCalledTimes(3);
  inThread.mockRestore();
});

test('differences on a day are worded in the reader’s language, also for CSV', async () => {
  const { body } = await reconcile(
    { asOf: '2026-11-18', csv: 'factura;moneda;pendiente\nF-INV-1;EUR;100.00\nF-9;EUR;5.00' },
    { 'accept-language': 'es' },
  );
  expect(reconciliationSchema.parse(body)).toMatchObject({ asOf: '2026-11-18', agreed: 0, different: 3 });
  expect((body as { differences: { kind: string; text: string }[] }).differences.map((each) => each.text)).toEqual([
    'La factura F-INV-1 tiene 121,00 € pendientes aquí y 100,00 € en la lista.',
    'La factura F-9 (5,00 € en la lista) no existe aquí.',
    'La factura F-INV-2 tiene 121,00 € pendientes aquí y no está en la lista.',
  ]);
});

test('unallocated money is compared when the list has it, and worded in the reader’s language', async () => {
  const items = [
    { invoiceId: 'INV-1', currency: 'EUR', open: '100.00' },
    { invoiceId: 'INV-2', currency: 'EUR', open: '121.00' },
  ];
  const { body } = await reconcile(
    {
      items,
      credits: [
        { paymentId: 'P-1', currency: 'EUR', open: '0.00' },
        { creditNoteId: 'N-1', currency: 'EUR', open: '5.00' },
      ],
    },
    { 'accept-language': 'es' },
  );
  expect(reconciliationSchema.parse(body)).toMatchObject({
    items: 4,
    agreed: 3,
    different: 1,
    creditTotals: [{ currency: 'EUR', here: '0.00', there: '5.00', difference: '-5.00' }],
    differences: [
      {
        kind: 'missing-here',
        invoiceId: null,
        paymentId: null,
        creditNoteId: 'N-1',
        text: 'Del abono N-1 la lista tiene 5,00 € sin aplicar; aquí no existe.',
      },
    ],
  });
  expect((await reconcile({ csv: 'id,currency,open', credits: [] })).body.errors).toEqual([
    { path: 'credits', message: 'a list given as csv has its credits in the csv: leave out credits' },
  ]);
});

test(
  'a comparison is repeatable when it names the moment of its knowledge, and refused when that moment is not ' +
    'final yet',
  async () => {
    const asked = { asOf: '2026-11-20', items: [] };
    expect((await reconcile({ ...asked, knownAt: '2026-11-20T08:00:00Z' })).body).toMatchObject({
      asOf: '2026-11-20',
      knownAt: '2026-11-20T08:00:00.000Z',
      different: 0,
    });
    expect((await reconcile(asked)).body).toMatchObject({ knownAt: null, different: 2 });
    expect((await reconcile({ ...asked, knownAt: '2026-11-20T23:00:00Z' })).body.errors).toEqual([
      {
        path: 'knownAt',
        message:
          'what was known at a moment is final only one minute later: give a moment at least one minute ago, or wait',
      },
    ]);
  },
);

test('unreadable items are refused with their path, in the reader’s language', async () => {
  expect((await reconcile({})).status).toBe(422);
  expect(
    (await reconcile({ items: [{ currency: 'EUR', open: '1.00' }] }, { 'accept-language': 'es' })).body.errors,
  ).toEqual([{ path: 'items.0', message: 'indique la factura por invoiceId o number' }]);
  expect(
    (await reconcile({ csv: 'id,currency,open\nINV-1,EUR,1.000' }, { 'accept-language': 'es' })).body.errors,
  ).toEqual([{ path: 'csv.2.open', message: '«1.000» tiene 3 decimales, y EUR admite 2' }]);
});

test('a list of twenty thousand items is accepted, and a longer one is refused', async () => {
  const csv = (count: number) =>
    `invoiceId,currency,open\n${Array.from({ length: count }, (_, index) => `X-${index},EUR,1.00`).join('\n')}`;
  expect((await reconcile({ csv: csv(20_000) })).body).toMatchObject({
    items: 20_000,
    different: 20_002,
    counts: { 'missing-here': 20_000, 'missing-there': 2 },
    differences: { length: 2000 },
  });
  expect((await reconcile({ csv: csv(20_001) })).body.errors).toEqual([
    { path: 'csv', message: 'a list has at most 20000 items: split it by customer' },
  ]);
});

test('the ERP’s list is compared with today’s ledger; a later payment ends its difference', async () => {
  const list = async (language: string) =>
    api.get('/v1/customers/C-1/reconciliation', { key: api.keys.viewer, headers: { 'accept-language': language } });
  expect((await list('en')).status).toBe(404);
  await api.take(
    db.organization,
    openItems(
      {
        customerId: 'C-1',
        asOf: '2026-11-18',
        items: [
          { invoiceId: 'INV-1', currency: 'EUR', open: '100.00' },
          { invoiceId: 'INV-2', currency: 'EUR', open: '21.00' },
        ],
      },
      { org: 'demo' },
    ),
  );
  expect(listedReconciliationSchema.parse((await list('es')).body)).toMatchObject({
    asOf: '2026-11-18',
    items: 2,
    different: 2,
  });
  await api.take(
    db.organization,
    paid(
      {
        paymentId: 'P-2',
        customerId: 'C-1',
        amount: '100.00',
        receivedOn: '2026-11-18',
        allocations: [{ invoiceId: 'INV-2', amount: '100.00' }],
      },
      { org: 'demo' },
    ),
  );
  expect((await list('en')).body).toMatchObject({
    differences: [{ text: 'Invoice F-INV-1 has €121.00 open here and €100.00 on the list.' }],
  });
});
