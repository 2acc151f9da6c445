import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { choosePayer } from './choose-payer.ts';
import { matchPayment, type MatchableInvoice, type MatchingSettings } from './match-payment.ts';

const invoice = (number: string, openMinor: bigint, paymentReference: string | null = null): MatchableInvoice => ({
  id: number,
  invoiceId: `INV ${number}`,
  number,
  paymentReference,
  dueOn: '2026-11-02',
  openMinor,
});
const paid = (
  amountMinor: bigint,
  reference: string,
  invoices: readonly MatchableInvoice[],
  settings: Partial<MatchingSettings> = {},
) =>
  matchPayment({ amountMinor, remittance: [], reference }, invoices, settings).matches.map(
    (match) => `${match.invoiceId} ${match.minor} ${match.rule}`,
  );

describe('a number of another year', () => {
  it.each([
    'F-2025/0012',
    'FRA 2025/0012',
    '0012/2025',
    'F2025 0012',
    'FRAF-2025/0012',
    'F-2O25/OO12',
    'F-2025/12',
    '25/0012',
  ])('pays no invoice of this year, whatever is known: %s', (text) => {
    for (const otherNumbers of [[], ['F-2026/0011'], ['F-2026/0099']])
      expect(paid(50_000n, text, [invoice('F-2026/0012', 50_000n)], { otherNumbers })).toEqual([]);
  });
  it('of digits alone is no other either', () => {
    expect(paid(50_000n, 'pago 202500012', [invoice('202600012', 50_000n)])).toEqual([]);
    expect(paid(50_000n, 'factura 0987', [invoice('F-2026/0012', 50_000n)])).toEqual([]);
  });
  it.each([
    ['250214', '260214'],
    ['FRA 250721', '260721'],
    ['pago 250325', '260325'],
    ['20250312', '20260312'],
    ['11082025', '1108/2026'],
  ])('pays none though it reads as a day: %s, where %s is open', (text, number) => {
    expect(paid(50_000n, text, [invoice(number, 50_000n), invoice('X-1', 100n)])).toEqual([]);
  });
  it('is no year that is far away: of "2093 2103" both are numbers', () => {
    const open = [invoice('F-2026/2093', 10_000n), invoice('F-2026/2103', 20_000n), invoice('F-2026/2110', 30_000n)];
    expect(paid(30_000n, '2093 2103', open)).toEqual([
      'F-2026/2093 10000 number-in-reference',
      'F-2026/2103 20000 number-in-reference',
    ]);
  });
  it('leaves a date beside the number alone', () => {
    expect(paid(50_000n, 'pago 0012 del 15.03.2025', [invoice('F-2026/0012', 50_000n)])).toHaveLength(1);
  });
});

describe('digits that nothing tells as an invoice number', () => {
  const two = [invoice('261201', 12_000n), invoice('261103', 30_000n)];
  it.each(['TRANSF 261201', 'TRANSF 261201 GRACIAS', '261201'])('lose to an exact sum: %s', (text) => {
    expect(paid(30_000n, text, two)).toEqual(['261103 30000 exact-sum']);
  });
  it.each([
    ['Kunden-Nr. 1203', '1203'],
    ['CL MAYOR N 1203', '1203'],
    ['Hauptstrasse 1203', '1203'],
    ['CONTRATO 100234', '100234'],
    ['Vertragsnummer: 100234', '100234'],
    ['TEL 600111222', '600111222'],
    ['TEL600111222', '600111222'],
    ['CLIENTE NUM. 100234', '100234'],
    ['1203,00 EUR', '1203'],
  ])('are none when they are told as something else: %s', (text, number) => {
    const invoices = [invoice(number, 12_000n), invoice('777701', 30_000n)];
    expect(paid(30_000n, text, invoices)).toEqual(['777701 30000 exact-sum']);
    expect(paid(5_000n, text, invoices)).toEqual([]);
  });
  it('are one when a word says so, or when nothing else has the sum', () => {
    expect(paid(30_000n, 'Rechnung Nr. 261201', two)).toEqual(['261201 12000 number-in-reference']);
    expect(paid(42_000n, 'facturas 261201 y 261103', two)).toHaveLength(2);
    expect(paid(100n, 'ref 123456', [invoice('123456', 12_000n)])).toEqual(['123456 100 number-in-reference']);
  });
  it('of one price for all do not say which invoice is paid when they are a date', () => {
    expect(paid(30_000n, 'TRANSF 261201', [invoice('261201', 30_000n), invoice('261103', 30_000n)])).toEqual([]);
  });
});

