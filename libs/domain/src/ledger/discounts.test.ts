import { describe, expect, it } from '@jest/globals';
import { amend, cancel, credit, issue, pay, reverse } from '@puntual/testing/builders/ledger-commands';
import { booksAfter, invoiceIn, writtenByCommand } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import type { LedgerCommand } from './ledger-command.ts';

// 100.00 EUR of 2026-03-01, less 2.00 EUR when paid within ten days.
const A = issue('A', 10_000n, { earlyPayment: { percent: '2', days: 10 } });
const inTime = (id: string, minor: bigint, to: Readonly<Record<string, bigint>> = { A: minor }) => pay(id, minor, to);
const late = (id: string, minor: bigint, on = '2026-03-12') => pay(id, minor, { A: minor }, { on });
const withTerms = (shortButLate: 'accept' | 'keep-open', ...more: LedgerCommand[]) => {
  const books = booksAfter(A);
  Object.assign(invoiceIn(books), { earlyPayment: { ...invoiceIn(books).earlyPayment, shortButLate } });
  for (const command of more) applyCommand(books, command);
  return books;
};

describe('an early-payment discount', () => {
  it('is given on the day of the payment that earned it', () => {
    expect(writtenByCommand(booksAfter(A), inTime('p', 9_800n))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 10000 EUR open, paid on 2026-03-05, due 2026-03-31, discount 200, paid p 9800',
      'new payment p: 0 of 9800 EUR left, received, awaiting []',
      'entry A payment -9800 of p on 2026-03-05, event:1',
      'entry A discount -200 on 2026-03-05, discount:row-0',
      'audit payment.received C by erp: paymentId p, amount 98.00, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 98.00, currency EUR,',
      '  open 2.00 EUR',
      'audit discount.taken A by erp: amount 2.00, currency EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'kafka collections-event puntual.discount.taken.v1 C: amount 2.00, currency EUR, on 2026-03-05,',
      '  invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case A payment: paymentId p, amount 98.00, currency EUR, open 0.00',
    ]);
  });
  it('is not given for a cent less, nor for a day too late, which the audit says', () => {
    expect(writtenByCommand(booksAfter(A), inTime('p', 9_799n))).toEqual([
      { applied: 'changed' },
      'invoice A: 201 of 10000 EUR open, open, due 2026-03-31, paid p 9799',
      'new payment p: 0 of 9799 EUR left, received, awaiting []',
      'entry A payment -9799 of p on 2026-03-05, event:1',
      'audit payment.received C by erp: paymentId p, amount 97.99, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 97.99, currency EUR,',
      '  open 2.01 EUR',
      'temporal wake-case A payment: paymentId p, amount 97.99, currency EUR, open 2.01',
    ]);
    expect(writtenByCommand(booksAfter(A), late('p', 9_800n))).toEqual([
      { applied: 'changed' },
      'invoice A: 200 of 10000 EUR open, open, due 2026-03-31, paid p 9800',
      'new payment p: 0 of 9800 EUR left, received, awaiting []',
      'entry A payment -9800 of p on 2026-03-12, event:1',
      'audit payment.received C by erp: paymentId p, amount 98.00, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 98.00, currency EUR,',
      '  open 2.00 EUR',
      'audit discount.late A by erp: amount 2.00, currency EUR',
      'temporal wake-case A payment: paymentId p, amount 98.00, currency EUR, open 2.00',
    ]);
  });
  it('is given late where the policy accepts it, with the days', () => {
    expect(writtenByCommand(withTerms('accept'), late('p', 9_800n))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 10000 EUR open, paid on 2026-03-12, due 2026-03-31, discount 200, paid p 9800',
      'new payment p: 0 of 9800 EUR left, received, awaiting []',
      'entry A payment -9800 of p on 2026-03-12, event:1',
      'entry A discount -200 on 2026-03-12, discount:row-0',
      'audit payment.received C by erp: paymentId p, amount 98.00, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 98.00, currency EUR,',
      '  open 2.00 EUR',
      'audit discount.taken A by erp: amount 2.00, currency EUR, lateDays 1',
      'audit invoice.settled A by erp: as paid, on 2026-03-12',
      'kafka collections-event puntual.discount.taken.v1 C: amount 2.00, currency EUR, lateDays 1,',
      '  on 2026-03-12, invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case A payment: paymentId p, amount 98.00, currency EUR, open 0.00',
    ]);
  });
  it('is given for payments that complete it together, in time', () => {
    const books = booksAfter(A, inTime('p', 4_000n));
    expect(writtenByCommand(books, inTime('q', 5_800n))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 10000 EUR open, paid on 2026-03-05, due 2026-03-31, discount 200, paid p 4000,',
      '  q 5800',
      'new payment q: 0 of 5800 EUR left, received, awaiting []',
      'entry A payment -5800 of q on 2026-03-05, event:1',
      'entry A discount -200 on 2026-03-05, discount:row-0',
      'audit payment.received C by erp: paymentId q, amount 58.00, currency EUR',
      'audit payment.allocated A by erp: paymentId q, rule remittance, amount 58.00, currency EUR,',
      '  open 2.00 EUR',
      'audit discount.taken A by erp: amount 2.00, currency EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'kafka collections-event puntual.discount.taken.v1 C: amount 2.00, currency EUR, on 2026-03-05,',
      '  invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case A payment: paymentId q, amount 58.00, currency EUR, open 0.00',
    ]);
    expect(writtenByCommand(booksAfter(A, late('p', 4_000n, '2026-03-20')), inTime('q', 5_800n))).toEqual([
      { applied: 'changed' },
      'invoice A: 200 of 10000 EUR open, open, due 2026-03-31, paid p 4000, q 5800',
      'new payment q: 0 of 5800 EUR left, received, awaiting []',
      'entry A payment -5800 of q on 2026-03-05, event:1',
      'audit payment.received C by erp: paymentId q, amount 58.00, currency EUR',
      'audit payment.allocated A by erp: paymentId q, rule remittance, amount 58.00, currency EUR,',
      '  open 2.00 EUR',
      'audit discount.late A by erp: amount 2.00, currency EUR',
      'temporal wake-case A payment: paymentId q, amount 58.00, currency EUR, open 2.00',
    ]);
  });
  it('is given after a credit note, of what that leaves', () => {
    const books = booksAfter(A, credit('c', 1_000n, { A: 1_000n }));
    expect(writtenByCommand(books, inTime('p', 8_820n))).toEqual([
      { applied: 'changed' },
      'invoice A: 180 of 10000 EUR open, open, due 2026-03-31, paid c 1000, p 8820',
      'new payment p: 0 of 8820 EUR left, received, awaiting []',
      'entry A payment -8820 of p on 2026-03-05, event:1',
      'audit payment.received C by erp: paymentId p, amount 88.20, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 88.20, currency EUR,',
      '  open 1.80 EUR',
      'temporal wake-case A payment: paymentId p, amount 88.20, currency EUR, open 1.80',
    ]);
    expect(writtenByCommand(booksAfter(A, credit('c', 1_000n, { A: 1_000n })), inTime('p', 8_800n))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 10000 EUR open, paid on 2026-03-05, due 2026-03-31, discount 200, paid c 1000,',
      '  p 8800',
      'new payment p: 0 of 8800 EUR left, received, awaiting []',
      'entry A payment -8800 of p on 2026-03-05, event:1',
      'entry A discount -200 on 2026-03-05, discount:row-0',
      'audit payment.received C by erp: paymentId p, amount 88.00, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 88.00, currency EUR,',
      '  open 2.00 EUR',
      'audit discount.taken A by erp: amount 2.00, currency EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'kafka collections-event puntual.discount.taken.v1 C: amount 2.00, currency EUR, on 2026-03-05,',
      '  invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case A payment: paymentId p, amount 88.00, currency EUR, open 0.00',
    ]);
  });
  it('is not given for money that comes when the invoice is paid', () => {
    const books = booksAfter(A, late('q', 10_000n, '2026-03-20'));
    expect(writtenByCommand(books, inTime('p', 9_800n)).slice(0, 2)).toEqual([
      { applied: 'changed' },
      'new payment p: 9800 of 9800 EUR left, received, awaiting [A 9800]',
    ]);
  });
  it('is given for money in whose place other money had come, which is credit then', () => {
    const books = booksAfter(A, inTime('p', 4_000n), inTime('x', 1_000n));
    expect(writtenByCommand(books, inTime('q', 5_800n))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 10000 EUR open, paid on 2026-03-05, due 2026-03-31, discount 200, paid p 4000,',
      '  q 5800',
      'new payment q: 0 of 5800 EUR left, received, awaiting []',
      'payment x: 1000 of 1000 EUR left, received, awaiting [A 1000]',
      'entry A payment -5000 of q on 2026-03-05, event:1',
      'entry A payment 1000 of x on 2026-03-05, discount:row-0',
      'entry A payment -800 of q on 2026-03-05, discount:row-0',
      'entry A discount -200 on 2026-03-05, discount:row-0',
      'audit payment.received C by erp: paymentId q, amount 58.00, currency EUR',
      'audit payment.allocated A by erp: paymentId q, rule remittance, amount 50.00, currency EUR,',
      '  open 0.00 EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'audit payment.kept-as-credit A by erp: paymentId x, amount 10.00, currency EUR, because nothing-open',
      'audit discount.taken A by erp: amount 2.00, currency EUR',
      'temporal wake-case A payment: paymentId q, amount 50.00, currency EUR, open 0.00',
      'kafka collections-event puntual.discount.taken.v1 C: amount 2.00, currency EUR, on 2026-03-05,',
      '  invoiceId A, number F-2026/A, customerId C',
    ]);
    const named = (id: string, minor: bigint) => pay(id, minor, {}, { reference: 'F-2026/A' });
    expect(writtenByCommand(booksAfter(A, named('p', 4_000n), named('x', 1_000n)), named('q', 5_800n))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 10000 EUR open, paid on 2026-03-05, due 2026-03-31, discount 200, paid p 4000,',
      '  q 5800',
      'new payment q: 0 of 5800 EUR left, received',
      'payment x: 1000 of 1000 EUR left, received',
      'entry A payment -5000 of q on 2026-03-05, event:1',
      'entry A payment 1000 of x on 2026-03-05, discount:row-0',
      'entry A payment -800 of q on 2026-03-05, discount:row-0',
      'entry A discount -200 on 2026-03-05, discount:row-0',
      'audit payment.received C by erp: paymentId q, amount 58.00, currency EUR',
      'audit payment.allocated A by erp: paymentId q, rule number-in-reference, amount 50.00, currency EUR,',
      '  open 0.00 EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'audit payment.kept-as-credit A by erp: paymentId x, amount 10.00, currency EUR, because nothing-open',
      'audit discount.taken A by erp: amount 2.00, currency EUR',
      'temporal wake-case A payment: paymentId q, amount 50.00, currency EUR, open 0.00',
      'kafka collections-event puntual.discount.taken.v1 C: amount 2.00, currency EUR, on 2026-03-05,',
      '  invoiceId A, number F-2026/A, customerId C',
    ]);
  });
  it('is taken back with the payment that earned it', () => {
    const books = booksAfter(A, inTime('p', 9_800n));
    expect(writtenByCommand(books, reverse('p'))).toEqual([
      { applied: 'changed' },
      'invoice A: 10000 of 10000 EUR open, open, due 2026-03-31',
      'payment p: 0 of 9800 EUR left, reversed',
      'entry A reversal 9800 of p on 2026-03-20, event:1',
      'entry A discount 200 on 2026-03-20, discount:row-0',
      'outflow reversal 9800 of p on 2026-03-20, null',
      'audit payment.reversed C by erp: paymentId p, amount 98.00, currency EUR, on 2026-03-20',
      'audit payment.taken-back A by erp: paymentId p, amount 98.00, currency EUR',
      'audit discount.taken-up A by erp: amount 2.00, currency EUR',
      'audit invoice.reopened A by erp: open 100.00 EUR',
      'kafka collections-event puntual.discount.taken-up.v1 C: amount 2.00, currency EUR, on 2026-03-20,',
      '  invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case A payment: paymentId p, reversed yes, open 100.00',
    ]);
  });
  it('is taken back with the invoice', () => {
    expect(writtenByCommand(booksAfter(A, inTime('p', 9_800n)), cancel('A'))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 10000 EUR open, cancelled on 2026-03-07, due 2026-03-31',
      'payment p: 9800 of 9800 EUR left, received, awaiting []',
      'entry A discount 200 on 2026-03-07, discount:row-0',
      'entry A payment 9800 of p on 2026-03-07, event:1',
      'entry A cancellation -10000 on 2026-03-07, event:1',
      'audit discount.taken-up A by erp: amount 2.00, currency EUR',
      'audit invoice.cancelled A by erp: ',
      'kafka collections-event puntual.discount.taken-up.v1 C: amount 2.00, currency EUR, on 2026-03-07,',
      '  invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case A amendment: cancelled yes, open 0.00',
    ]);
  });
  it('is given again for a total of which the same money earns it', () => {
    const books = booksAfter(A, inTime('p', 9_800n), amend(1, { total: { minor: 12_000n } }));
    expect(invoiceIn(books).discountGivenMinor).toBe(0n);
    expect(writtenByCommand(books, amend(2, { total: { minor: 10_000n } }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 10000 EUR open, paid on 2026-03-06, due 2026-03-31, discount 200, paid p 9800',
      'entry A amendment -2000 on 2026-03-06, event:1',
      'entry A discount -200 on 2026-03-05, discount:row-0',
      'audit discount.taken A by erp: amount 2.00, currency EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-06',
      'audit invoice.amended A by erp: revision 2, fields [total], total 120.00 EUR 100.00 EUR',
      'kafka collections-event puntual.discount.taken.v1 C: amount 2.00, currency EUR, on 2026-03-05,',
      '  invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 2, open 0.00',
    ]);
  });
  it('leaves alone the money that a remittance line has for other invoices', () => {
    const books = booksAfter(A, issue('B', 5_000n));
    expect(writtenByCommand(books, inTime('p', 12_000n, { A: 10_000n, B: 2_000n }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 10000 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 10000',
      'invoice B: 3000 of 5000 EUR open, open, due 2026-03-31, paid p 2000',
      'new payment p: 0 of 12000 EUR left, received, awaiting []',
      'entry A payment -10000 of p on 2026-03-05, event:1',
      'entry B payment -2000 of p on 2026-03-05, event:1',
      'audit payment.received C by erp: paymentId p, amount 120.00, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 100.00, currency EUR,',
      '  open 0.00 EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'audit payment.allocated B by erp: paymentId p, rule remittance, amount 20.00, currency EUR,',
      '  open 30.00 EUR',
      'temporal wake-case A payment: paymentId p, amount 100.00, currency EUR, open 0.00',
      'temporal wake-case B payment: paymentId p, amount 20.00, currency EUR, open 30.00',
    ]);
    expect(writtenByCommand(booksAfter(A), inTime('p', 10_500n, { A: 9_800n, X: 700n }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 10000 EUR open, paid on 2026-03-05, due 2026-03-31, discount 200, paid p 9800',
      'new payment p: 700 of 10500 EUR left, received, awaiting [X 700]',
      'entry A payment -9800 of p on 2026-03-05, event:1',
      'entry A discount -200 on 2026-03-05, discount:row-0',
      'audit payment.received C by erp: paymentId p, amount 105.00, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 98.00, currency EUR,',
      '  open 2.00 EUR',
      'audit discount.taken A by erp: amount 2.00, currency EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'audit payment.unallocated C by erp: paymentId p, amount 7.00, currency EUR, awaiting [X]',
      'kafka collections-event puntual.discount.taken.v1 C: amount 2.00, currency EUR, on 2026-03-05,',
      '  invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case A payment: paymentId p, amount 98.00, currency EUR, open 0.00',
    ]);
  });
});
