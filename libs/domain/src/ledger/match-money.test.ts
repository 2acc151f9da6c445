import { describe, expect, it } from '@jest/globals';
import { booksAfter } from '@puntual/testing/builders/written-lines';
import { cancel, issue } from '@puntual/testing/builders/ledger-commands';
import { isTellingOrder, matchMoney, type InvoiceToMatch, type MoneyToMatch } from './match-money.ts';

const books = booksAfter(issue('501', 5n), cancel('501'));
const invoice = (id: string, openMinor: bigint, more: Partial<InvoiceToMatch> = {}): InvoiceToMatch => ({
  id,
  invoiceId: id,
  number: `F-2026/${id}`,
  paymentReference: null,
  purchaseOrder: null,
  customer: books.customer('C'),
  dueOn: '2026-03-31',
  openMinor,
  ...more,
});
const matched = (
  money: Partial<MoneyToMatch>,
  invoices: readonly InvoiceToMatch[],
  choice: Partial<typeof books.matching> = {},
  remittance: Parameters<typeof matchMoney>[3] = [],
) => {
  books.matching = { oldestFirst: false, tolerance: {}, ...choice };
  const whole = { customer: books.customer('C'), currency: 'EUR', minor: 100n, reference: '', whole: true, ...money };
  const { matches, leftMinor } = matchMoney(books, whole, invoices, remittance);
  return [...matches.map(({ invoiceId, minor, rule }) => `${invoiceId} ${minor} ${rule}`), `left ${leftMinor}`];
};
const order = { purchaseOrder: 'PO-778812' };

describe('money finds its invoices', () => {
  it.each<[string, () => string[], unknown]>([
    [
      'by its lines, whatever its reference says',
      () =>
        matched({ reference: 'F-2026/102' }, [invoice('101', 60n), invoice('102', 100n)], {}, [
          { invoiceId: '101', minor: 60n },
        ]),
      ['101 60 remittance', 'left 40'],
    ],
    [
      'by a number',
      () => matched({ reference: 'F-2026/102' }, [invoice('101', 90n), invoice('102', 300n)]),
      ['102 100 number-in-reference', 'left 0'],
    ],
    [
      'not by a number when its sum is that of another',
      () => matched({ reference: 'F-2026/102' }, [invoice('101', 100n), invoice('102', 300n)]),
      ['left 100'],
    ],
    ['by its sum', () => matched({}, [invoice('101', 100n), invoice('102', 300n)]), ['101 100 exact-sum', 'left 0']],
    ['not by the sum of a credit note', () => matched({ kind: 'credit-note' }, [invoice('101', 100n)]), ['left 100']],
    [
      'by the number of a credit note',
      () => matched({ kind: 'credit-note', reference: 'F-2026/101' }, [invoice('101', 100n)]),
      ['101 100 number-in-reference', 'left 0'],
    ],
    [
      'not by its sum where it names an invoice that is settled',
      () => matched({ reference: 'F-2026/501' }, [invoice('101', 100n)]),
      ['left 100'],
    ],
    [
      'by a number that is open for one and settled for another',
      () => matched({ reference: 'F-2026/501' }, [invoice('501', 100n)]),
      ['501 100 number-in-reference', 'left 0'],
    ],
    [
      'as the oldest where the organization chose so',
      () => matched({}, [invoice('101', 300n)], { oldestFirst: true }),
      ['101 100 oldest-first', 'left 0'],
    ],
    [
      'short of it within the tolerance',
      () => matched({ reference: 'F-2026/101' }, [invoice('101', 105n)], { tolerance: { EUR: '0.05' } }),
      ['101 100 number-in-reference', 'left 0'],
    ],
    [
      'short of it with a part of a payment, and nothing is forgiven',
      () => matched({ reference: 'F-2026/101', whole: false }, [invoice('101', 105n)], { tolerance: { EUR: '0.05' } }),
      ['101 100 number-in-reference', 'left 0'],
    ],
  ])('%s', (_what, found, lines) => {
    expect(found()).toEqual(lines);
  });
  it('and forgives what the bank kept only of a whole payment', () => {
    books.matching = { oldestFirst: false, tolerance: { EUR: '0.05' } };
    const forgiven = [true, false].map((whole) => {
      const money = { customer: books.customer('C'), currency: 'EUR', minor: 100n, reference: 'F-2026/101', whole };
      return matchMoney(books, money, [invoice('101', 105n)]).matches[0]?.settles ?? null;
    });
    expect(forgiven).toEqual([{ minor: 5n, because: 'bank-charges' }, null]);
  });
});

