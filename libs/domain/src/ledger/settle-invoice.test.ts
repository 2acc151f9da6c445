import { describe, expect, it } from '@jest/globals';
import { amend, cancel, credit, issue, pay } from '@puntual/testing/builders/ledger-commands';
import { chargeFee } from '@puntual/testing/builders/ledger-books';
import { booksAfter, invoiceIn, writtenBy, writtenByCommand } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import { bringBackCharges } from './charge-lines.ts';
import { endCharge } from './end-charge.ts';
import { settledAs, isGivenUp } from './settled-as.ts';
import { settleOrReopen, takeUpWriteOffs } from './settle-invoice.ts';
import { takeBackCharges } from './take-back-charges.ts';
import { waiveCharge } from './waive-charge.ts';
import { writeOff, writeOffSmallRest } from './write-off-invoice.ts';

const on = '2026-03-10';
const total = (revision: number, minor: bigint) => amend(revision, { total: { minor } });
const withFee = (amountMinor: bigint, whenPrincipalPaid: 'demand' | 'waive' = 'demand') => {
  const books = booksAfter(issue('A', 100n));
  return {
    books,
    invoice: invoiceIn(books),
    fee: chargeFee(books, invoiceIn(books), { amountMinor, whenPrincipalPaid }),
  };
};

describe('write-offs that are reversed', () => {
  it('are so the newest first, and no further than asked', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 40n, { A: 40n }));
    for (const minor of [20n, 30n, 10n]) writeOff(books, invoiceIn(books), { minor, reason: 'x', on });
    expect(takeUpWriteOffs(books, invoiceIn(books), on, { atMostMinor: 25n })).toBe(25n);
    expect([...invoiceIn(books).writtenOff.values()]).toEqual([20n, 15n, 0n]);
    expect(takeUpWriteOffs(books, invoiceIn(books), on, { atMostMinor: 20n })).toBe(20n);
    expect([...invoiceIn(books).writtenOff.values()]).toEqual([15n, 0n, 0n]);
    expect(takeUpWriteOffs(books, invoiceIn(books), on)).toBe(15n);
    expect(takeUpWriteOffs(books, invoiceIn(books), on)).toBe(0n);
  });
});

describe('the settlement of an invoice', () => {
  it('keeps its day when something else settles it now', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 60n, { A: 60n }));
    writeOff(books, invoiceIn(books), { minor: null, reason: 'x', on });
    expect([invoiceIn(books).status, invoiceIn(books).settledOn]).toEqual(['written-off', on]);
    applyCommand(books, total(1, 60n));
    expect([invoiceIn(books).status, invoiceIn(books).settledOn]).toEqual(['paid', on]);
  });
  it('is none for a cancelled invoice, and the row is written all the same', () => {
    const books = booksAfter(issue('A', 100n), cancel('A'));
    expect(writtenBy(books, () => settleOrReopen(books, invoiceIn(books), on))).toEqual([
      'invoice A: 0 of 100 EUR open, cancelled on 2026-03-07, due 2026-03-31',
    ]);
  });
  it('does not count money that was not loaded', () => {
    const books = booksAfter(issue('A', 100n), credit('c', 100n, { A: 100n }));
    invoiceIn(books).allocated.set('row-unknown', 10n);
    settleOrReopen(books, invoiceIn(books), on);
    expect(invoiceIn(books).status).toBe('credited');
  });
  it('of a case that ended starts its next run', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 100n, { A: 100n }));
    invoiceIn(books).caseState = 'closed';
    applyCommand(books, total(1, 120n));
    expect([invoiceIn(books).caseState, invoiceIn(books).caseRun]).toEqual(['running', 2]);
  });
  it.each([
    ['nothing given up', 100n, 0n, false],
    ['less than a tenth', 100n, 9n, false],
    ['a tenth', 100n, 10n, true],
    ['nothing of nothing', 0n, 0n, false],
  ])('is a claim given up: %s', (_what, claimMinor, givenUpMinor, is) => {
    expect(isGivenUp({ claimMinor, givenUpMinor })).toBe(is);
    expect(settledAs({ claimMinor, givenUpMinor, paidMinor: 1n })).toBe(is ? 'written-off' : 'paid');
  });
});

