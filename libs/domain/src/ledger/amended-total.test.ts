import { describe, expect, it } from '@jest/globals';
import { amend, cancel, credit, issue, pay } from '@puntual/testing/builders/ledger-commands';
import { chargeFee } from '@puntual/testing/builders/ledger-books';
import { booksAfter, invoiceIn, writtenByCommand } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import { writeOff } from './write-off-invoice.ts';

describe('another total', () => {
  it('that is lower leaves less open', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 40n, { A: 40n }));
    expect(writtenByCommand(books, amend(1, { total: { minor: 70n } }))).toEqual([
      { applied: 'changed' },
      'invoice A: 30 of 70 EUR open, open, due 2026-03-31, paid p 40',
      'entry A amendment -30 on 2026-03-06, event:1',
      'audit invoice.amended A by erp: revision 1, fields [total], total 1.00 EUR 0.70 EUR',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 1, open 0.30',
    ]);
  });
  it('of exactly what is paid settles the invoice and gives nothing back', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 50n), pay('p', 40n, { A: 40n }));
    writeOff(books, invoiceIn(books), { minor: 10n, reason: 'x', on: '2026-03-06' });
    expect(writtenByCommand(books, amend(1, { total: { minor: 50n } }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 50 EUR open, written-off on 2026-03-06, due 2026-03-31, paid p 40,',
      '  written off write-off:row-6 10',
      'entry A amendment -50 on 2026-03-06, event:1',
      'audit invoice.settled A by erp: as written-off, on 2026-03-06',
      'audit invoice.amended A by erp: revision 1, fields [total], total 1.00 EUR 0.50 EUR',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 1, open 0.00',
    ]);
  });
  it('below what is paid offers the difference to the customer’s other invoices', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 100n, {}, { reference: 'F-2026/A' }), issue('B', 30n));
    expect(writtenByCommand(books, amend(1, { total: { minor: 70n } }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 70 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 70',
      'payment p: 30 of 100 EUR left, received',
      'entry A payment 30 of p on 2026-03-06, event:1',
      'entry A amendment -30 on 2026-03-06, event:1',
      'audit invoice.amended A by erp: revision 1, fields [total], total 1.00 EUR 0.70 EUR',
      'temporal wake-case B payment: credit freed, open 0.30',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 1, open 0.00',
    ]);
  });
  it('below what is paid gives back the newest money first, and remembers that it was meant for the invoice', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 60n, { A: 60n }), credit('c', 40n, { A: 40n }));
    expect(writtenByCommand(books, amend(1, { total: { minor: 50n } }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 50 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 50',
      'credit-note c: 40 of 40 EUR left, received, awaiting [A 40]',
      'payment p: 10 of 60 EUR left, received, awaiting [A 10]',
      'entry A credit-note 40 of c on 2026-03-06, event:1',
      'entry A payment 10 of p on 2026-03-06, event:1',
      'entry A amendment -50 on 2026-03-06, event:1',
      'audit invoice.amended A by erp: revision 1, fields [total], total 1.00 EUR 0.50 EUR',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 1, open 0.00',
    ]);
    expect(writtenByCommand(books, amend(2, { total: { minor: 95n } }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 95 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 60, c 35',
      'payment p: 0 of 60 EUR left, received, awaiting []',
      'credit-note c: 5 of 40 EUR left, received, awaiting [A 5]',
      'entry A amendment 45 on 2026-03-06, event:1',
      'entry A payment -10 of p on 2026-03-05, payment:p',
      'entry A credit-note -35 of c on 2026-03-05, payment:c',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 0.10, currency EUR,',
      '  open 0.35 EUR',
      'audit invoice.reopened A by erp: open 0.35 EUR',
      'audit credit-note.allocated A by erp: paymentId c, rule remittance, amount 0.35, currency EUR,',
      '  open 0.00 EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'audit invoice.amended A by erp: revision 2, fields [total], total 0.50 EUR 0.95 EUR',
      'temporal wake-case A payment: paymentId p, amount 0.10, currency EUR, open 0.35',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 2, open 0.00',
    ]);
  });
  it('that is higher brings back the charges that fell, and takes the money that waits', () => {
    const books = booksAfter(issue('A', 100n));
    chargeFee(books, invoiceIn(books), { amountMinor: 10n, whenPrincipalPaid: 'waive' });
    for (const command of [pay('p', 100n, { A: 100n }), pay('q', 50n, { A: 20n, B: 5n }), issue('C', 70n)])
      applyCommand(books, command);
    invoiceIn(books).caseState = 'closed';
    expect(writtenByCommand(books, amend(1, { total: { minor: 150n } }))).toEqual([
      { applied: 'changed' },
      'invoice A: 30 of 150 EUR open, open, due 2026-03-31, paid p 100, q 20',
      'charge row-2: 10 of 10 open, charged',
      'payment q: 30 of 50 EUR left, received, awaiting [B 5]',
      'entry A amendment 50 on 2026-03-06, event:1',
      'entry A/row-2 waiver 10 on 2026-03-06, principal-paid:row-2',
      'entry A payment -20 of q on 2026-03-05, payment:q',
      'audit charge.restored A by erp: chargeId row-2, charge fee, amount 0.10, currency EUR,',
      '  reason principal-paid, cause event:1',
      'audit payment.allocated A by erp: paymentId q, rule remittance, amount 0.20, currency EUR,',
      '  open 0.30 EUR',
      'audit invoice.reopened A by erp: open 0.40 EUR',
      'audit invoice.amended A by erp: revision 1, fields [total], total 1.00 EUR 1.50 EUR',
      'kafka collections-event puntual.charge.restored.v1 C: chargeId row-2, charge fee, amount 0.10,',
      '  currency EUR, reason principal-paid, on 2026-03-06, invoiceId A, number F-2026/A, customerId C',
      'temporal start-case A run 2',
      'temporal wake-case C payment: credit spread, open 0.70',
    ]);
  });
  it('of a cancelled invoice is cancelled too', () => {
    const books = booksAfter(issue('A', 100n), cancel('A'));
    expect(writtenByCommand(books, amend(1, { total: { minor: 60n } }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 60 EUR open, cancelled on 2026-03-07, due 2026-03-31',
      'entry A cancellation 40 on 2026-03-06, event:1',
      'entry A amendment -40 on 2026-03-06, event:1',
      'audit invoice.amended A by erp: revision 1, fields [total], total 1.00 EUR 0.60 EUR',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 1, open 0.00',
    ]);
    expect(writtenByCommand(books, amend(2, { total: { minor: 90n } }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 90 EUR open, cancelled on 2026-03-07, due 2026-03-31',
      'entry A amendment 30 on 2026-03-06, event:1',
      'entry A cancellation -30 on 2026-03-06, event:1',
      'audit invoice.amended A by erp: revision 2, fields [total], total 0.60 EUR 0.90 EUR',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 2, open 0.00',
    ]);
  });
  it('reverses the discount that was given for the old one', () => {
    const books = booksAfter(
      issue('A', 10_000n, { earlyPayment: { percent: '2', days: 10 } }),
      pay('p', 9_800n, { A: 9_800n }),
    );
    expect(writtenByCommand(books, amend(1, { total: { minor: 10_100n } }))).toEqual([
      { applied: 'changed' },
      'invoice A: 300 of 10100 EUR open, open, due 2026-03-31, paid p 9800',
      'entry A discount 200 on 2026-03-06, discount:row-0',
      'entry A amendment 100 on 2026-03-06, event:1',
      'audit discount.taken-up A by erp: amount 2.00, currency EUR',
      'audit invoice.reopened A by erp: open 3.00 EUR',
      'audit invoice.amended A by erp: revision 1, fields [total], total 100.00 EUR 101.00 EUR',
      'kafka collections-event puntual.discount.taken-up.v1 C: amount 2.00, currency EUR, on 2026-03-06,',
      '  invoiceId A, number F-2026/A, customerId C',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 1, open 3.00',
    ]);
  });
});
