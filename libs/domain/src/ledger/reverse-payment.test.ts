import { describe, expect, it } from '@jest/globals';
import { cancel, issue, pay, reverse } from '@puntual/testing/builders/ledger-commands';
import { chargeFee } from '@puntual/testing/builders/ledger-books';
import { booksAfter, invoiceIn, paymentIn, writtenByCommand } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import type { ReversePayment } from './ledger-command.ts';
import { writeOffSmallRest } from './write-off-invoice.ts';

const part = (minor: bigint, more: Partial<ReversePayment> = {}) => reverse('p', { part: { minor }, ...more });
const paid = [issue('A', 100n), issue('B', 50n, { dueOn: '2026-04-30' }), pay('p', 170n, { A: 100n, B: 50n, X: 20n })];

describe('a payment that is reversed', () => {
  it('opens all that it paid, and leaves no credit', () => {
    const books = booksAfter(...paid);
    invoiceIn(books, 'B').caseState = 'closed';
    const command = reverse('p', { reason: 'MD06', reversalId: 'r', method: 'direct-debit' });
    expect(writtenByCommand(books, command)).toEqual([
      { applied: 'changed' },
      'invoice A: 100 of 100 EUR open, open, due 2026-03-31',
      'invoice B: 50 of 50 EUR open, open, due 2026-04-30',
      'payment p: 0 of 170 EUR left, reversed',
      'entry A reversal 100 of p on 2026-03-20, event:1',
      'entry B reversal 50 of p on 2026-03-20, event:1',
      'outflow reversal 170 of p on 2026-03-20, r',
      'audit payment.reversed C by erp: paymentId p, amount 1.70, currency EUR, on 2026-03-20, reason MD06',
      'audit payment.taken-back A by erp: paymentId p, amount 1.00, currency EUR, reason MD06',
      'audit invoice.reopened A by erp: open 1.00 EUR',
      'audit payment.taken-back B by erp: paymentId p, amount 0.50, currency EUR, reason MD06',
      'audit invoice.reopened B by erp: open 0.50 EUR',
      'temporal wake-case A payment: paymentId p, reversed yes, open 1.00',
      'temporal start-case B run 2',
    ]);
    expect([paymentIn(books).method, paymentIn(books).reversedMinor]).toEqual(['direct-debit', 170n]);
    expect([...books.failedDebits].map((invoice) => invoice.invoiceId)).toEqual(['A', 'B']);
  });
  it('as a transfer is no failed direct debit', () => {
    const books = booksAfter(...paid, reverse('p'));
    expect([paymentIn(books).method, books.failedDebits.size]).toEqual(['transfer', 0]);
  });
  it('in part loses its credit first, then what the invoice with the latest due date had', () => {
    const books = booksAfter(...paid);
    expect(writtenByCommand(books, part(10n))).toEqual([
      { applied: 'changed' },
      'payment p: 10 of 170 EUR left, received, awaiting [X 20]',
      'outflow reversal 10 of p on 2026-03-20, null',
      'audit payment.reversed C by erp: paymentId p, amount 0.10, currency EUR, on 2026-03-20,',
      '  left 1.60 EUR',
    ]);
    expect(writtenByCommand(books, part(20n, { on: '2026-03-21', reason: 'AM04' }))).toEqual([
      { applied: 'changed' },
      'invoice B: 10 of 50 EUR open, open, due 2026-04-30, paid p 40',
      'payment p: 0 of 170 EUR left, received, awaiting [X 20]',
      'entry B reversal 10 of p on 2026-03-21, event:1',
      'outflow reversal 20 of p on 2026-03-21, null',
      'audit payment.reversed C by erp: paymentId p, amount 0.20, currency EUR, on 2026-03-21, reason AM04,',
      '  left 1.40 EUR',
      'audit payment.taken-back B by erp: paymentId p, amount 0.10, currency EUR, reason AM04',
      'audit invoice.reopened B by erp: open 0.10 EUR',
      'temporal wake-case B payment: paymentId p, reversed yes, open 0.10',
    ]);
    expect(writtenByCommand(books, part(100n, { on: '2026-03-22' }))).toEqual([
      { applied: 'changed' },
      'invoice B: 50 of 50 EUR open, open, due 2026-04-30',
      'invoice A: 60 of 100 EUR open, open, due 2026-03-31, paid p 40',
      'payment p: 0 of 170 EUR left, received, awaiting [X 20]',
      'entry B reversal 40 of p on 2026-03-22, event:1',
      'entry A reversal 60 of p on 2026-03-22, event:1',
      'outflow reversal 100 of p on 2026-03-22, null',
      'audit payment.reversed C by erp: paymentId p, amount 1.00, currency EUR, on 2026-03-22,',
      '  left 0.40 EUR',
      'audit payment.taken-back B by erp: paymentId p, amount 0.40, currency EUR',
      'audit payment.taken-back A by erp: paymentId p, amount 0.60, currency EUR',
      'audit invoice.reopened A by erp: open 0.60 EUR',
      'temporal wake-case B payment: paymentId p, reversed yes, open 0.50',
      'temporal wake-case A payment: paymentId p, reversed yes, open 0.60',
    ]);
    expect(writtenByCommand(books, part(40n, { on: '2026-03-23' }))).toEqual([
      { applied: 'changed' },
      'invoice A: 100 of 100 EUR open, open, due 2026-03-31',
      'payment p: 0 of 170 EUR left, reversed',
      'entry A reversal 40 of p on 2026-03-23, event:1',
      'outflow reversal 40 of p on 2026-03-23, null',
      'audit payment.reversed C by erp: paymentId p, amount 0.40, currency EUR, on 2026-03-23',
      'audit payment.taken-back A by erp: paymentId p, amount 0.40, currency EUR',
      'temporal wake-case A payment: paymentId p, reversed yes, open 1.00',
    ]);
  });
  it('in parts takes of two invoices that are due on one day the newer first', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 50n), pay('p', 150n, { A: 100n, B: 50n }), part(60n));
    expect([invoiceIn(books).openMinor, invoiceIn(books, 'B').openMinor]).toEqual([10n, 50n]);
  });
  it('in parts takes of the invoice that is due later first, whichever is newer', () => {
    const earlier = { dueOn: '2026-03-15' };
    const money = pay('p', 350n, { A: 100n, B: 50n, E: 200n });
    const books = booksAfter(issue('A', 100n), issue('B', 50n, earlier), issue('E', 200n, earlier), money, part(320n));
    expect(['A', 'B', 'E'].map((id) => invoiceIn(books, id).openMinor)).toEqual([100n, 20n, 200n]);
  });
  it('takes no more of the principal than the charges leave', () => {
    const books = booksAfter(issue('A', 100n), pay('q', 75n, { A: 75n }));
    for (const amountMinor of [6n, 4n])
      chargeFee(books, invoiceIn(books), { amountMinor, whenPrincipalPaid: 'demand' });
    for (const command of [pay('p', 35n, { A: 35n }), part(7n), part(23n)]) applyCommand(books, command);
    const { openMinor, charges, caseState } = invoiceIn(books);
    expect([openMinor, charges.map((charge) => charge.openMinor), caseState]).toEqual([20n, [6n, 4n], 'running']);
  });
  it('of which charges alone had money brings back what fell as a small rest', () => {
    const books = booksAfter(issue('A', 100n));
    for (const amountMinor of [10n, 3n])
      chargeFee(books, invoiceIn(books), { amountMinor, whenPrincipalPaid: 'demand' });
    applyCommand(books, pay('p', 110n, { A: 110n }));
    writeOffSmallRest(books, invoiceIn(books), { caseRun: 1, on: '2026-03-10' });
    expect(writtenByCommand(books, part(4n)).slice(1, 4)).toEqual([
      'invoice A: 0 of 100 EUR open, open, due 2026-03-31, paid p 100',
      'charge row-2: 4 of 10 open, charged, paid p 6',
      'charge row-4: 3 of 3 open, charged',
    ]);
  });
  it('opens charges first, and those that fell with the principal too', () => {
    const books = booksAfter(issue('A', 100n));
    chargeFee(books, invoiceIn(books), { amountMinor: 10n, whenPrincipalPaid: 'demand' });
    for (const command of [pay('p', 110n, { A: 110n }), issue('B', 50n), pay('q', 5n)]) applyCommand(books, command);
    expect(writtenByCommand(books, part(4n))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 100 EUR open, open, due 2026-03-31, paid p 100',
      'charge row-2: 4 of 10 open, charged, paid p 6',
      'payment p: 0 of 110 EUR left, received, awaiting []',
      'entry A/row-2 reversal 4 of p on 2026-03-20, event:1',
      'outflow reversal 4 of p on 2026-03-20, null',
      'audit payment.reversed C by erp: paymentId p, amount 0.04, currency EUR, on 2026-03-20,',
      '  left 1.06 EUR',
      'audit payment.taken-back A by erp: paymentId p, amount 0.04, currency EUR',
      'audit invoice.reopened A by erp: open 0.04 EUR',
      'temporal wake-case A payment: paymentId p, reversed yes, open 0.00',
      'temporal wake-case B payment: paymentId p, reversed yes, open 0.50',
    ]);
    expect(writtenByCommand(books, part(26n, { reason: 'x' }))).toEqual([
      { applied: 'changed' },
      'invoice A: 20 of 100 EUR open, open, due 2026-03-31, paid p 80',
      'charge row-2: 10 of 10 open, charged',
      'payment p: 0 of 110 EUR left, received, awaiting []',
      'entry A/row-2 reversal 6 of p on 2026-03-20, event:1',
      'entry A reversal 20 of p on 2026-03-20, event:1',
      'outflow reversal 26 of p on 2026-03-20, null',
      'audit payment.reversed C by erp: paymentId p, amount 0.26, currency EUR, on 2026-03-20, reason x,',
      '  left 0.80 EUR',
      'audit payment.taken-back A by erp: paymentId p, amount 0.06, currency EUR',
      'audit payment.taken-back A by erp: paymentId p, amount 0.20, currency EUR, reason x',
      'temporal wake-case A payment: paymentId p, reversed yes, open 0.20',
      'temporal wake-case B payment: paymentId p, reversed yes, open 0.50',
    ]);
  });
  it('brings back the small rest that was written off beside it, with its charges', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 97n, { A: 97n }));
    chargeFee(books, invoiceIn(books), { amountMinor: 2n, whenPrincipalPaid: 'demand' });
    writeOffSmallRest(books, invoiceIn(books), { caseRun: 1, on: '2026-03-10' });
    expect(writtenByCommand(books, reverse('p'))).toEqual([
      { applied: 'changed' },
      'invoice A: 100 of 100 EUR open, open, due 2026-03-31',
      'charge row-4: 2 of 2 open, charged',
      'payment p: 0 of 97 EUR left, reversed',
      'entry A reversal 97 of p on 2026-03-20, event:1',
      'entry A write-off 3 on 2026-03-20, small-balance:1',
      'entry A/row-4 waiver 2 on 2026-03-20, small-balance:row-4',
      'outflow reversal 97 of p on 2026-03-20, null',
      'audit payment.reversed C by erp: paymentId p, amount 0.97, currency EUR, on 2026-03-20',
      'audit payment.taken-back A by erp: paymentId p, amount 0.97, currency EUR',
      'audit charge.restored A by erp: chargeId row-4, charge fee, amount 0.02, currency EUR,',
      '  reason small-balance, cause event:1',
      'audit invoice.reopened A by erp: open 1.02 EUR',
      'kafka collections-event puntual.charge.restored.v1 C: chargeId row-4, charge fee, amount 0.02,',
      '  currency EUR, reason small-balance, on 2026-03-20, invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case A payment: paymentId p, reversed yes, open 1.00',
    ]);
  });
  it('lets other money that waits pay its invoice, and takes nothing from a cancelled one', () => {
    const books = booksAfter(...paid, pay('q', 70n, { A: 60n, B: 10n }), cancel('B'));
    expect(writtenByCommand(books, reverse('p'))).toEqual([
      { applied: 'changed' },
      'invoice A: 40 of 100 EUR open, open, due 2026-03-31, paid q 60',
      'payment p: 0 of 170 EUR left, reversed',
      'payment q: 10 of 70 EUR left, received, awaiting [B 10]',
      'entry A reversal 100 of p on 2026-03-20, event:1',
      'entry A payment -60 of q on 2026-03-05, payment:q',
      'outflow reversal 170 of p on 2026-03-20, null',
      'audit payment.reversed C by erp: paymentId p, amount 1.70, currency EUR, on 2026-03-20',
      'audit payment.taken-back A by erp: paymentId p, amount 1.00, currency EUR',
      'audit payment.allocated A by erp: paymentId q, rule remittance, amount 0.60, currency EUR,',
      '  open 0.40 EUR',
      'audit invoice.reopened A by erp: open 0.40 EUR',
      'temporal wake-case A payment: paymentId q, amount 0.60, currency EUR, open 0.40',
    ]);
  });
});
