import { describe, expect, it } from '@jest/globals';
import type { BankLine } from '../../receipts/bank-line.ts';
import { camtFile, type SampleTransaction } from '@puntual/testing/builders/camt-file';
import { movementKind } from './map-bank-lines.ts';
import { movementId, type Occurrences } from './movement-id.ts';
import { numberCandidates } from '../../receipts/number-candidates.ts';
import type { CamtItem } from './entry-lines.ts';
import { readCamt } from './read-camt.ts';

async function* inPieces(bytes: Uint8Array, size = 100): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
async function read(xml: string | Uint8Array): Promise<CamtItem[]> {
  const items: CamtItem[] = [];
  for await (const item of readCamt(inPieces(typeof xml === 'string' ? Buffer.from(xml) : xml))) items.push(item);
  return items;
}
const linesOf = async (xml: string) => (await read(xml)).flatMap((item) => (item.kind === 'line' ? [item.line] : []));
const faultsOf = async (xml: string) =>
  (await read(xml)).flatMap((item) => (item.kind === 'fault' ? [[item.fault.line, item.fault.code]] : []));
const idsOf = (lines: readonly BankLine[], seen: Occurrences = new Map()) =>
  lines.map((line) => movementId(line, seen));

const one = {
  amount: '121.00',
  transactions: [
    {
      amount: '121.00',
      text: 'Factura F-2026/1001 gracias',
      payer: 'TALLERES NUÑEZ SL',
      payerIban: 'ES7921000813610123456789',
      endToEnd: 'E2E-77',
      ref: 'BANK-1',
    },
  ],
};

describe('a bank statement', () => {
  it.each([
    ['053', 2],
    ['053', 4],
    ['053', 8],
    ['053', 13],
    ['054', 2],
    ['054', 8],
    ['052', 6],
  ] as const)('camt.%s.001.%s gives its movement', async (message, version) => {
    expect(await linesOf(camtFile([one], { message, version }))).toEqual([
      {
        line: 1,
        account: 'ES9121000418450200051332',
        bookedOn: '2026-11-19',
        amount: '121.00',
        currency: 'EUR',
        instructed: null,
        direction: 'credit',
        reversal: false,
        returned: false,
        booked: true,
        entryRef: null,
        transactionRef: 'BANK-1',
        endToEndId: 'E2E-77',
        payer: 'TALLERES NUÑEZ SL',
        payerAccount: 'ES7921000813610123456789',
        text: 'Factura F-2026/1001 gracias',
        documents: [],
      },
    ]);
  });

  it('may have a prefix, and be in Latin-1', async () => {
    expect((await linesOf(camtFile([one], { prefix: 'ns2' })))[0]?.text).toBe('Factura F-2026/1001 gracias');
    const latin = Buffer.from(camtFile([one]).replace('UTF-8', 'ISO-8859-1'), 'latin1');
    expect((await read(latin))[0]).toMatchObject({ line: { payer: 'TALLERES NUÑEZ SL' } });
  });

  it('has a movement for each payment of a batch, and one for an entry without details', async () => {
    const lines = await linesOf(
      camtFile(
        [
          {
            amount: '30.00',
            count: 2,
            ref: 'B',
            transactions: [
              { amount: '10.00', text: 'a' },
              { amount: '20.00', text: 'b' },
            ],
          },
          { amount: '5.00', info: 'Ingreso efectivo' },
        ],
        { version: 8 },
      ),
    );
    expect(lines.map((line) => [line.line, line.amount, line.text])).toEqual([
      [1, '10.00', 'a'],
      [2, '20.00', 'b'],
      [3, '5.00', 'Ingreso efectivo'],
    ]);
  });

  it('has a fault for a batch with a line in another currency: its amount adds up to nothing', async () => {
    const batch = (...transactions: readonly SampleTransaction[]) =>
      faultsOf(camtFile([{ amount: '100.00', transactions }], { version: 8 }));
    expect(await batch({ amount: '60.00' }, { amount: '40.00', currency: 'USD' })).toEqual([[1, 'batch-sum']]);
    expect(await batch({ amount: '60.00', currency: 'USD' }, { amount: '40.00', currency: 'USD' })).toEqual([
      [1, 'batch-sum'],
    ]);
    expect(await batch({ amount: '60.00' }, { amount: '40.00' })).toEqual([]);
  });

  it('has a fault for a batch that does not add up or has no details, and its other entries are read', async () => {
    const xml = camtFile(
      [
        { amount: '30.01', transactions: [{ amount: '10.00' }, { amount: '20.00' }] },
        { amount: '70.00', count: 7 },
        { amount: 'x' },
        { amount: '1.00', on: 'heute' },
        one,
      ],
      { version: 4 },
    );
    expect(await faultsOf(xml)).toEqual([
      [1, 'batch-sum'],
      [2, 'batch-without-details'],
      [3, 'not-an-amount'],
      [4, 'not-a-date'],
    ]);
    expect((await linesOf(xml)).map((line) => line.line)).toEqual([5]);
  });

  it('has the references and documents of structured remittance, with the amount of each document', async () => {
    const structured =
      '<Strd><RfrdDocInf><Nb>F-1</Nb></RfrdDocInf><RfrdDocAmt><RmtdAmt Ccy="EUR">100.00</RmtdAmt></RfrdDocAmt></Strd>' +
      '<Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>';
    const [line] = await linesOf(camtFile([{ amount: '121.00', transactions: [{ structured }] }]));
    expect(line?.documents).toEqual([{ number: 'F-1', amount: '100.00', currency: 'EUR' }]);
    expect(line?.text).toBe('F-1\nRF18539007547034');
  });

  it('has the amount ordered in another currency, and yen that are written with decimals', async () => {
    expect(
      (
        await linesOf(
          camtFile([{ amount: '92.10', transactions: [{ amount: '92.10', instructed: ['100.00', 'USD'] }] }]),
        )
      )[0],
    ).toMatchObject({ amount: '92.10', currency: 'EUR', instructed: { amount: '100.00', currency: 'USD' } });
    expect((await linesOf(camtFile([{ amount: '15000.00', currency: 'JPY' }])))[0]).toMatchObject({
      amount: '15000',
      currency: 'JPY',
    });
  });

  it('has movements of customers’ money: booked payments in, and their returns', async () => {
    const lines = await linesOf(
      camtFile(
        [
          one,
          { amount: '5.00', side: 'DBIT' },
          { amount: '5.00', status: 'PDNG' },
          { amount: '5.00', side: 'DBIT', reversal: true },
          { amount: '5.00', side: 'DBIT', transactions: [{ returned: true }] },
          { amount: '5.00', transactions: [{ returned: true }] },
        ],
        { version: 8 },
      ),
    );
    expect(lines.map(movementKind)).toEqual(['payment', null, null, 'reversal', 'reversal', null]);
  });
});

