import { beforeEach, describe, expect, test } from '@jest/globals';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ImportWorld } from '@puntual/testing/worlds/import-world';
import { readReport } from './import-report.ts';

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
});

// Francs booked of a payment that was ordered in euros.
const statement = (text: string) =>
  '<Document><BkToCstmrStmt><GrpHdr/><Stmt>' +
  '<Acct><Id><IBAN>CH9300762011623852957</IBAN></Id><Ccy>CHF</Ccy></Acct><Ntry>' +
  '<Amt Ccy="CHF">10935.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>' +
  '<BookgDt><Dt>2026-11-19</Dt></BookgDt><NtryDtls><TxDtls><Amt Ccy="CHF">10935.50</Amt><AmtDtls>' +
  '<InstdAmt><Amt Ccy="EUR">10000.00</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">10000.00</Amt></TxAmt></AmtDtls>' +
  `<RltdPties><Dbtr><Nm>Acme</Nm></Dbtr></RltdPties><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls>` +
  '</Ntry></Stmt></BkToCstmrStmt></Document>';
const inEuros = 'INV-E-100;C-1;2026-10-01;2026-10-31;EUR;10000.00';
const inFrancs = 'INV-C-200;C-1;2026-10-01;2026-10-31;CHF;10935.50';
const owed = (...invoices: readonly string[]) =>
  world.imported('invoices', `number;customerId;issueDate;dueDate;currency;total\n${invoices.join('\n')}\n`);
const paid = () =>
  world.inside(async (tx) =>
    (await tx.payment.findMany()).map((row) => [row.amountMinor, row.currency, row.unallocatedMinor]),
  );

describe('reports R25: a payment ordered in another currency than the bank booked', () => {
  test('pays the invoice in the ordered currency with the ordered amount', async () => {
    await world.imported('customers', 'customerId;name\nC-1;Acme\n');
    await owed(inEuros);
    expect(await world.imported('bank', statement('INV-E-100'))).toMatchObject({ accepted: 1 });
    expect([await paid(), await world.opens()]).toEqual([[[1_000_000n, 'EUR', 0n]], [['INV-E-100', 0n]]]);
  });

  test('pays the invoice in the booked currency with the booked amount', async () => {
    await world.imported('customers', 'customerId;name\nC-1;Acme\n');
    await owed(inFrancs);
    expect(await world.imported('bank', statement('INV-C-200'))).toMatchObject({ accepted: 1 });
    expect([await paid(), await world.opens()]).toEqual([[[1_093_550n, 'CHF', 0n]], [['INV-C-200', 0n]]]);
  });

  test('pays in the ordered currency where the customer owes in that one alone, also without a number', async () => {
    await world.imported('customers', 'customerId;name\nC-1;Acme\n');
    await owed(inEuros);
    expect(await world.imported('bank', statement('thank you'))).toMatchObject({ accepted: 1 });
    expect([await paid(), await world.opens()]).toEqual([[[1_000_000n, 'EUR', 0n]], [['INV-E-100', 0n]]]);
  });

  test('guesses nothing where both are owed and no number is named', async () => {
    await world.imported('customers', 'customerId;name\nC-1;Acme\n');
    await owed(inEuros, inFrancs);
    expect(await world.imported('bank', statement('thank you'))).toMatchObject({ accepted: 0, unidentified: 1 });
    expect(await world.opens()).toEqual([
      ['INV-C-200', 1_093_550n],
      ['INV-E-100', 1_000_000n],
    ]);
  });
});

test('reports R37: a statement without movements is done, and says its day', async () => {
  const empty =
    '<Document><BkToCstmrStmt><GrpHdr/><Stmt><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>' +
    '<Dt><Dt>2026-11-19</Dt></Dt></Bal></Stmt></BkToCstmrStmt></Document>';
  const id = await world.give('bank', empty);
  expect(await world.run(id)).toBe('ended');
  expect(await world.outcome(id)).toMatchObject({ state: 'done', lines: 0, faults: [] });
  const [row] = await world.inside(
    (tx) => tx.$queryRaw<{ report: unknown }[]>`SELECT report FROM data_import WHERE id = ${id}::uuid`,
  );
  expect(readReport(row?.report).remarks).toEqual([
    { code: 'no-movements', count: 1, lines: [0], values: { day: '2026-11-19' } },
  ]);
});