describe('a number of another company of the group', () => {
  it.each([
    ['MF-2026/1075', 'F-2026/1075'],
    ['FRA KF-2026/1075', 'F-2026/1075'],
    ['FRA K-1075', '1075'],
    ['K 1075/2026', '1075/2026'],
    ['W-1075', 'F-2026/1075'],
  ])('names no invoice where all have one price: %s, where %s is open', (text, number) => {
    expect(paid(50_000n, text, [invoice(number, 50_000n), invoice('F-2026/0001', 50_000n)])).toEqual([]);
  });
  it.each(['TRANSFERENCIAF-2026/1075', 'FRAF-2026/1075', 'N. 1075', 'F 1075', 'F-2026/0001 y 1075'])(
    'is none when the letters are no prefix: %s',
    (text) => {
      const open = [invoice('F-2026/1075', 50_000n), invoice('F-2026/0001', 50_000n)];
      const amount = text.includes(' y ') ? 100_000n : 50_000n;
      expect(paid(amount, text, open)).toContain('F-2026/1075 50000 number-in-reference');
    },
  );
});

describe('digits after a word for an order', () => {
  it('are no invoice number for a part of it', () => {
    expect(paid(40_000n, 'PEDIDO 100456', [invoice('100456', 50_000n), invoice('100462', 70_000n)])).toEqual([]);
  });
});

describe('a label in the form of a number', () => {
  it('is none: the S of "7788 S/REF" belongs to REF', () => {
    expect(paid(50_000n, 'N/REF 7788 S/REF', [invoice('3999-S', 50_000n), invoice('4000-S', 100n)])).toEqual([
      '3999-S 50000 exact-sum',
    ]);
  });
});

describe('seven digits and more', () => {
  const open = [invoice('202601838', 170_000n), invoice('202601777', 85_000n), invoice('202601900', 255_000n)];
  it('are a number without a word, and do not lose to an exact sum', () => {
    expect(paid(85_000n, 'PROVEEDORES 202601838', open)).toEqual(['202601838 85000 number-in-reference']);
  });
  it('are left to a person when the sum is that of the number one slip away', () => {
    expect(paid(85_000n, 'PAGO 202601838', [...open, invoice('202601839', 85_000n)])).toEqual([]);
  });
});

describe('an account in the text', () => {
  const invoices = [invoice('F-2026/2100', 10_300n), invoice('F-2026/2155', 10_000n)];
  it.each(['ES79 2100 0813 6101 2345 6789', 'ES7921000813610123456789', 'ES79 2100', '2100 0813 61 0123456789'])(
    'names no invoice, and the exact sum counts: %s',
    (text) => {
      expect(paid(10_000n, text, invoices, { toleranceMinor: 500n })).toEqual(['F-2026/2155 10000 exact-sum']);
    },
  );
  it('or not: the tolerance is for invoices that are named clearly', () => {
    expect(paid(10_000n, '2100', [invoice('F-2026/2100', 10_300n)], { toleranceMinor: 500n })).toEqual([]);
    expect(paid(10_000n, 'F-2026/2100', [invoice('F-2026/2100', 10_300n)], { toleranceMinor: 500n })).toHaveLength(1);
  });
});