describe('the id of a movement', () => {
  it('is the same in the notification and in the statement, and in every version', async () => {
    const [statement] = idsOf(await linesOf(camtFile([one])));
    for (const message of ['054', '053'] as const)
      for (const version of [2, 8])
        expect(idsOf(await linesOf(camtFile([one], { message, version })))).toEqual([statement]);
  });

  it('differs between equal payments, by their number in the file', async () => {
    const ids = idsOf(
      await linesOf(
        camtFile([
          { amount: '5.00', info: 'x' },
          { amount: '5.00', info: 'x' },
          { amount: '5.00', info: 'y' },
        ]),
      ),
    );
    expect(new Set(ids).size).toBe(3);
    expect(ids[1]).toBe(`${ids[0]}-2`);
  });

  it('differs between accounts', async () => {
    expect(idsOf(await linesOf(camtFile([one])))).not.toEqual(
      idsOf(await linesOf(camtFile([one], { iban: 'ES7921000813610123456789' }))),
    );
  });
});

describe('a file that attacks its reader', () => {
  const bomb =
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' +
    '<Document><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>';
  const outside = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>';
  it.each([
    ['a billion laughs', bomb],
    ['an outside entity', outside],
    ['a declaration alone', '<!DOCTYPE html><html/>'],
  ])('with %s is refused', async (_name, xml) => {
    await expect(read(xml)).rejects.toMatchObject({ fault: { code: 'xml-doctype' } });
  });

  it('with an undeclared entity is refused as broken XML', async () => {
    await expect(read(camtFile([one]).replace('gracias', '&xxe;'))).rejects.toMatchObject({
      fault: { code: 'xml-broken' },
    });
  });

  it('that is too deep, or too large in one entry, is refused', async () => {
    const deep = `<Document><BkToCstmrStmt><Stmt><Ntry>${'<a>'.repeat(60)}`;
    await expect(read(deep)).rejects.toMatchObject({ fault: { code: 'xml-too-large' } });
    await expect(read(camtFile([{ amount: '1.00', info: 'x'.repeat(300_000) }]))).rejects.toMatchObject({
      fault: { code: 'xml-too-large' },
    });
  });

  it.each([
    ['broken XML', '<Document><BkToCstmrStmt></Document>', 'xml-broken'],
    ['half a file', camtFile([one]).slice(0, 400), 'xml-broken'],
    ['another message', '<Document><CstmrCdtTrfInitn/></Document>', 'not-a-statement'],
    ['no XML', 'a;b;c', 'xml-broken'],
    ['nothing', '', 'not-a-statement'],
    ['EBCDIC', '<?xml version="1.0" encoding="EBCDIC-CP-ES"?><a/>', 'unknown-encoding'],
  ])('%s is refused with its own code', async (_name, xml, code) => {
    await expect(read(xml)).rejects.toMatchObject({ fault: { code } });
  });
});

it('candidates for invoice numbers are found across spaces and punctuation', () => {
  const found = numberCandidates('PAGO FRA. F 2026 / 1001, y F-2026/1014');
  for (const number of ['F20261001', 'F20261014', '20261001']) expect(found).toContain(number);
  expect(numberCandidates('sin números')).toEqual([]);
  expect(numberCandidates('1 '.repeat(5000)).length).toBeLessThanOrEqual(300);
});
