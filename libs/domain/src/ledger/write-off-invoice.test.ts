import { describe, expect, it } from '@jest/globals';
import { cancel, credit, issue, pay } from '@puntual/testing/builders/ledger-commands';
import { chargeFee } from '@puntual/testing/builders/ledger-books';
import { booksAfter, invoiceIn, writtenBy, writtenByCommand } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import { reverseWriteOffs, writeOff, writeOffSmallRest } from './write-off-invoice.ts';

const on = '2026-03-10';
const reversal = { reason: 'found', on: '2026-03-12' };
const giveUp = (minor: bigint | null) => ({ minor, reason: 'insolvent', on });

describe('a person who writes off an invoice', () => {
  it('closes it, and the cases that credit covers hear of it', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 50n), pay('p', 5n, { X: 5n }));
    expect(writtenBy(books, () => writeOff(books, invoiceIn(books), giveUp(null)))).toEqual([
      'invoice A: 0 of 100 EUR open, written-off on 2026-03-10, due 2026-03-31,',
      '  written off write-off:row-5 100',
      'entry A write-off -100 on 2026-03-10, write-off:row-5',
      'audit invoice.written-off A by erp: amount 1.00, currency EUR, because given-up, reason insolvent,',
      '  open 0.00 EUR',
      'audit invoice.settled A by erp: as written-off, on 2026-03-10',
      'temporal wake-case A amendment: writtenOff 1.00, open 0.00',
      'temporal wake-case B payment: credit spread, open 0.50',
    ]);
  });
  it('leaves the rest open when it is a part', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 50n));
    expect(writtenBy(books, () => writeOff(books, invoiceIn(books), giveUp(40n)))).toEqual([
      'invoice A: 60 of 100 EUR open, open, due 2026-03-31, written off write-off:row-4 40',
      'entry A write-off -40 on 2026-03-10, write-off:row-4',
      'audit invoice.written-off A by erp: amount 0.40, currency EUR, because given-up, reason insolvent,',
      '  open 0.60 EUR',
      'temporal wake-case A amendment: writtenOff 0.40, open 0.60',
    ]);
  });
  it('gives up its charges with it when a tenth or more was written off', () => {
    const after = (written: bigint) => {
      const books = booksAfter(issue('A', 100n), pay('p', 100n - written, { A: 100n - written }));
      chargeFee(books, invoiceIn(books), { amountMinor: 7n, whenPrincipalPaid: 'demand' });
      return writtenBy(books, () => writeOff(books, invoiceIn(books), giveUp(written))).slice(0, 3);
    };
    expect([after(10n), after(9n)]).toEqual([
      [
        'invoice A: 0 of 100 EUR open, written-off on 2026-03-10, due 2026-03-31, paid p 90,',
        '  written off write-off:row-6 10',
        'charge row-4: 0 of 7 open, waived (given-up by puntual), fallen given-up 7',
      ],
      [
        'invoice A: 0 of 100 EUR open, open, due 2026-03-31, paid p 91, written off write-off:row-6 9',
        'entry A write-off -9 on 2026-03-10, write-off:row-6',
        'audit invoice.written-off A by erp: amount 0.09, currency EUR, because given-up, reason insolvent,',
      ],
    ]);
  });
  it.each([
    ['nothing', 0n, { code: 'not-above-zero' }],
    ['less than nothing', -1n, { code: 'not-above-zero' }],
    ['more than is open', 101n, { code: 'more-than-open', values: { openMinor: 100n } }],
    ['all of it', 100n, null],
  ])('cannot write off too little or too much: %s', (_what, minor, refusal) => {
    const books = booksAfter(issue('A', 100n));
    expect(writeOff(books, invoiceIn(books), giveUp(minor))).toEqual(refusal);
  });
  it('cannot write off what is settled', () => {
    const books = booksAfter(issue('A', 100n), cancel('A'));
    expect(writeOff(books, invoiceIn(books), giveUp(null))).toEqual({ code: 'nothing-open' });
  });
});

