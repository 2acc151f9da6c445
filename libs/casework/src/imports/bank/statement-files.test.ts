import { describe, expect, it, test } from '@jest/globals';
import { xlsxOf, zipOf, type SheetCell } from '@puntual/testing/builders/packed-files';
import { fileOf } from '@puntual/testing/worlds/import-world';
import { fileLines, type FileContext } from '../file-lines.ts';
import { UnreadableFile } from '../files/line-fault.ts';
import { importOptionsSchema, type ImportOptions } from '../import-options.ts';

type Read = readonly (readonly unknown[] | string)[];

/** What a file holds: side, day, amount, payer and text of each movement, or the code of a fault. */
async function read(
  content: string | Uint8Array,
  options: Partial<ImportOptions> = {},
  context: FileContext = { currency: 'CLP' },
): Promise<Read> {
  const found: (unknown[] | string)[] = [];
  try {
    for await (const line of fileLines(fileOf(content), 'bank', importOptionsSchema.parse(options), context))
      if (line.kind === 'fault') found.push(line.fault.code);
      else if (line.kind === 'left-out') found.push(line.because);
      else if (line.kind === 'movement') {
        const { direction, bookedOn, amount, currency, payer, text, account } = line.movement;
        found.push([direction, bookedOn, `${amount} ${currency}`, payer, text, account]);
      }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    found.push(error.fault.code);
  }
  return found;
}

const cartola: SheetCell[][] = [
  ['Cartola de cuenta corriente', null, null, null, null, null],
  ['Cuenta N° 12-345-67890-1', null, null, null, null, null],
  ['Titular', 'Comercial Andes SpA', null, null, null, null],
  [null],
  ['Fecha', 'Descripción', 'N° Documento', 'Cheques y otros cargos', 'Depósitos y abonos', 'Saldo'],
  [{ day: '2026-07-02' }, 'TRANSF DE ACME LTDA F-1001', '7001234', null, 119000, 1119000],
  [{ day: '2026-07-03' }, 'PAGO PROVEEDOR', '7001235', 50000, null, 1069000],
  [{ day: '2026-07-03' }, 'DEPOSITO EN EFECTIVO', null, 0, 20000, 1089000],
  ['Saldo final', null, null, null, null, 1089000],
];
const movements = [
  ['credit', '2026-07-02', '119000 CLP', null, 'TRANSF DE ACME LTDA F-1001', '12345678901'],
  ['debit', '2026-07-03', '50000 CLP', null, 'PAGO PROVEEDOR', '12345678901'],
  ['credit', '2026-07-03', '20000 CLP', null, 'DEPOSITO EN EFECTIVO', '12345678901'],
  'total-row',
];

describe('a statement in a spreadsheet', () => {
  test('with titles above the header, as the banks of Chile write it', async () => {
    expect(await read(xlsxOf(cartola))).toEqual(movements);
    expect(await read(zipOf({ 'julio.xlsx': xlsxOf(cartola) }))).toEqual(movements);
  });

  test('as CSV, with the year of its days in the titles', async () => {
    const csv = [
      'Cartola histórica;;;',
      'Cuenta: 12-345-67890-1;;;',
      'Desde 01/07/2026 hasta 31/07/2026;;;',
      'Fecha;Detalle;Cargo;Abono',
      '13/07;TRANSF DE ACME;;119.000',
      '14/07;CHEQUE;50.000;',
      'Totales;;50.000;119.000',
    ].join('\n');
    expect(await read(csv)).toEqual([
      ['credit', '2026-07-13', '119000 CLP', null, 'TRANSF DE ACME', '12345678901'],
      ['debit', '2026-07-14', '50000 CLP', null, 'CHEQUE', '12345678901'],
      'total-row',
    ]);
  });

  test('with signed amounts, payers and the currency in columns', async () => {
    const csv =
      'Fecha operación,Concepto,Ordenante,Importe,Divisa\n' +
      '2026-07-13,Fra. F-1,Acme SL,"1.210,00",EUR\n' +
      '2026-07-13,Comisión,,"-3,00",EUR\n' +
      '2026-07-13,Otra,,"US$ 3,00",EUR\n';
    expect(await read(csv, { account: 'ES91 2100' })).toEqual([
      ['credit', '2026-07-13', '1210.00 EUR', 'Acme SL', 'Fra. F-1', 'ES912100'],
      ['debit', '2026-07-13', '3.00 EUR', null, 'Comisión', 'ES912100'],
      'other-currency',
    ]);
  });
});

