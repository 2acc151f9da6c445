import { beforeEach, describe, expect, it, test } from '@jest/globals';
import { merged } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
import { takeEvents } from '../intake/take-events.ts';
import type { ImportOptions } from './import-options.ts';
import { readReport, type ImportReport } from './import-report.ts';

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
});

type Kind = 'customers' | 'invoices';
type Tried = Awaited<ReturnType<ImportWorld['imported']>> & { readonly report: ImportReport };

/** Imports a list as a dry run, and returns its counts, faults and report. */
async function tried(file: string, options: Partial<ImportOptions> = {}, kind: Kind = 'invoices'): Promise<Tried> {
  const id = await world.give(kind, file, options, true);
  expect(await world.run(id)).toBe('ended');
  const report = await world.inside(async (tx) => {
    const [row] = await tx.$queryRaw<{ report: unknown }[]>`SELECT report FROM data_import WHERE id = ${id}::uuid`;
    return readReport(row?.report);
  });
  return { ...(await world.outcome(id)), report };
}

const columnsOf = ({ report }: Tried) =>
  report.table?.columns.map(({ name, field, because }) => [name, field ?? because]);
const takenOf = ({ report }: Tried, ...names: readonly string[]) =>
  report.rows.map(({ type, values }) => [type.split('.')[1], ...names.map((name) => values[name])]);
const remarksOf = ({ report }: Tried) => report.remarks.map(({ code, lines }) => [code, lines]);

describe('csv 1: the type of a document', () => {
  test('61 of Chile’s tax authority is a credit note, also with the customer by tax id', async () => {
    const file = [
      'Tipo Doc;Rut cliente;Folio;Fecha Docto;Monto total;Vence',
      '61;76000001-1;12;05/07/2026;11900;05/07/2026',
      '33;76000001-1;12;05/07/2026;23800;05/08/2026',
      '56;76000001-1;12;05/07/2026;1000;05/08/2026',
    ].join('\n');
    const outcome = await tried(file);
    expect(outcome).toMatchObject({ accepted: 3, faults: [], report: { table: { mapping: 'sii' } } });
    expect(takenOf(outcome, 'creditNoteId', 'invoiceId', 'amount', 'total', 'customerId')).toEqual([
      ['credit-note', '12', undefined, '11900.00', undefined, '76000001-1'],
      ['invoice', undefined, '12', undefined, '23800.00', '76000001-1'],
      ['invoice', undefined, '56-12', undefined, '1000.00', '76000001-1'],
    ]);
  });

  it.each([
    ['Sales invoice', 'invoice'],
    ['Sales credit note', 'credit-note'],
    ['Credit Memo', 'credit-note'],
    ['out_refund', 'credit-note'],
    ['Factura rectificativa', 'credit-note'],
    ['61 - Nota de Crédito Electrónica', 'credit-note'],
    ['034', 'invoice'],
    ['DG', 'credit-note'],
    ['H', 'credit-note'],
  ])('"%s" is %s', async (type, kind) => {
    const outcome = await tried(
      `Type;number;customerId;issueDate;dueDate;total;open\n${type};F-1;C-1;2026-07-15;2026-08-14;100.00;60.00\n`,
    );
    expect(outcome.faults).toEqual([]);
    expect(takenOf(outcome, 'amount', 'total')[0]).toEqual(
      kind === 'invoice' ? ['invoice', undefined, '100.00'] : ['credit-note', '60.00', undefined],
    );
  });

  test('that nobody knows is a fault, and the column can be switched off', async () => {
    const file = 'Type;number;customerId;issueDate;dueDate;total\nServices;F-1;C-1;2026-07-15;2026-08-14;100.00\n';
    expect(await tried(file)).toMatchObject({ faults: [[2, 'Type', 'unknown-document-type']] });
    expect(await tried(file, { columns: { Type: 'ignore' } })).toMatchObject({ accepted: 1, faults: [] });
  });
});

