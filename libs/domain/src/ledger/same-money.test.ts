import { describe, expect, it } from '@jest/globals';
import { issue, pay, reverse } from '@puntual/testing/builders/ledger-commands';
import { booksAfter, invoiceIn, paymentIn, writtenByCommand } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import { moneyKey, type ReportedMoney } from './reported-money.ts';
import { certainMatches, isPaidBySameMoney, noteReported, reportOf, sameMoney } from './same-money.ts';

const own: ReportedMoney = {
  paymentRowId: 'row-own',
  paymentId: 'own',
  customerRowId: 'C',
  currency: 'EUR',
  amountMinor: 100n,
  from: '2026-03-05',
  to: '2026-03-06',
  by: 'bank',
  paid: new Set(),
};
const other = { ...own, paymentRowId: 'row-other', paymentId: 'other', by: 'erp' };

describe('a payment that another source reported', () => {
  it.each<[string, Partial<ReportedMoney>, boolean]>([
    ['with the same customer, currency and amount', {}, true],
    ['by the same source', { by: 'bank' }, false],
    ['for another customer', { customerRowId: 'D' }, false],
    ['in another currency', { currency: 'USD' }, false],
    ['of another amount', { amountMinor: 101n }, false],
    ['five days before', { from: '2026-02-27', to: '2026-02-28' }, true],
    ['six days before', { from: '2026-02-26', to: '2026-02-27' }, false],
    ['five days later', { from: '2026-03-11', to: '2026-03-12' }, true],
    ['six days later', { from: '2026-03-12', to: '2026-03-13' }, false],
  ])('%s: %j', (_what, differing, isSame) => {
    const books = booksAfter();
    noteReported(books, { ...other, ...differing });
    noteReported(books, own);
    expect(sameMoney(books, own).map(({ paymentId }) => paymentId)).toEqual(isSame ? ['other'] : []);
  });
  it('is no longer the same money when it was reversed', () => {
    const books = booksAfter(pay('p', 100n), issue('A', 500n));
    const copy = { ...own, by: 'bank' };
    expect(sameMoney(books, copy).map(({ paymentId }) => paymentId)).toEqual(['p']);
    applyCommand(books, reverse('p'));
    expect(sameMoney(books, copy)).toEqual([]);
  });
  it('is found by its payment among all of that sum', () => {
    const books = booksAfter(pay('p', 100n), pay('q', 100n));
    expect(reportOf(books, paymentIn(books, 'q'))).toEqual({
      paymentRowId: 'row-1',
      paymentId: 'q',
      customerRowId: 'C',
      currency: 'EUR',
      amountMinor: 100n,
      by: 'erp',
      from: '2026-03-05',
      to: '2026-03-05',
      paid: new Set(),
    });
    books.reported.clear();
    expect(reportOf(books, paymentIn(books))).toBeUndefined();
    expect(moneyKey(own)).toBe('C EUR 100');
  });
});