describe('charges that fell', () => {
  it('as a small rest stay so while nothing of the principal is open, and money stays', () => {
    const { books, invoice } = withFee(2n);
    applyCommand(books, pay('p', 97n, { A: 97n }));
    writeOffSmallRest(books, invoice, { caseRun: 1, on });
    expect(writtenByCommand(books, total(1, 99n))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 99 EUR open, paid on 2026-03-10, due 2026-03-31, paid p 97,',
      '  written off small-balance:1 2',
      'entry A write-off 1 on 2026-03-06, small-balance:1',
      'entry A amendment -1 on 2026-03-06, event:1',
      'audit invoice.amended A by erp: revision 1, fields [total], total 1.00 EUR 0.99 EUR',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 1, open 0.00',
    ]);
  });
  it('are owed again without a cause that nobody knows', () => {
    const { books, invoice } = withFee(10n, 'waive');
    applyCommand(books, pay('p', 100n, { A: 100n }));
    invoice.openMinor = 1n;
    books.cause = null;
    expect(writtenBy(books, () => bringBackCharges(books, invoice, on)).slice(2, 5)).toEqual([
      'entry A/row-2 waiver 10 on 2026-03-10, principal-paid:row-2',
      'audit charge.restored A by erp: chargeId row-2, charge fee, amount 0.10, currency EUR,',
      '  reason principal-paid',
    ]);
  });
  it('with a credit note are owed when a payment takes its place', () => {
    const { books } = withFee(10n);
    applyCommand(books, credit('c', 100n, { A: 100n }));
    expect(invoiceIn(books).charges.map(({ state, reason }) => [state, reason])).toEqual([['waived', 'credited']]);
    applyCommand(books, total(1, 120n));
    expect(invoiceIn(books).charges.map(({ state, openMinor }) => [state, openMinor])).toEqual([['charged', 10n]]);
  });
});

describe('a charge that ends', () => {
  it('when nothing of it is open stays as it is', () => {
    const { books, invoice, fee } = withFee(10n);
    applyCommand(books, pay('p', 110n, { A: 110n }));
    const end = { as: 'waived', endedBy: 'Marta', reason: 'x', on, cause: 'waiver:x' } as const;
    expect(writtenBy(books, () => endCharge(books, invoice, fee, end))).toEqual([]);
    expect(fee.state).toBe('charged');
  });
  it('by a person is named in its entry', () => {
    const { books, invoice, fee } = withFee(10n);
    books.actor = 'Marta';
    expect(writtenBy(books, () => waiveCharge(books, invoice, fee, { reason: 'goodwill', on }))).toEqual([
      'invoice A: 100 of 100 EUR open, open, due 2026-03-31',
      'charge row-2: 0 of 10 open, waived (goodwill by Marta)',
      'entry A/row-2 waiver -10 on 2026-03-10, waiver:row-2',
      'audit charge.waived A by Marta: chargeId row-2, charge fee, amount 0.10, currency EUR,',
      '  reason goodwill',
      'kafka collections-event puntual.charge.waived.v1 C: chargeId row-2, charge fee, amount 0.10,',
      '  currency EUR, reason goodwill, on 2026-03-10, invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case A payment: charge waived, open 1.00',
    ]);
  });
  it('with its message after it fell is forgotten', () => {
    const { books, fee } = withFee(10n, 'waive');
    applyCommand(books, pay('p', 100n, { A: 100n }));
    const bounced = { messageId: 'm-1', chargeIds: new Set([fee.id]), on };
    expect(writtenBy(books, () => takeBackCharges(books, bounced))).toEqual([
      'charge row-2: 0 of 10 open, taken-back (bounced by puntual)',
      'audit charge.taken-back A by erp: chargeId row-2, charge fee, amount 0.10, currency EUR,',
      '  reason bounced',
    ]);
  });
});