describe('csv 2: two columns that claim one field', () => {
  test('are a fault that names both; a position or "ignore" tells them apart', async () => {
    const file = 'number,customerId,date,dueDate,Amount,Amount\nF-1,C1,2026-07-15,2026-08-14,100.00,21.00\n';
    expect(await tried(file)).toMatchObject({ state: 'failed', faults: [[1, null, 'column-twice']] });
    expect(takenOf(await tried(file, { columns: { '#5': 'total', '#6': 'tax' } }), 'total', 'tax')).toEqual([
      ['invoice', '100.00', '21.00'],
    ]);
    expect(takenOf(await tried(file, { columns: { '#6': 'ignore' } }), 'total')).toEqual([['invoice', '100.00']]);
  });

  test('also under two names of the same rank, and by the caller’s own word', async () => {
    const file = 'number,customerId,date,dueDate,Importe,Monto\nF-1,C1,2026-07-15,2026-08-14,100.00,21.00\n';
    expect(await tried(file)).toMatchObject({ faults: [[1, null, 'column-twice']] });
    expect(await tried(file, { columns: { Importe: 'total', Monto: 'total' } })).toMatchObject({
      faults: [[1, null, 'column-twice']],
    });
    expect(await tried(`${file.replace('Importe,Monto', 'note,note')}`)).toMatchObject({
      faults: [[1, null, 'missing-column']],
    });
  });
});

describe('csv 3 and 7: which amount is which', () => {
  test('Importe, IVA and Total: the total is Total', async () => {
    const outcome = await tried(
      'Factura;Cliente;Fecha;Vencimiento;Importe;IVA;Total\nF-1;C1;15/07/2026;14/08/2026;100,00;21,00;121,00\n',
    );
    expect(takenOf(outcome, 'total', 'tax')).toEqual([['invoice', '121.00', '21.00']]);
    expect(columnsOf(outcome)).toContainEqual(['Importe', 'other-column']);
  });

  test('net and tax without a total are added up', async () => {
    const outcome = await tried(
      'Factura;Cliente;Fecha;Vencimiento;Base imponible;IVA\nF-1;C1;15/07/2026;14/08/2026;100,00;21,00\n',
    );
    expect(takenOf(outcome, 'total', 'tax')).toEqual([['invoice', '121.00', '21.00']]);
  });

  it.each(['Open Balance', 'Amount Due', 'Remaining Amount', 'Saldo pendiente', 'Importe adeudado', 'Balance'])(
    'what is open is in the column %s',
    async (name) => {
      const file = `number,customerId,date,dueDate,Amount,${name}\nF-1,C1,2026-07-15,2026-08-14,100.00,60.00\n`;
      await world.imported('invoices', file);
      expect(await world.opens()).toEqual([['F-1', 6000n]]);
    },
  );

  test('without such a column it is what is left of the paid amount', async () => {
    const file = 'number,customerId,date,dueDate,Total,Amount paid\nF-1,C1,2026-07-15,2026-08-14,100.00,40.00\n';
    await world.imported('invoices', file);
    expect(await world.opens()).toEqual([['F-1', 6000n]]);
  });
});

describe('csv 5 and 6: the currency', () => {
  it.each(['USD 1,250.00', '$1,250.00', '£1,250.00'])('%s of an invoice in euros is a fault', async (amount) => {
    const file = `number;customerId;issueDate;dueDate;currency;total\nF-1;C1;2026-07-15;2026-08-14;EUR;${amount}\n`;
    expect(await tried(file)).toMatchObject({ accepted: 0, faults: [[2, 'total', 'other-currency']] });
  });

  it.each(['Currency Code', 'Código de moneda', 'Invoice currency', 'Divisa'])('is read from %s', async (name) => {
    const outcome = await tried(
      `Invoice Number,Customer ID,Invoice Date,Due Date,Total,${name}\nINV-1,C1,2026-07-15,2026-08-14,100.00,USD\n`,
    );
    expect(takenOf(outcome, 'currency', 'total')).toEqual([['invoice', 'USD', '100.00']]);
  });
});