describe('the matches of money that another source may have reported', () => {
  const named = { invoiceId: 'row-0', minor: 60n, rule: 'remittance' } as const;
  const byNumber = { invoiceId: 'row-2', minor: 40n, rule: 'number-in-reference' } as const;
  const bySum = { invoiceId: 'row-2', minor: 40n, rule: 'exact-sum' } as const;
  const books = () => booksAfter(issue('A', 100n), issue('B', 100n), pay('p', 100n, { A: 100n }));
  it('are certain when nobody else reported the money, or its source is unknown', () => {
    expect(certainMatches(booksAfter(), own, [bySum])).toEqual([bySum]);
    expect(certainMatches(books(), undefined, [bySum])).toEqual([bySum]);
  });
  it('are certain when lines or numbers name all invoices, and none has had the other money', () => {
    const elsewhere = booksAfter(issue('A', 100n), issue('B', 100n), pay('p', 100n, {}, { reference: 'F-2026/A' }));
    noteReported(elsewhere, own);
    expect(certainMatches(elsewhere, own, [{ ...named, invoiceId: 'row-2' }, byNumber])).toHaveLength(2);
    expect(certainMatches(elsewhere, own, [named, byNumber])).toHaveLength(0);
  });
  it('are none when one of them rests on a sum, or on an invoice that the other money paid', () => {
    expect(certainMatches(books(), own, [bySum])).toEqual([]);
    expect(certainMatches(books(), own, [byNumber, bySum])).toEqual([]);
    expect(certainMatches(books(), own, [byNumber, named])).toEqual([]);
    expect(certainMatches(books(), own, [byNumber])).toEqual([byNumber]);
  });
  it('knows what the other payment had paid when the books were loaded', () => {
    const loaded = booksAfter(issue('A', 100n), issue('B', 100n));
    noteReported(loaded, { ...other, paid: new Set(['row-2']) });
    expect(certainMatches(loaded, own, [byNumber])).toEqual([]);
    expect([
      isPaidBySameMoney(loaded, own, invoiceIn(loaded, 'B')),
      isPaidBySameMoney(loaded, own, invoiceIn(loaded, 'A')),
      isPaidBySameMoney(loaded, undefined, invoiceIn(loaded, 'B')),
    ]).toEqual([true, false, false]);
  });
});

describe('the same money from a bank and from an ERP', () => {
  const bank = { actor: 'bank' };
  it('settles one invoice, and a person hears of the other', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 100n, { A: 100n }), issue('B', 100n));
    expect(writtenByCommand(books, pay('b', 100n, {}, bank))).toEqual([
      { applied: 'changed' },
      'new payment b: 100 of 100 EUR left, received',
      'audit payment.received C by bank: paymentId b, amount 1.00, currency EUR',
      'audit payment.unallocated C by bank: paymentId b, amount 1.00, currency EUR, awaiting [], sameAs p',
      'temporal wake-case B payment: paymentId b, credit yes, open 1.00',
    ]);
    expect(writtenByCommand(books, pay('n', 100n, {}, { ...bank, reference: 'F-2026/B' }))).toEqual([
      { applied: 'changed' },
      'invoice B: 0 of 100 EUR open, paid on 2026-03-05, due 2026-03-31, paid n 100',
      'new payment n: 0 of 100 EUR left, received',
      'entry B payment -100 of n on 2026-03-05, event:1',
      'audit payment.received C by bank: paymentId n, amount 1.00, currency EUR',
      'audit payment.allocated B by bank: paymentId n, rule number-in-reference, amount 1.00, currency EUR,',
      '  open 0.00 EUR',
      'audit invoice.settled B by bank: as paid, on 2026-03-05',
      'temporal wake-case B payment: paymentId n, amount 1.00, currency EUR, open 0.00',
    ]);
  });
  it('that waits settles no later invoice by its sum, nor by a line for one that the other paid', () => {
    const books = booksAfter(pay('b', 100n, {}, bank), pay('p', 100n, { Z: 100n }));
    expect(writtenByCommand(books, issue('A', 100n)).slice(0, 3)).toEqual([
      { applied: 'changed' },
      'new invoice A: 100 of 100 EUR open, open, due 2026-03-31',
      'entry A invoice 100 on 2026-03-01, event:1',
    ]);
    expect(writtenByCommand(books, issue('Z', 100n)).slice(0, 3)).toEqual([
      { applied: 'changed' },
      'new invoice Z: 0 of 100 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 100',
      'payment p: 0 of 100 EUR left, received, awaiting []',
    ]);
    const paid = booksAfter(issue('A', 100n), pay('p', 60n, { A: 60n }), pay('b', 60n, { A: 60n }, bank));
    expect([invoiceIn(paid).openMinor, paymentIn(paid, 'b').awaiting]).toEqual([40n, [{ invoiceId: 'A', minor: 60n }]]);
  });
});