describe('a structured reference', () => {
  const two = [invoice('539007547034', 12_100n), invoice('539007547099', 12_100n)];
  it.each(['RF18539007547034', 'RF18 5390 0754 7034', '/RFB/RF18539007547034', 'rf18 5390 0754 7034'])(
    'is as clear as the number that it holds: %s',
    (text) => {
      expect(paid(12_100n, text, two)).toEqual(['539007547034 12100 number-in-reference']);
      expect(paid(6_000n, text, two)).toEqual(['539007547034 6000 number-in-reference']);
    },
  );
  it('of 27 digits pays the invoice whose number it ends in', () => {
    expect(paid(12_100n, '000000000000005390075470343', two)).toEqual(['539007547034 12100 number-in-reference']);
    expect(paid(12_100n, '000000000000000005390075470343', two)).toEqual(['539007547034 12100 number-in-reference']);
  });
  it('that the invoice carries names it; one that nobody knows pays none', () => {
    const qr = '21 00000 00003 13947 14300 09017';
    const named = [invoice('F-1', 12_100n, qr), invoice('F-2', 12_100n, '210000000003139471430009999')];
    expect(paid(12_100n, '210000000003139471430009017', named)).toEqual(['F-1 12100 number-in-reference']);
    expect(paid(5_000n, qr, named)).toEqual(['F-1 5000 number-in-reference']);
    expect(paid(12_100n, qr, [invoice('F-2', 12_100n)])).toEqual([]);
  });
});

describe('a structured reference that holds more than the number', () => {
  const qr = '210000000003139471430009017';
  it('names the invoice whose number it ends in, when the sum agrees', () => {
    const two = [invoice('7143000901', 12_100n), invoice('F-2', 7_000n)];
    expect(paid(12_100n, qr, two)).toEqual(['7143000901 12100 number-in-reference']);
    expect(paid(5_000n, qr, two)).toEqual([]);
    expect(paid(7_000n, qr, two)).toEqual([]);
  });
});

describe('numbers that make 27 digits together', () => {
  it('are no Swiss reference: in groups it has five digits in each', () => {
    const open = [invoice('RE-01013', 10_000n), invoice('RE-01009', 20_000n)];
    expect(paid(30_000n, '7788 01013 01009 15.03.2026 01020', open)).toHaveLength(2);
  });
});

describe('a number that a spreadsheet shortened', () => {
  it('names no invoice, and no sum is believed beside it', () => {
    const invoices = [invoice('24952000000010910141', 12_100n), invoice('2.4952E+19', 5_000n)];
    for (const text of ['2,4952E+19', '2.4952E+19', '2.4952E19']) expect(paid(12_100n, text, invoices)).toEqual([]);
  });
  it('is no number of a payer', () => {
    const named = [{ compact: '24952E19', customerId: 'C-1', agrees: false }];
    expect(choosePayer({ named, byAccount: [], byName: [] })).toBeNull();
  });
});

describe('one amount, two invoices', () => {
  const rents = [invoice('F-2026/1001', 50_000n), invoice('F-2026/1002', 50_000n)];
  it('are told apart by the number, and never guessed', () => {
    expect(paid(50_000n, 'F-2026/1002', rents)).toEqual(['F-2026/1002 50000 number-in-reference']);
    expect(paid(50_000n, 'alquiler', rents)).toEqual([]);
    expect(paid(50_000n, 'F-2026/1001', rents.slice(1), { otherNumbers: ['F-2026/1001'] })).toEqual([]);
  });
  it('paid in two parts in the ordered currency pay it whole', () => {
    expect(paid(10_000n, 'INV-U1', [invoice('INV-U1', 20_000n)])).toEqual(['INV-U1 10000 number-in-reference']);
    expect(paid(10_000n, 'INV-U1', [invoice('INV-U1', 10_000n)])).toEqual(['INV-U1 10000 number-in-reference']);
  });
});