test('csv 8: void, draft and paid invoices of Xero are left out, and said', async () => {
  await world.imported('customers', 'customerId;name\nC-9;Acme Ltd.\n');
  const file = [
    'ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,InvoiceAmountPaid,InvoiceAmountDue,Currency,Type,Status',
    'Acme Ltd,INV-1,15 Jul 2026,14 Aug 2026,100.00,0.00,0.00,EUR,Sales invoice,Voided',
    'Acme Ltd,INV-2,15 Jul 2026,14 Aug 2026,100.00,0.00,100.00,EUR,Sales invoice,Draft',
    'Acme Ltd,INV-3,15 Jul 2026,14 Aug 2026,100.00,100.00,0.00,EUR,Sales invoice,Paid',
    'Acme Ltd,INV-4,15 Jul 2026,14 Aug 2026,100.00,40.00,60.00,EUR,Sales invoice,Awaiting Payment',
    'Acme Ltd,CN-5,15 Jul 2026,,50.00,0.00,50.00,EUR,Sales credit note,Awaiting Payment',
    'Acme Ltd,INV-6,15 Jul 2026,14 Aug 2026,100.00,0.00,100.00,EUR,Sales invoice,Paid',
    'Acme Ltd,INV-7,15 Jul 2026,14 Aug 2026,100.00,0.00,100.00,EUR,Sales invoice,Rumoured',
  ].join('\n');
  const outcome = await tried(file);
  expect(outcome).toMatchObject({
    accepted: 2,
    skipped: 3,
    faults: [
      [7, 'Status', 'paid-but-open'],
      [8, 'Status', 'unknown-status'],
    ],
    report: { table: { mapping: 'xero' } },
  });
  expect(remarksOf(outcome)).toEqual([
    ['voided', [2]],
    ['draft', [3]],
    ['paid', [4]],
  ]);
  expect(takenOf(outcome, 'customerId', 'number')).toEqual([
    ['invoice', 'C-9', 'INV-4'],
    ['credit-note', 'C-9', 'CN-5'],
  ]);
});

test('csv 9: a column without a name is ignored, and said', async () => {
  const file = 'number;customerId;issueDate;dueDate;total;\nF-1;C1;2026-07-15;2026-08-14;10,00;ok\n';
  const outcome = await tried(file);
  expect(takenOf(outcome, 'total', 'purchaseOrder', 'documentUrl')).toEqual([
    ['invoice', '10.00', undefined, undefined],
  ]);
  expect(columnsOf(outcome)).toContainEqual(['', 'unnamed']);
  expect(outcome.faults).toEqual([]);
});

describe('reports R17: what a spreadsheet did to numbers', () => {
  test('shortened invoice numbers are faults, and no invoice has such a number', async () => {
    const file = [
      'number;customerId;issueDate;dueDate;total',
      '2,4952E+19;C1;2026-07-15;2026-08-14;10,00',
      '2,4952E+19;C1;2026-07-15;2026-08-14;20,00',
      '########;C1;2026-07-15;2026-08-14;20,00',
    ].join('\n');
    expect(await world.imported('invoices', file)).toMatchObject({
      accepted: 0,
      faults: [2, 3, 4].map((line) => [line, 'number', 'shortened-number']),
    });
  });

  test('a customer id without its zeros is a fault where the one with zeros is known; a new one is told', async () => {
    await world.imported('customers', 'customerId;name\n00042;Uno\n77;Dos\n');
    const file = [
      'number;customerId;issueDate;dueDate;total',
      'F-1;42;2026-07-15;2026-08-14;10,00',
      'F-2;77;2026-07-15;2026-08-14;10,00',
      'F-3;43;2026-07-15;2026-08-14;10,00',
    ].join('\n');
    const outcome = await tried(file);
    expect(outcome.faults).toEqual([[2, 'customerId', 'zeros-stripped']]);
    expect(remarksOf(outcome)).toEqual([['new-customer', [4]]]);
    expect(await tried('customerId;name\n42;Uno\n', {}, 'customers')).toMatchObject({
      faults: [[2, 'customerId', 'zeros-stripped']],
    });
  });
});

