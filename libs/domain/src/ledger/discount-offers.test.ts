import { describe, expect, it } from '@jest/globals';
import { issue, pay } from '@puntual/testing/builders/ledger-commands';
import { chargeFee } from '@puntual/testing/builders/ledger-books';
import { booksAfter, invoiceIn } from '@puntual/testing/builders/written-lines';
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
