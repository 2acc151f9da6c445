import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { statementSchema } from '@puntual/contracts/api/statement';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anEvent, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1', { name: 'Talleres Núñez y Güell S.L.' }),
    aCustomer('demo', 'C-2', { language: 'en-GB' }),
    anInvoice('demo', 'A', 'C-1', '2026-11-10'),
    anInvoice('demo', 'B', 'C-1', '2026-12-20'),
    anInvoice('demo', 'Y', 'C-1', '2026-11-10', { currency: 'JPY', total: '15000' }),
    anInvoice('demo', 'K', 'C-1', '2026-11-10', { currency: 'KWD', total: '3.250' }),
    anEvent('demo', 'P-1', 'puntual.payment.received.v1', {
      paymentId: 'P-1',
      customerId: 'C-1',
      amount: '150.00',
      currency: 'EUR',
      receivedOn: '2026-11-15',
      reference: 'cuota',
      allocations: [{ invoiceId: 'A', amount: '121.00' }],
    }),
    anEvent('demo', 'P-2', 'puntual.payment.received.v1', {
      paymentId: 'P-2',
      customerId: 'C-1',
      amount: '1.500',
      currency: 'KWD',
      receivedOn: '2026-11-16',
      allocations: [{ invoiceId: 'K', amount: '1.500' }],
    }),
    anEvent('demo', 'R-2', 'puntual.payment.reversed.v1', {
      paymentId: 'P-2',
      customerId: 'C-1',
      reversedOn: '2026-11-18',
    }),
  );
  // A charge, as an entry of its own kind.
  await withClient(db.ownerUrl, (client) =>
    client.query(`
      INSERT INTO entry
        (id, organization_id, invoice_id, kind, amount_minor, currency, entry_on, cause, created_at)
      SELECT gen_random_uuid(), organization_id, id, 'lump-sum', 4000, 'EUR', '2026-11-17', 'charge:test', now()
      FROM invoice
      WHERE invoice_id = 'B'`),
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const statement = async (query = '') =>
  statementSchema.parse((await api.get(`/v1/customers/C-1/statement${query}`)).body);

test('a statement has what is open today, its charges, the credit and the payments, per currency', async () => {
  const today = await statement();
  expect(today).toMatchObject({ customerId: 'C-1', date: '2026-11-20' });
  expect(today.overdue.map((item) => [item.invoiceId, item.daysLate, item.open])).toEqual([
    ['K', 10, '3.250'],
    ['Y', 10, '15000'],
  ]);
  expect(today.upcoming).toEqual([
    expect.objectContaining({
      invoiceId: 'B',
      daysLate: -30,
      total: '121.00',
      charges: '40.00',
      open: '161.00',
      entries: [
        { kind: 'invoice', amount: '121.00' },
        { kind: 'lump-sum', amount: '40.00' },
      ],
    }),
  ]);
  expect(today.payments.map((each) => [each.paymentId, each.amount, each.unallocated, each.reversedOn])).toEqual([
    ['P-2', '1.500', '0.000', '2026-11-18'],
    ['P-1', '150.00', '29.00', null],
  ]);
  expect(today.sums).toEqual([
    {
      currency: 'EUR',
      overdue: '0.00',
      upcoming: '161.00',
      open: '161.00',
      charges: '40.00',
      credit: '29.00',
      balance: '132.00',
    },
    { currency: 'JPY', overdue: '15000', upcoming: '0', open: '15000', charges: '0', credit: '0', balance: '15000' },
    {
      currency: 'KWD',
      overdue: '3.250',
      upcoming: '0.000',
      open: '3.250',
      charges: '0.000',
      credit: '0.000',
      balance: '3.250',
    },
  ]);
});

test('a statement of an earlier day has what was open then', async () => {
  const before = await statement('?date=2026-11-14');
  expect(before.overdue.map((item) => [item.invoiceId, item.daysLate])).toEqual([
    ['A', 4],
    ['K', 4],
    ['Y', 4],
  ]);
  expect(before.payments).toEqual([]);
  expect(before.sums[0]).toMatchObject({ overdue: '121.00', upcoming: '121.00', balance: '242.00' });
  expect((await statement('?date=2026-11-17')).sums.find((sum) => sum.currency === 'KWD')).toMatchObject({
    open: '1.750',
  });
  expect((await statement('?date=2026-09-30')).sums).toEqual([]);
});

test('today’s statement agrees with the customer’s balances', async () => {
  const { body } = await api.get('/v1/customers/C-2');
  expect(body.open).toEqual([]);
  expect(statementSchema.parse((await api.get(`/v1/customers/${String(body.id)}/statement`)).body)).toMatchObject({
    customerId: 'C-2',
    sums: [],
  });
});

test('a statement with `knownAt` never changes, as data and as a PDF, and names the moment', async () => {
  const pinned = '?date=2026-11-20&knownAt=2026-11-20T09:30:00.000Z';
  const bytes = async () => {
    const response = await fetch(`${api.url}/v1/customers/C-3/statement.pdf${pinned}`, {
      headers: { authorization: `Bearer ${api.keys.viewer}` },
    });
    return Buffer.from(await response.arrayBuffer());
  };
  const asked = async (query: string) =>
    statementSchema.parse((await api.get(`/v1/customers/C-3/statement${query}`)).body);
  await api.take(db.organization, aCustomer('demo', 'C-3'), anInvoice('demo', 'Z', 'C-3', '2026-11-10'));
  const [printed, pdf] = [await asked(pinned), await bytes()];
  expect(printed).toMatchObject({ knownAt: '2026-11-20T09:30:00.000Z', overdue: [], sums: [] });
  const live = await asked('?date=2026-11-20');
  expect(live).toMatchObject({ knownAt: null, sums: [{ currency: 'EUR', open: '121.00', balance: '121.00' }] });
  await api.take(
    db.organization,
    anEvent('demo', 'P-9', 'puntual.payment.received.v1', {
      paymentId: 'P-9',
      customerId: 'C-3',
      amount: '21.00',
      currency: 'EUR',
      receivedOn: '2026-11-12',
      allocations: [{ invoiceId: 'Z', amount: '21.00' }],
    }),
  );
  expect(await asked(pinned)).toEqual(printed);
  expect((await bytes()).equals(pdf)).toBe(true);
  expect((await asked('?date=2026-11-20')).sums).toMatchObject([{ open: '100.00' }]);
  expect(await pdfOf(`/v1/customers/C-3/statement.pdf${pinned}&language=en`)).toContain(
    'As of November 20, 2026By what was known at 2026-11-20T10:30:00+01:00',
  );
});

test('a moment that is not final yet is refused, in the reader’s language', async () => {
  const answer = await api.get('/v1/customers/C-1/statement?knownAt=2026-11-20T23:59:59Z', {
    headers: { 'accept-language': 'es' },
  });
  expect([answer.status, answer.body.errors]).toEqual([
    422,
    [
      {
        path: 'knownAt',
        message:
          'lo que se sabía en un momento solo es definitivo un minuto después: indique un momento de hace al menos ' +
          'un minuto, o espere',
      },
    ],
  ]);
  expect((await api.get('/v1/customers/C-1/statement?knownAt=2026-11-20')).status).toBe(422);
});

/** The text of the PDF's content streams, in WinAnsi. */
function shownText(pdf: Buffer): string {
  const streams = [...pdf.toString('latin1').matchAll(/stream\n(.*?)\nendstream/gs)].map((match) =>
    Buffer.from(match[1] ?? '', 'latin1'),
  );
  const contents = streams.map((stream) => {
    try {
      return inflateSync(stream).toString('latin1');
    } catch {
      return '';
    }
  });
  return contents
    .flatMap((content) =>
      [...content.matchAll(/\[(.*?)\] TJ/g)].map((match) =>
        [...(match[1] ?? '').matchAll(/<([0-9a-f]*)>/gi)]
          .map((hex) => new TextDecoder('windows-1252').decode(Buffer.from(hex[1] ?? '', 'hex')))
          .join(''),
      ),
    )
    .join('');
}
const pdfOf = async (path: string, accept = '*/*') => {
  const response = await fetch(api.url + path, { headers: { authorization: `Bearer ${api.keys.viewer}`, accept } });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  return shownText(Buffer.from(await response.arrayBuffer()));
};

test(
  'the PDF is in the customer’s language unless `language` names another, and is also the answer to its Accept ' +
    'header',
  async () => {
    const spanish = await pdfOf('/v1/customers/C-1/statement.pdf');
    for (const part of [
      'Estado de cuenta',
      'Talleres Núñez y Güell S.L.',
      'A 20 de noviembre de 2026',
      'Vencidas',
      'F-K',
      '3,250\u00a0KWD',
      '15.000\u00a0JPY',
      'Cantidad fija por costes de cobro',
      '40,00\u00a0€',
      '132,00\u00a0€',
      'devuelto el 18 nov 2026',
      'Página 1 de 1',
    ])
      expect(spanish).toContain(part);
    const english = await pdfOf('/v1/customers/C-1/statement?language=en&date=2026-11-14', 'application/pdf');
    for (const part of ['Statement of account', 'As of November 14, 2026', 'F-A', '€242.00', 'Page 1 of 1'])
      expect(english).toContain(part);
    expect(await pdfOf('/v1/customers/C-2/statement.pdf')).toContain('There is nothing open on this account.');
  },
);

test('an unknown customer, a day that does not exist and an unknown language are refused', async () => {
  expect((await api.get('/v1/customers/C-9/statement.pdf')).status).toBe(404);
  for (const query of ['?date=2026-02-30', '?date=9999-12-31', '?language=fr', '?day=2026-01-01'])
    expect((await api.get(`/v1/customers/C-1/statement${query}`)).status).toBe(422);
  expect((await api.get('/v1/customers/C-1/statement', { key: api.keys.integration })).status).toBe(403);
});