describe('a write-off that is reversed', () => {
  it('opens the invoice, and money that waits pays it', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 50n));
    writeOff(books, invoiceIn(books), giveUp(60n));
    writeOff(books, invoiceIn(books), giveUp(null));
    applyCommand(books, pay('p', 90n, { A: 30n, X: 60n }));
    invoiceIn(books).caseState = 'closed';
    expect(writtenBy(books, () => reverseWriteOffs(books, invoiceIn(books), reversal))).toEqual([
      'invoice A: 70 of 100 EUR open, open, due 2026-03-31, paid p 30',
      'payment p: 60 of 90 EUR left, received, awaiting [X 60]',
      'entry A write-off 40 on 2026-03-12, write-off:row-6',
      'entry A write-off 60 on 2026-03-12, write-off:row-4',
      'entry A payment -30 of p on 2026-03-05, payment:p',
      'audit invoice.write-off-reversed A by erp: amount 1.00, currency EUR, reason found, open 1.00 EUR',
      'audit invoice.reopened A by erp: open 1.00 EUR',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 0.30, currency EUR,',
      '  open 0.70 EUR',
      'temporal start-case A run 2',
      'temporal wake-case B payment: credit spread, open 0.50',
    ]);
  });
  it('returns what it opened, and leaves what rules wrote off', () => {
    const books = booksAfter(issue('A', 100n));
    writeOff(books, invoiceIn(books), giveUp(40n));
    writeOffSmallRest(books, invoiceIn(books), { caseRun: 1, on });
    expect(reverseWriteOffs(books, invoiceIn(books), reversal)).toBe(40n);
    expect(writtenBy(books, () => expect(reverseWriteOffs(books, invoiceIn(books), reversal)).toBe(0n))).toEqual([]);
    expect(invoiceIn(books).writtenOff).toEqual(
      new Map([
        ['write-off:row-2', 0n],
        ['small-balance:1', 60n],
      ]),
    );
  });
});

describe('a balance that is too small to chase', () => {
  it('is written off with its charges', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 98n, { A: 98n }));
    for (const amountMinor of [3n, 4n])
      chargeFee(books, invoiceIn(books), { amountMinor, whenPrincipalPaid: 'demand' });
    expect(writtenBy(books, () => writeOffSmallRest(books, invoiceIn(books), { caseRun: 2, on }))).toEqual([
      'invoice A: 0 of 100 EUR open, paid on 2026-03-10, due 2026-03-31, paid p 98,',
      '  written off small-balance:2 2',
      'charge row-4: 0 of 3 open, waived (small-balance by puntual), fallen small-balance 3',
      'charge row-6: 0 of 4 open, waived (small-balance by puntual), fallen small-balance 4',
      'entry A/row-4 waiver -3 on 2026-03-10, small-balance:row-4',
      'entry A/row-6 waiver -4 on 2026-03-10, small-balance:row-6',
      'entry A write-off -2 on 2026-03-10, small-balance:2',
      'audit charge.waived A by erp: chargeId row-4, charge fee, amount 0.03, currency EUR,',
      '  reason small-balance',
      'audit charge.waived A by erp: chargeId row-6, charge fee, amount 0.04, currency EUR,',
      '  reason small-balance',
      'audit invoice.written-off A by erp: amount 0.02, currency EUR, because small-balance, open 0.00 EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-10',
      'kafka collections-event puntual.charge.waived.v1 C: chargeId row-4, charge fee, amount 0.03,',
      '  currency EUR, reason small-balance, on 2026-03-10, invoiceId A, number F-2026/A, customerId C',
      'kafka collections-event puntual.charge.waived.v1 C: chargeId row-6, charge fee, amount 0.04,',
      '  currency EUR, reason small-balance, on 2026-03-10, invoiceId A, number F-2026/A, customerId C',
    ]);
  });
  it('of charges alone waives them', () => {
    const books = booksAfter(issue('A', 100n));
    chargeFee(books, invoiceIn(books), { amountMinor: 3n, whenPrincipalPaid: 'demand' });
    applyCommand(books, pay('p', 100n, { A: 100n }));
    expect(writtenBy(books, () => writeOffSmallRest(books, invoiceIn(books), { caseRun: 2, on }))).toEqual([
      'invoice A: 0 of 100 EUR open, paid on 2026-03-10, due 2026-03-31, paid p 100',
      'charge row-2: 0 of 3 open, waived (small-balance by puntual), fallen small-balance 3',
      'entry A/row-2 waiver -3 on 2026-03-10, small-balance:row-2',
      'audit charge.waived A by erp: chargeId row-2, charge fee, amount 0.03, currency EUR,',
      '  reason small-balance',
      'audit invoice.settled A by erp: as paid, on 2026-03-10',
      'kafka collections-event puntual.charge.waived.v1 C: chargeId row-2, charge fee, amount 0.03,',
      '  currency EUR, reason small-balance, on 2026-03-10, invoiceId A, number F-2026/A, customerId C',
    ]);
  });
});

