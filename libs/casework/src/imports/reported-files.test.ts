import { beforeEach, expect, test } from '@jest/globals';
import { camtFile, type SampleTransaction } from '@puntual/testing/builders/camt-file';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
import { loadStatement } from '../statements/load-statement.ts';

// Files that people reported to other software, by their numbers in docs/cases-found.md.

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
});

const customers = (...names: readonly string[]) =>
  world.imported('customers', `customerId;name\n${names.map((name, index) => `C-${index + 1};${name}`).join('\n')}\n`);
const owed = (...lines: readonly string[]) =>
  world.imported('invoices', `number;customerId;issueDate;dueDate;currency;total\n${lines.join('\n')}\n`);
const payments = () =>
  world.inside(async (tx) =>
    (await tx.payment.findMany({ orderBy: [{ amountMinor: 'desc' }, { id: 'asc' }] })).map((row) => [
      row.amountMinor,
      row.currency,
      row.unallocatedMinor,
    ]),
  );
const sums = (customerId = 'C-1') =>
  world.inside(async (tx) => {
    const { id } = await tx.customer.findFirstOrThrow({ where: { customerId } });
    const loaded = await loadStatement(tx, id, { on: null, knownAt: null }, nowMs);
    return loaded?.statement.sums.map((sum) => [sum.currency, sum.openMinor, sum.creditMinor]);
  });

test('R47: dollars that a euro account booked pay the dollars, in one payment or in parts, without rest', async () => {
  await customers('Acme');
  await owed('INV-U-7001;C-1;2026-10-01;2026-11-02;USD;200.00', 'INV-V-7002;C-1;2026-10-01;2026-11-02;USD;200.00');
  const part = (amount: string, instructed: string, text: string, ref: string) => ({
    amount,
    on: '2026-11-02',
    ref,
    transactions: [{ amount, instructed: [instructed, 'USD'] as const, payer: 'Acme', text }],
  });
  const file = camtFile(
    [
      part('171.43', '200.00', 'INV-U-7001', 'B-1'),
      part('85.71', '100.00', 'INV-V-7002', 'B-2'),
      part('85.72', '100.00', 'INV-V-7002', 'B-3'),
    ],
    { version: 8 },
  );
  expect(await world.imported('bank', file)).toMatchObject({ accepted: 3, faulty: 0, unidentified: 0 });
  expect(await world.opens()).toEqual([
    ['INV-U-7001', 0n],
    ['INV-V-7002', 0n],
  ]);
  expect(await payments()).toEqual([
    [20_000n, 'USD', 0n],
    [10_000n, 'USD', 0n],
    [10_000n, 'USD', 0n],
  ]);
  // Nothing is left in euros, nor in dollars.
  expect((await sums())?.filter(([, open, credit]) => open !== 0n || credit !== 0n)).toEqual([]);
  expect(await world.inside((tx) => tx.invoice.findMany({ select: { status: true } }))).toEqual([
    { status: 'paid' },
    { status: 'paid' },
  ]);
});

test.each<[string, readonly [string, string]]>([
  ['other amounts', ['329.56', '100.00']],
  ['one amount twice', ['100.00', '100.00']],
])('R49: a batch with one reference for all, of %s, is each of its payments, once', async (_what, amounts) => {
  await customers('Acme', 'Bar Sol');
  await owed('INV-A-7001;C-1;2026-10-01;2026-11-02;EUR;500.00', 'INV-B-7002;C-2;2026-10-01;2026-11-02;EUR;500.00');
  const total = amounts.reduce((sum, amount) => sum + Number(amount), 0).toFixed(2);
  const transactions: SampleTransaction[] = [
    { amount: amounts[0], payer: 'Acme', text: 'INV-A-7001' },
    { amount: amounts[1], payer: 'Bar Sol', text: 'INV-B-7002' },
  ];
  const file = camtFile([{ amount: total, ref: 'B-429', count: 2, transactions }], { version: 8 });
  expect(await world.imported('bank', file)).toMatchObject({ accepted: 2, faulty: 0 });
  const minor = (amount: string) => BigInt(amount.replace('.', ''));
  expect((await payments()).map(([amount]) => amount)).toEqual(amounts.map(minor));
  expect(await world.opens()).toEqual([
    ['INV-A-7001', 50_000n - minor(amounts[0])],
    ['INV-B-7002', 50_000n - minor(amounts[1])],
  ]);
  expect(await world.imported('bank', file)).toMatchObject({ accepted: 0, duplicates: 2 });
});

test('a list with a line for each due date has one claim for each, and the file again is all duplicates', async () => {
  await customers('Acme');
  const list =
    'Factura;Cliente;Fecha factura;Vencimiento;Nº vencimiento;Total factura;Importe vencimiento\n' +
    'F-2026/0900;C-1;01/10/2026;30/10/2026;1/2;1.210,00;600,00\n' +
    'F-2026/0900;C-1;01/10/2026;30/11/2026;2/2;1.210,00;610,00\n' +
    'F-2026/0901;C-1;01/10/2026;30/11/2026;;50,00;\n';
  const options = { dates: 'dmy', decimal: 'comma' } as const;
  expect(await world.imported('invoices', list, options)).toMatchObject({ accepted: 3, faulty: 0, faults: [] });
  const claims = await world.inside((tx) =>
    tx.invoice.findMany({
      orderBy: { invoiceId: 'asc' },
      select: { invoiceId: true, number: true, totalMinor: true, instalmentOf: true, instalmentCount: true },
    }),
  );
  expect(claims).toEqual(
    [
      ['F-2026%2F0900.1', 'F-2026/0900', 60_000n, 'F-2026%2F0900', 2],
      ['F-2026%2F0900.2', 'F-2026/0900', 61_000n, 'F-2026%2F0900', 2],
      ['F-2026%2F0901', 'F-2026/0901', 5_000n, null, null],
    ].map(([invoiceId, number, totalMinor, instalmentOf, instalmentCount]) => ({
      invoiceId,
      number,
      totalMinor,
      instalmentOf,
      instalmentCount,
    })),
  );
  expect(await world.imported('invoices', list, options)).toMatchObject({ accepted: 0, duplicates: 3 });
  // The bank's line names the number alone.
  const line = { amount: '610.00', payer: 'Acme', text: 'Fra. F-2026/0900' };
  await world.imported('bank', camtFile([{ amount: '610.00', transactions: [line] }], { version: 8 }));
  expect((await world.opens()).map(([, open]) => open)).toEqual([60_000n, 0n, 5_000n]);
});