describe('numbers in a text', () => {
  const pair = [invoice('100123', 100n), invoice('123456', 200n)];
  it('that overlap are each found: the longer counts, and of two that share digits the sum decides', () => {
    expect(paid(100n, 'F-1001', [invoice('1001', 100n), invoice('F-1001', 100n)])).toEqual([
      'F-1001 100 number-in-reference',
    ]);
    expect(paid(50n, 'factura 1002 003', [invoice('1002', 100n), invoice('1002-003', 100n)])).toEqual([
      '1002-003 50 number-in-reference',
    ]);
  });
  it('of digits that are broken by a gap need the sum', () => {
    expect(paid(100n, '100 123', pair)).toEqual(['100123 100 number-in-reference']);
    expect(paid(50n, '100 123', pair)).toEqual([]);
  });
  it('do not go on in other digits', () => {
    expect(paid(50n, '71002', [invoice('F-2026/1002', 100n)])).toEqual([]);
    expect(paid(100n, 'factura 71002', [invoice('F-2026/1002', 100n), invoice('X', 100n)])).toEqual([]);
  });
});

describe('whatever text and numbers come', () => {
  it('a reference that repeats one number of many invoices is read in bounded work', () => {
    const many = Array.from({ length: 32 }, (_, at) => ({ ...invoice('AAAA', 100n), id: `row-${at}` }));
    // It took 14 seconds while every place was compared with every other; jest gives a test five.
    expect(matchPayment({ amountMinor: 100n, remittance: [], reference: 'A'.repeat(2000) }, many).matches).toEqual([]);
  });
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'A',
      '1',
      'AAAA',
      '1111',
      'ES79 2100 ',
      'RF18',
      '2,4952E+19 ',
      'FRA ',
      'TEL ',
      '15.03.2026 ',
      'F-2026/0012',
    ),
    fc.string({ unit: fc.constantFrom('0', '1', 'O', 'I', ' ', '/', 'F', '-') }),
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  it('matching never throws and gives no more than there is', () => {
    const invoices = fc.array(
      fc.record({ number: piece, openMinor: fc.bigInt({ min: 1n, max: 500n }), reference: fc.option(piece) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(
        fc.bigInt({ min: -5n, max: 900n }),
        text,
        invoices,
        fc.array(piece),
        (amount, reference, made, otherNumbers) => {
          const open = made.map((each, at) => ({
            ...invoice(each.number, each.openMinor, each.reference),
            id: `${at}`,
          }));
          const { matches, leftMinor } = matchPayment({ amountMinor: amount, remittance: [], reference }, open, {
            otherNumbers,
            toleranceMinor: 3n,
          });
          expect(matches.reduce((sum, match) => sum + match.minor, leftMinor)).toBe(amount);
          for (const match of matches)
            expect(match.minor > 0n && match.minor <= (open[Number(match.invoiceId)]?.openMinor ?? 0n)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
  it('a payer is chosen among those who are named, or nobody is', () => {
    const id: fc.Arbitrary<string> = fc.constantFrom('C-1', 'C-2', 'C-3');
    const named = fc.array(fc.record({ compact: piece, customerId: id, agrees: fc.boolean() }));
    fc.assert(
      fc.property(
        named,
        fc.array(id),
        fc.array(id),
        fc.array(id),
        fc.boolean(),
        (numbers, byAccount, byName, bySum, sumIsCommon) => {
          const chosen = choosePayer({ named: numbers, byAccount, byName, bySum, sumIsCommon })?.customerId ?? null;
          const known = [...numbers.map((each) => each.customerId), ...byAccount, ...byName];
          expect(chosen === null || known.includes(chosen)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    const many = Array.from({ length: 200_000 }, (_, at) => ({
      compact: 'F20261001',
      customerId: `C-${at}`,
      agrees: true,
    }));
    expect(choosePayer({ named: many, byAccount: [], byName: [] })).toBeNull();
  });
});