describe('an invoice that is cancelled', () => {
  it('gives back all money, ends its charges, and offers the money to other invoices', () => {
    const books = booksAfter(issue('A', 100n));
    chargeFee(books, invoiceIn(books), { amountMinor: 10n, whenPrincipalPaid: 'demand' });
    chargeFee(books, invoiceIn(books), { amountMinor: 5n, whenPrincipalPaid: 'demand' });
    for (const command of [credit('c', 20n, { A: 20n }), pay('p', 92n, { A: 92n }), issue('B', 92n)])
      applyCommand(books, command);
    expect(writtenByCommand(books, cancel('A', { actor: 'someone' }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 100 EUR open, cancelled on 2026-03-07, due 2026-03-31',
      'charge row-2: 0 of 10 open, waived (cancelled by puntual)',
      'charge row-4: 0 of 5 open, waived (cancelled by puntual)',
      'payment p: 92 of 92 EUR left, received, awaiting []',
      'credit-note c: 20 of 20 EUR left, received, awaiting []',
      'entry A/row-2 payment 10 of p on 2026-03-07, event:1',
      'entry A/row-2 waiver -10 on 2026-03-07, event:1',
      'entry A/row-4 payment 2 of p on 2026-03-07, event:1',
      'entry A/row-4 waiver -5 on 2026-03-07, event:1',
      'entry A payment 80 of p on 2026-03-07, event:1',
      'entry A credit-note 20 of c on 2026-03-07, event:1',
      'entry A cancellation -100 on 2026-03-07, event:1',
      'audit charge.waived A by someone: chargeId row-2, charge fee, amount 0.10, currency EUR,',
      '  reason cancelled',
      'audit charge.waived A by someone: chargeId row-4, charge fee, amount 0.05, currency EUR,',
      '  reason cancelled',
      'audit invoice.cancelled A by someone: ',
      'kafka collections-event puntual.charge.waived.v1 C: chargeId row-2, charge fee, amount 0.10,',
      '  currency EUR, reason cancelled, on 2026-03-07, invoiceId A, number F-2026/A, customerId C',
      'kafka collections-event puntual.charge.waived.v1 C: chargeId row-4, charge fee, amount 0.05,',
      '  currency EUR, reason cancelled, on 2026-03-07, invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case B payment: credit freed, open 0.92',
      'temporal wake-case A amendment: cancelled yes, open 0.00',
    ]);
  });
  it('has no write-off any more', () => {
    const books = booksAfter(issue('A', 100n));
    writeOff(books, invoiceIn(books), giveUp(40n));
    expect(writtenByCommand(books, cancel('A'))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 100 EUR open, cancelled on 2026-03-07, due 2026-03-31',
      'entry A write-off 40 on 2026-03-07, write-off:row-2',
      'entry A cancellation -100 on 2026-03-07, event:1',
      'audit invoice.cancelled A by erp: ',
      'temporal wake-case A amendment: cancelled yes, open 0.00',
    ]);
    expect(writtenByCommand(books, cancel('A'))).toEqual([{ applied: 'known' }]);
  });
  it('is early when it is unknown, and refused when it is another customer’s', () => {
    const books = booksAfter(issue('A', 100n));
    expect(writtenByCommand(books, cancel('B'))).toEqual([{ applied: 'early', subject: 'invoice/B' }]);
    expect(writtenByCommand(books, cancel('A', { customerId: 'D' }))).toEqual([
      { refused: { code: 'belongs-to-another-customer', values: { of: 'invoice', id: 'A' } } },
    ]);
  });
});