describe('customers', () => {
  test('without ids in the file are known by tax id or name', async () => {
    await world.imported(
      'customers',
      'customerId;name;taxId\nC-1;Talleres Núñez, S.L.;ES-B12345674\nC-2;Bar;\nC-3;BAR;\n',
    );
    const header = 'number;issueDate;dueDate;total;NIF;Razón social';
    const file = [
      header,
      'F-1;2026-07-15;2026-08-14;10,00;B12345674;',
      'F-2;2026-07-15;2026-08-14;10,00;;TALLERES NUÑEZ SL'.replace('NUÑEZ', 'NÚÑEZ'),
      'F-3;2026-07-15;2026-08-14;10,00;;Bar',
      'F-4;2026-07-15;2026-08-14;10,00;;Nobody Ltd',
    ].join('\n');
    const outcome = await tried(file);
    expect(takenOf(outcome, 'customerId')).toEqual([
      ['invoice', 'C-1'],
      ['invoice', 'C-1'],
    ]);
    expect(outcome.faults).toEqual([
      [4, 'Razón social', 'ambiguous-customer'],
      [5, 'Razón social', 'unknown-customer'],
    ]);
    // Once the two are one, their name means the one who is left.
    const merge = merged({ from: 'C-3', into: 'C-2' });
    await takeEvents(db.database, world.organization.slug, [merge], new Date(nowMs));
    expect((await tried(file)).faults).toEqual([[5, 'Razón social', 'unknown-customer']]);
  });

  test('have countries and languages by name and telephone numbers as people write them', async () => {
    const file = [
      'customerId;name;country;language;phone',
      'C-1;Uno;Spain;Español;600 111 222',
      'C-2;Dos;Alemania;German;030 123456',
      'C-3;Tres;CHL;es-CL;(9) 8765 4321',
      'C-4;Cuatro;;;+34 600.111.222',
      'C-5;Cinco;Atlantis;es;',
    ].join('\n');
    const outcome = await tried(file, {}, 'customers');
    expect(takenOf(outcome, 'country', 'language', 'contacts.0.phone')).toEqual([
      ['customer', 'ES', 'es', '+34600111222'],
      ['customer', 'DE', 'de', '+4930123456'],
      ['customer', 'CL', 'es-CL', '+56987654321'],
      ['customer', 'ES', 'es', '+34600111222'],
    ]);
    expect(outcome.faults).toEqual([[6, 'country', 'invalid-value']]);
  });
});

describe('payment terms', () => {
  test('of a column or of the request give the due date where there is none', async () => {
    const file = (terms: string) => `number;customerId;issueDate;terms;total\nF-1;C1;2026-07-15;${terms};10,00\n`;
    for (const [terms, due] of [
      ['Net 30', '2026-08-14'],
      ['60 días', '2026-09-13'],
      ['Due on receipt', '2026-07-15'],
    ] as const)
      expect(takenOf(await tried(file(terms)), 'dueDate')).toEqual([['invoice', due]]);
    expect(await tried(file('soon'))).toMatchObject({ faults: [[2, 'terms', 'unknown-terms']] });
    const bare = 'number;customerId;issueDate;total\nF-1;C1;2026-07-15;10,00\n';
    expect(await tried(bare)).toMatchObject({ faults: [[1, null, 'missing-column']] });
    expect(takenOf(await tried(bare, { terms: 30 }), 'dueDate')).toEqual([['invoice', '2026-08-14']]);
  });
});