describe('money that names a purchase order', () => {
  const reference = 'your PO-778812';
  it.each<[string, () => string[], unknown]>([
    [
      'pays the one invoice of it',
      () => matched({ reference }, [invoice('101', 300n, order), invoice('102', 100n)]),
      ['101 100 number-in-reference', 'left 0'],
    ],
    [
      'pays the invoice whose number it names, rather',
      () => matched({ reference: `F-2026/102 ${reference}` }, [invoice('101', 300n, order), invoice('102', 100n)]),
      ['102 100 number-in-reference', 'left 0'],
    ],
    [
      'pays of several the one that has its sum',
      () => matched({ reference }, [invoice('101', 300n, order), invoice('102', 100n, order), invoice('103', 100n)]),
      ['102 100 number-in-reference', 'left 0'],
    ],
    [
      'pays of several the set that has its sum',
      () =>
        matched({ reference }, [invoice('101', 60n, order), invoice('102', 40n, order), invoice('103', 70n, order)]),
      ['101 60 exact-set', '102 40 exact-set', 'left 0'],
    ],
    [
      'pays none of several that have other sums',
      () => matched({ reference }, [invoice('101', 300n, order), invoice('102', 70n, order)]),
      ['left 100'],
    ],
    [
      'pays of two orders the set that has its sum',
      () =>
        matched({ reference: `${reference} PO-990011` }, [
          invoice('101', 100n, order),
          invoice('102', 70n, order),
          invoice('103', 100n, { purchaseOrder: 'PO-990011' }),
          invoice('104', 30n, { purchaseOrder: 'PO-990011' }),
        ]),
      ['102 70 number-in-reference', '104 30 number-in-reference', 'left 0'],
    ],
    [
      'pays none of two orders when several sets have its sum',
      () =>
        matched({ reference: `${reference} PO-990011` }, [
          invoice('101', 60n, order),
          invoice('102', 40n, order),
          invoice('103', 70n, { purchaseOrder: 'PO-990011' }),
          invoice('104', 30n, { purchaseOrder: 'PO-990011' }),
        ]),
      ['left 100'],
    ],
    [
      'pays of its invoices the set that has its sum, whatever other orders have',
      () =>
        matched({ reference }, [
          invoice('104', 30n, { purchaseOrder: 'PO-990011' }),
          invoice('101', 60n, order),
          invoice('102', 40n, order),
          invoice('103', 70n, order),
        ]),
      ['101 60 exact-set', '102 40 exact-set', 'left 0'],
    ],
    [
      'that nobody has pays nothing when several sets have its sum',
      () =>
        matched({ reference: 'PO-555000' }, [
          invoice('101', 60n, order),
          invoice('102', 40n, order),
          invoice('103', 70n, order),
          invoice('104', 30n, { purchaseOrder: 'PO-990011' }),
        ]),
      ['left 100'],
    ],
    [
      'pays the order rather than the oldest',
      () =>
        matched({ reference }, [invoice('100', 900n, { dueOn: '2026-01-01' }), invoice('101', 300n, order)], {
          oldestFirst: true,
        }),
      ['101 100 number-in-reference', 'left 0'],
    ],
    [
      'goes to the oldest when the order is nobody’s',
      () =>
        matched({ reference: 'PO-555000' }, [invoice('100', 900n), invoice('101', 300n, order)], { oldestFirst: true }),
      ['100 100 oldest-first', 'left 0'],
    ],
    [
      'does not mind the invoice’s own payment reference',
      () => matched({ reference }, [invoice('101', 300n, { ...order, paymentReference: 'RF-445566' })]),
      ['101 100 number-in-reference', 'left 0'],
    ],
    [
      'of too few digits says nothing',
      () => matched({ reference: 'PO 2026' }, [invoice('101', 300n, { purchaseOrder: '2026' })]),
      ['left 100'],
    ],
  ])('%s', (_what, found, lines) => {
    expect(found()).toEqual(lines);
  });
});

it.each([
  [null, false],
  ['', false],
  ['12345', false],
  ['1-2-3-4-5', false],
  ['123456', true],
  ['PO1', true],
  ['1a', true],
  ['Z', true],
])('the order %j can be told from dates and amounts: %s', (number, is) => {
  expect(isTellingOrder(number)).toBe(is);
});