test('a debit whose text says that a collection came back is a return, and its charge is none', async () => {
  const csv = [
    'Fecha;Concepto;Importe',
    '2026-07-02;DEVOLUCIÓN RECIBO F-1001 BAR SOL;-121,00',
    '2026-07-02;Recibo devuelto F-1002;-80,00',
    '2026-07-02;COMISION DEVOLUCION RECIBO;-3,00',
    '2026-07-02;RECIBO LUZ;-60,00',
    '2026-07-02;Devolución recibo, segundo intento;121,00',
  ].join('\n');
  const returned: unknown[] = [];
  for await (const line of fileLines(fileOf(csv), 'bank', importOptionsSchema.parse({}), { currency: 'EUR' }))
    returned.push(line.kind === 'movement' ? line.movement.returned : line.kind);
  expect(returned).toEqual([true, true, false, false, false]);
});

const xmlSheet =
  '<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n' +
  '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>';

describe('a file that is refused', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['an old spreadsheet', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'old-spreadsheet'],
    ['a worksheet of Excel 4', Buffer.from('0904060000001000', 'hex'), 'old-spreadsheet'],
    [
      'a page that is called XLS',
      '<html><body><table><tr><td>Fecha</td></tr></table></body></html>',
      'old-spreadsheet',
    ],
    ['an XML spreadsheet', xmlSheet, 'old-spreadsheet'],
    ['an XLSB', zipOf({ 'xl/workbook.bin': 'x' }), 'old-spreadsheet'],
    ['an ODS', zipOf({ mimetype: 'x', 'content.xml': '<x/>' }), 'old-spreadsheet'],
    ['an old spreadsheet in an archive', zipOf({ 'a.xls': Buffer.from('d0cf11e0a1b11ae1', 'hex') }), 'old-spreadsheet'],
    ['an ODS in an archive', zipOf({ 'a.ods': zipOf({ mimetype: 'x', 'content.xml': 'x' }) }), 'old-spreadsheet'],
    ['a text', 'Dear bank, please send the file again.\n', 'not-a-statement'],
    ['a list of customers', 'customerId;name\nC-1;Acme\n', 'not-a-statement'],
    ['nothing', '\n', 'not-a-statement'],
    ['an archive in an archive', zipOf({ 'a.zip': zipOf({ 'b.txt': 'x' }) }), 'bad-archive'],
    ['a document type', 'OFXHEADER:100\n\n<!DOCTYPE a><OFX><STMTRS></STMTRS></OFX>', 'xml-doctype'],
    ['OFX without a statement', 'OFXHEADER:100\n\n<OFX><SONRS></SONRS></OFX>', 'not-ofx'],
  ])('%s', async (_what, content, code) => {
    expect(await read(content)).toEqual([code]);
  });

  test.each(['customers', 'invoices'] as const)('as a list of %s, in every form of a spreadsheet', async (kind) => {
    const files = [
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.from(`\ufeff${xmlSheet}`, 'utf16le'),
      zipOf({ 'a.xls': Buffer.from('d0cf11e0a1b11ae1', 'hex') }),
      zipOf({ mimetype: 'x', 'content.xml': '<x/>' }),
    ];
    for (const file of files) {
      const all = fileLines(fileOf(file), kind, importOptionsSchema.parse({}), { currency: 'EUR' });
      await expect(all.next()).rejects.toMatchObject({ fault: { code: 'old-spreadsheet' } });
    }
  });

  test('beside others of an archive is one fault', async () => {
    expect(await read(zipOf({ 'leeme.txt': 'Hola\n', 'julio.xlsx': xlsxOf(cartola) }))).toEqual([
      'other-file',
      ...movements,
    ]);
  });
});