describe('a report with titles and groups', () => {
  test('of QuickBooks: titles, headings with the customer, totals', async () => {
    await world.imported('customers', 'customerId;name\nC-1;Acme Corp\nC-2;Bar Sol\n');
    const file = [
      'Demo company,,,,,,',
      'Open Invoices,,,,,,',
      '"As of July 31, 2026",,,,,,',
      '',
      ',Date,Transaction type,Num,Terms,Due date,Open balance',
      'Acme Corp,,,,,,',
      ',07/15/2026,Invoice,1001,Net 30,08/14/2026,"1,210.00"',
      ',07/16/2026,Credit Memo,1002,,07/16/2026,-50.00',
      ',07/17/2026,Payment,,,07/17/2026,-60.00',
      'Total for Acme Corp,,,,,,"$1,160.00"',
      'Bar Sol,,,,,,',
      ',07/15/2026,Invoice,1003,Net 30,08/14/2026,100.00',
      'Total for Bar Sol,,,,,,$100.00',
      'TOTAL,,,,,,"$1,260.00"',
    ].join('\n');
    const outcome = await tried(file, { dates: 'mdy' });
    expect(outcome).toMatchObject({ faults: [], report: { table: { mapping: 'quickbooks', headerLine: 5 } } });
    expect(takenOf(outcome, 'number', 'customerId', 'total', 'amount')).toEqual([
      ['invoice', '1001', 'C-1', '1210.00', undefined],
      ['credit-note', '1002', 'C-1', undefined, '50.00'],
      ['invoice', '1003', 'C-2', '100.00', undefined],
    ]);
    expect(remarksOf(outcome)).toEqual([
      ['group-row', [6, 11]],
      ['other-document', [9]],
      ['total-row', [10, 13, 14]],
    ]);
  });

  test('of SAP: a list with rules, repeated headers and trailing signs', async () => {
    const file = [
      'Customer line item list',
      '',
      '------------------------------------------------------------------',
      '| Customer | DocumentNo | Type | Doc. Date  | Net due dt | Amount in doc. curr. | Curr. |',
      '------------------------------------------------------------------',
      '| 0000100  | 1800000001 | RV   | 15.07.2026 | 14.08.2026 |             1.210,00 | EUR   |',
      '| 0000100  | 1600000002 | DG   | 15.07.2026 | 15.07.2026 |               50,00- | EUR   |',
      '| 0000100  | 1400000003 | DZ   | 15.07.2026 | 15.07.2026 |               60,00- | EUR   |',
      '------------------------------------------------------------------',
      '| Customer | DocumentNo | Type | Doc. Date  | Net due dt | Amount in doc. curr. | Curr. |',
      '| 0000100  | 1800000004 | RV   | 15.07.2026 | 14.08.2026 |               100,00 | EUR   |',
    ].join('\n');
    const outcome = await tried(file, { dates: 'dmy' });
    expect(outcome).toMatchObject({ faults: [], report: { table: { mapping: 'sap-fbl5n' } } });
    expect(takenOf(outcome, 'number', 'creditNoteId', 'total', 'amount')).toEqual([
      ['invoice', '1800000001', undefined, '1210.00', undefined],
      ['credit-note', '1600000002', '1600000002', undefined, '50.00'],
      ['invoice', '1800000004', undefined, '100.00', undefined],
    ]);
  });
});

