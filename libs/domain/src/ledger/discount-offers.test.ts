import { describe, expect, it } from '@jest/globals';
import { credit, issue, pay } from '@puntual/testing/builders/ledger-commands';
import { chargeFee } from '@puntual/testing/builders/ledger-books';
import { booksAfter, invoiceIn, paymentIn } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import { asMatchable, earlyPaymentOf } from './discounts.ts';
import type { LedgerCommand } from './ledger-command.ts';

// 100.00 EUR of 2026-03-01, less 2.00 EUR when paid within ten days.
const A = issue('A', 10_000n, { earlyPayment: { percent: '2', days: 10 } });

describe('an invoice as matching sees it', () => {
  const seen = (on: string, ...commands: LedgerCommand[]) => {
    const books = booksAfter(A, ...commands);
    const { openMinor, discountMinor } = asMatchable(invoiceIn(books), on);
    return [openMinor, discountMinor];
  };
  it('has the discount that money of the day still earns', () => {
    expect([seen('2026-03-11'), seen('2026-03-12'), seen('2026-03-05', pay('p', 9_800n, { A: 9_800n }))]).toEqual([
      [10000n, 200n],
      [10000n, undefined],
      [0n, undefined],
    ]);
    const plain = asMatchable(invoiceIn(booksAfter(issue('A', 100n))), '2026-03-02');
    expect(['discountMinor' in plain, plain.openMinor, plain.invoiceId]).toEqual([false, 100n, 'A']);
  });
  it('has its charges open when its principal is paid', () => {
    const books = booksAfter(A);
    chargeFee(books, invoiceIn(books), { amountMinor: 500n, whenPrincipalPaid: 'demand' });
    expect(asMatchable(invoiceIn(books), '2026-05-01').openMinor).toBe(10_000n);
    applyCommand(books, pay('p', 10_000n, { A: 10_000n }, { on: '2026-03-12' }));
    expect(asMatchable(invoiceIn(books), '2026-05-01').openMinor).toBe(500n);
  });
});

describe('the terms of an event', () => {
  it.each([
    ['no terms', null, null],
    ['terms of nothing', undefined, null],
    ['other terms', {}, null],
    [
      'a discount',
      { earlyPayment: { percent: '2', days: 10 } },
      { terms: { percent: '2', days: 10 }, issuedOn: '2026-03-01', shortButLate: 'keep-open' },
    ],
  ])('%s', (_what, terms, read) => {
    expect(earlyPaymentOf(terms, '2026-03-01')).toEqual(read);
  });
  it('are accepted late where the policy says so', () => {
    const terms = { earlyPayment: { percent: '2', days: 10 } };
    expect(earlyPaymentOf(terms, '2026-03-01', 'accept')?.shortButLate).toBe('accept');
  });
});

describe('the discount of an invoice', () => {
  const given = (...commands: LedgerCommand[]) => invoiceIn(booksAfter(A, ...commands)).discountGivenMinor;
  const p = pay('p', 4_000n, { A: 4_000n });
  const x = pay('x', 1_000n, { A: 1_000n });
  it('counts of a payment what its line for the invoice asks for, and no more than the payment has', () => {
    expect([
      given(p, x, pay('q', 6_500n, { X: 700n, A: 5_800n })),
      given(p, x, pay('q', 5_500n, { A: 5_800n })),
      given(p, x, pay('q', 5_800n, { A: 5_500n, X: 300n })),
    ]).toEqual([200n, 0n, 0n]);
  });
  it('leaves the lines for other invoices as they are', () => {
    const books = booksAfter(A, p, x, pay('q', 6_500n, { X: 700n, A: 5_800n }));
    expect([paymentIn(books, 'q').awaiting, paymentIn(books, 'q').unallocatedMinor]).toEqual([
      [{ invoiceId: 'X', minor: 700n }],
      700n,
    ]);
  });
  it('is said to be late by the latest payment, and never by a credit note', () => {
    const saysLate = (...commands: LedgerCommand[]) =>
      booksAfter(A, ...commands).audit.some(({ kind }) => kind === 'discount.late');
    const late = { on: '2026-03-20' };
    expect([
      saysLate(pay('q', 5_800n, { A: 5_800n }), pay('l', 4_000n, { A: 4_000n }, late)),
      saysLate(pay('l', 4_000n, { A: 4_000n }, late), pay('q', 5_800n, { A: 5_800n })),
      saysLate(pay('l', 9_799n, { A: 9_799n }, late)),
      saysLate(credit('c', 9_800n, { A: 9_800n }, late)),
    ]).toEqual([true, true, false, false]);
  });
});