describe('a statement that its own totals contradict', () => {
  const header = '11210004180200051332261118261119200000000010000978' + '1'.padEnd(30);
  const entry = `22    0418261118261118040002${'12100'.padStart(14, '0')}${'0'.repeat(22)}`.padEnd(80);
  const total = (cents: string) =>
    `33210004180200051332${'00000'}${'0'.repeat(14)}00001${cents.padStart(14, '0')}2${'0'.repeat(14)}978`;

  test('is a fault in Norma 43, also where it is cut off', async () => {
    const [movement] = await read([header, entry, total('12100')].join('\n'));
    expect(movement).toEqual(['credit', '2026-11-18', '121.00 EUR', null, '', 'ES9121000418450200051332']);
    expect(await read([header, entry, total('12000')].join('\n'))).toEqual([movement, 'statement-sum']);
    expect(await read([header, entry].join('\n'))).toEqual([movement, 'statement-cut-off']);
    expect(await read([header, entry, '77 something'].join('\n'))).toEqual([movement, 'not-norma-43']);
  });

  test('is a fault in MT940', async () => {
    const file =
      ':20:X\n:25:DE89370400440532013000\n:60F:C261117EUR10,00\n:61:261118C5,00NTRFNONREF\n:86:Acme\n:62F:C261118EUR';
    expect(await read(`${file}15,00\n`)).toEqual([
      ['credit', '2026-11-18', '5.00 EUR', null, 'Acme', 'DE89370400440532013000'],
    ]);
    expect(await read(`${file}16,00\n`)).toContain('statement-sum');
    expect(await read(':20:X\n:25:DE89\n:61:nonsense\n')).toEqual(['not-mt940']);
  });
});

test('a statement without movements says its day', async () => {
  const days: (string | null)[] = [];
  const context = { currency: 'EUR', onEmpty: (day: string | null) => days.push(day) };
  const camt =
    '<Document><BkToCstmrStmt><GrpHdr/><Stmt><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>' +
    '<Dt><Dt>2026-11-19</Dt></Dt></Bal></Stmt></BkToCstmrStmt></Document>';
  expect(await read(camt, {}, context)).toEqual([]);
  expect(await read(':20:X\n:25:DE89\n:60F:C261118EUR10,00\n:62F:C261119EUR10,00\n', {}, context)).toEqual([]);
  const ofx = 'OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>EUR<BANKTRANLIST><DTEND>20261119</BANKTRANLIST></STMTRS></OFX>';
  expect(await read(ofx, {}, context)).toEqual([]);
  expect(days).toEqual(['2026-11-19', '2026-11-19', '2026-11-19']);
});

test('a bank’s text is read in UTF-8 and in Windows-1252, however the bytes are cut', async () => {
  const ofx = (name: string) =>
    'OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>EUR<STMTTRN><DTPOSTED>20261119<TRNAMT>1.00' +
    `<NAME>${name}</STMTTRN></STMTRS></OFX>`;
  for (const encoding of ['utf8', 'latin1'] as const) {
    const bytes = Buffer.from(ofx('Peña & Muñoz'), encoding);
    const inPieces = async function* () {
      for (let at = 0; at < bytes.length; at += 3) yield await Promise.resolve(bytes.subarray(at, at + 3));
    };
    for await (const line of fileLines(inPieces(), 'bank', importOptionsSchema.parse({})))
      expect(line).toMatchObject({ kind: 'movement', movement: { payer: 'Peña & Muñoz' } });
  }
});