describe('a ready-made mapping', () => {
  it('of datev reads days of digits alone, and without a year the last such day that has come', async () => {
    await world.imported('customers', 'customerId;name\nAcme;Acme\n');
    const rows = ['A;1507;140826', 'B;2112;200127', 'C;508;150926', 'D;2902;310328'];
    const file =
      'Konto;Belegfeld 1;Belegdatum;Belegfeld 2;Umsatz;WKZ Umsatz\n' +
      rows.map((row) => `Acme;${row};121,00;EUR\n`).join('');
    const outcome = await tried(file);
    expect(outcome).toMatchObject({ faults: [], report: { table: { mapping: 'datev' } } });
    expect(takenOf(outcome, 'number', 'issueDate', 'dueDate').map(([, ...values]) => values)).toEqual([
      ['A', '2026-07-15', '2026-08-14'],
      ['B', '2025-12-21', '2027-01-20'],
      ['C', '2026-08-05', '2026-09-15'],
      ['D', '2024-02-29', '2028-03-31'],
    ]);
  });

  it.each([
    [
      'odoo',
      'name,partner_id,invoice_date,invoice_date_due,amount_total,amount_residual,' +
        'state,payment_state,move_type,currency_id\n' +
        'INV/2026/1,Acme,2026-07-15,2026-08-14,121.00,60.00,posted,partial,out_invoice,EUR\n',
    ],
    [
      'holded',
      'Num,Fecha,Vencimiento,Cliente,Subtotal,IVA,Total,Cobrado,Pendiente,Estado\n' +
        'INV/2026/1,15/07/2026,14/08/2026,Acme,100.00,21.00,121.00,61.00,60.00,Pendiente\n',
    ],
    [
      'datev',
      'OPOS-Liste;;;;;;\nKonto;Name;Rechnungs-Nr.;Rechnungsdatum;Fälligkeit;Rechnungsbetrag;Saldo\n' +
        'Acme;Acme GmbH;INV/2026/1;15.07.2026;14.08.2026;121,00;60,00\n',
    ],
    [
      'stripe',
      'id,Number,Customer,Date (UTC),Due Date (UTC),Total,Amount Due,Amount Paid,Currency,Status\n' +
        'in_1,INV/2026/1,Acme,2026-07-15 10:00,2026-08-14 10:00,121.00,121.00,61.00,eur,open\n',
    ],
    [
      'business-central',
      'Posting Date,Document Type,Document No.,Customer No.,Currency Code,' +
        'Original Amount,Remaining Amount,Due Date,Open\n' +
        '2026-07-15,Invoice,INV/2026/1,Acme,,121.00,60.00,2026-08-14,Yes\n',
    ],
    [
      'xero',
      'ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,InvoiceAmountDue,Currency,Type,Status\n' +
        'Acme,INV/2026/1,15/07/2026,14/08/2026,121.00,60.00,EUR,Sales invoice,Awaiting payment\n',
    ],
  ])('of %s is recognized by the header', async (mapping, file) => {
    await world.imported('customers', 'customerId;name\nAcme;Acme\n');
    const outcome = await tried(file);
    expect(outcome).toMatchObject({ faults: [], report: { table: { mapping } } });
    expect(takenOf(outcome, 'number', 'customerId', 'total', 'issueDate', 'dueDate')).toEqual([
      ['invoice', 'INV/2026/1', 'Acme', '121.00', '2026-07-15', '2026-08-14'],
    ]);
    await world.imported('invoices', file);
    expect(await world.opens()).toEqual([['INV/2026/1', 6000n]]);
  });

  test('of FreshBooks adds up the items of an invoice', async () => {
    await world.imported('customers', 'customerId;name\nC-1;Acme\n');
    const file = [
      'Client Name,Invoice #,Date Issued,Invoice Status,Item Name,Rate,Quantity,Line Total,Currency',
      'Acme,1001,07/15/2026,sent,One,10,10,100.00,EUR',
      'Acme,1001,07/15/2026,sent,Two,21,1,21.00,EUR',
      'Acme,1002,07/15/2026,paid,One,10,10,100.00,EUR',
    ].join('\n');
    const outcome = await tried(file, { terms: 30 });
    expect(outcome).toMatchObject({ faults: [], report: { table: { mapping: 'freshbooks' } } });
    expect(takenOf(outcome, 'number', 'total', 'dueDate')).toEqual([['invoice', '1001', '121.00', '2026-08-14']]);
    expect(remarksOf(outcome)).toEqual([['paid', [4]]]);
  });

  test('can be overridden by the request', async () => {
    const file =
      'ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,InvoiceAmountDue\nAcme,1,2026-07-15,2026-08-14,1,1\n';
    expect(await tried(file, { mapping: 'none', columns: { ContactName: 'customerId' } })).toMatchObject({
      report: { table: { mapping: null } },
      faults: [],
    });
  });
});

test('a file in UTF-16 of either order is read', async () => {
  const text = 'number;customerId;issueDate;dueDate;total\nNúñez-1;C1;2026-07-15;2026-08-14;10,00\n';
  for (const mark of ['\ufeff', '']) {
    const bigEndian = Buffer.from(mark + text, 'utf16le').swap16();
    const id = await world.give('invoices', bigEndian, {}, true);
    await world.run(id);
    expect(await world.outcome(id)).toMatchObject({ accepted: 1, faults: [] });
  }
});
