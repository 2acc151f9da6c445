import { describe, expect, it } from '@jest/globals';
import { cancel, credit, issue, pay } from '@puntual/testing/builders/ledger-commands';
import { chargeFee } from '@puntual/testing/builders/ledger-books';
import { booksAfter, invoiceIn, paymentIn, writtenByCommand } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import type { LedgerCommand } from './ledger-command.ts';

describe('money that comes', () => {
  it('is booked with all that its event says', () => {
    const books = booksAfter(issue('A', 100n));
    applyCommand(books, pay('p', 60n, { A: 40n, X: 20n }, { reference: 'hello', method: 'card' }));
    expect(paymentIn(books)).toEqual({
      id: 'row-2',
      kind: 'payment',
      paymentId: 'p',
      customer: { id: 'C', customerId: 'C', timeZone: 'Europe/Madrid', currency: 'EUR' },
      currency: 'EUR',
      amountMinor: 60n,
      unallocatedMinor: 20n,
      reversedMinor: 0n,
      refundedMinor: 0n,
      status: 'received',
      awaiting: [{ invoiceId: 'X', minor: 20n }],
      receivedOn: '2026-03-05',
      reference: 'hello',
      method: 'card',
    });
    applyCommand(books, credit('c', 5n));
    expect(paymentIn(books, 'credit-note/c')).toMatchObject({ reference: '', method: 'credit-note', awaiting: null });
  });
  it('pays the invoice that it names, and leaves no credit', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 100n));
    expect(writtenByCommand(books, pay('p', 60n, {}, { reference: 'F-2026/A' }))).toEqual([
      { applied: 'changed' },
      'invoice A: 40 of 100 EUR open, open, due 2026-03-31, paid p 60',
      'new payment p: 0 of 60 EUR left, received',
      'entry A payment -60 of p on 2026-03-05, event:1',
      'audit payment.received C by erp: paymentId p, amount 0.60, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule number-in-reference, amount 0.60, currency EUR,',
      '  open 0.40 EUR',
      'temporal wake-case A payment: paymentId p, amount 0.60, currency EUR, open 0.40',
    ]);
  });
  it('as a credit note credits it instead', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 100n));
    expect(writtenByCommand(books, credit('c', 100n, { A: 100n }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 100 EUR open, credited on 2026-03-05, due 2026-03-31, paid c 100',
      'new credit-note c: 0 of 100 EUR left, received, awaiting []',
      'entry A credit-note -100 of c on 2026-03-05, event:1',
      'audit credit-note.received C by erp: paymentId c, amount 1.00, currency EUR',
      'audit credit-note.allocated A by erp: paymentId c, rule remittance, amount 1.00, currency EUR,',
      '  open 0.00 EUR',
      'audit invoice.settled A by erp: as credited, on 2026-03-05',
      'temporal wake-case A payment: paymentId c, amount 1.00, currency EUR, open 0.00',
    ]);
  });
  it('beyond what is open is the customer’s credit, which the other cases hear of', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 500n), issue('U', 50n, { currency: 'USD' }));
    expect(writtenByCommand(books, pay('p', 150n, { A: 150n }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 100 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 100',
      'new payment p: 50 of 150 EUR left, received, awaiting [A 50]',
      'entry A payment -100 of p on 2026-03-05, event:1',
      'audit payment.received C by erp: paymentId p, amount 1.50, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 1.00, currency EUR,',
      '  open 0.00 EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'audit payment.unallocated C by erp: paymentId p, amount 0.50, currency EUR, awaiting []',
      'temporal wake-case A payment: paymentId p, amount 1.00, currency EUR, open 0.00',
      'temporal wake-case B payment: paymentId p, credit yes, open 5.00',
    ]);
  });
  it('waits for an invoice that is not known, and for what is not open yet', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 30n), issue('E', 5n, { customerId: 'D' }), cancel('B'));
    expect(writtenByCommand(books, pay('p', 300n, { A: 120n, B: 30n, X: 100n, E: 5n }))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 100 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 100',
      'new payment p: 200 of 300 EUR left, received, awaiting [A 20, X 100, E 5]',
      'entry A payment -100 of p on 2026-03-05, event:1',
      'audit payment.received C by erp: paymentId p, amount 3.00, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 1.00, currency EUR,',
      '  open 0.00 EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'audit payment.kept-as-credit B by erp: paymentId p, amount 0.30, currency EUR, because nothing-open',
      'audit payment.unallocated C by erp: paymentId p, amount 2.00, currency EUR, awaiting [X]',
      'temporal wake-case A payment: paymentId p, amount 1.00, currency EUR, open 0.00',
    ]);
    expect(writtenByCommand(books, pay('q', 10n, { A: 10n }))).toEqual([
      { applied: 'changed' },
      'new payment q: 10 of 10 EUR left, received, awaiting [A 10]',
      'audit payment.received C by erp: paymentId q, amount 0.10, currency EUR',
      'audit payment.kept-as-credit A by erp: paymentId q, amount 0.10, currency EUR, because nothing-open',
      'audit payment.unallocated C by erp: paymentId q, amount 0.10, currency EUR, awaiting []',
    ]);
  });
  it('is refused when it names an invoice in another currency', () => {
    const books = booksAfter(issue('A', 100n), issue('U', 100n, { currency: 'USD' }));
    expect(writtenByCommand(books, pay('p', 60n, { A: 10n, X: 10n, U: 40n }))).toEqual([
      {
        refused: {
          code: 'remittance-in-another-currency',
          values: { invoiceId: 'U', invoiceCurrency: 'USD', moneyCurrency: 'EUR' },
        },
      },
    ]);
  });
});

describe('money and the charges of invoices', () => {
  const charged = (...more: LedgerCommand[]) => {
    const books = booksAfter(issue('A', 100n), issue('B', 70n), ...more);
    chargeFee(books, invoiceIn(books), { amountMinor: 10n, whenPrincipalPaid: 'demand' });
    chargeFee(books, invoiceIn(books, 'B'), { amountMinor: 7n, whenPrincipalPaid: 'demand' });
    return books;
  };
  it.each<[string, LedgerCommand, unknown]>([
    [
      'money that names an invoice pays its charges with the rest',
      pay('p', 105n, {}, { reference: 'F-2026/A' }),
      [
        { applied: 'changed' },
        'invoice A: 0 of 100 EUR open, open, due 2026-03-31, paid p 100',
        'charge row-4: 5 of 10 open, charged, paid p 5',
        'new payment p: 0 of 105 EUR left, received',
        'entry A payment -100 of p on 2026-03-05, event:1',
        'entry A/row-4 payment -5 of p on 2026-03-05, event:1',
        'audit payment.received C by erp: paymentId p, amount 1.05, currency EUR',
        'audit payment.allocated A by erp: paymentId p, rule number-in-reference, amount 1.00, currency EUR,',
        '  open 0.00 EUR',
        'audit charge.paid A by erp: chargeId row-4, charge fee, paymentId p, amount 0.05, currency EUR',
        'temporal wake-case A payment: paymentId p, amount 1.00, currency EUR, open 0.00',
      ],
    ],
    [
      'money of the sum of principal and charges pays both',
      pay('p', 110n),
      [
        { applied: 'changed' },
        'invoice A: 0 of 100 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 100',
        'charge row-4: 0 of 10 open, charged, paid p 10',
        'new payment p: 0 of 110 EUR left, received',
        'entry A payment -100 of p on 2026-03-05, event:1',
        'entry A/row-4 payment -10 of p on 2026-03-05, event:1',
        'audit payment.received C by erp: paymentId p, amount 1.10, currency EUR',
        'audit payment.allocated A by erp: paymentId p, rule exact-sum, amount 1.00, currency EUR,',
        '  open 0.00 EUR',
        'audit charge.paid A by erp: chargeId row-4, charge fee, paymentId p, amount 0.10, currency EUR',
        'audit invoice.settled A by erp: as paid, on 2026-03-05',
        'temporal wake-case A payment: paymentId p, amount 1.10, currency EUR, open 0.00',
      ],
    ],
    [
      'a remittance line pays no charge with money of another line',
      pay('p', 120n, { A: 100n, X: 20n }),
      [
        { applied: 'changed' },
        'invoice A: 0 of 100 EUR open, open, due 2026-03-31, paid p 100',
        'new payment p: 20 of 120 EUR left, received, awaiting [X 20]',
        'entry A payment -100 of p on 2026-03-05, event:1',
        'audit payment.received C by erp: paymentId p, amount 1.20, currency EUR',
        'audit payment.allocated A by erp: paymentId p, rule remittance, amount 1.00, currency EUR,',
        '  open 0.00 EUR',
        'audit payment.unallocated C by erp: paymentId p, amount 0.20, currency EUR, awaiting [X]',
        'temporal wake-case A payment: paymentId p, amount 1.00, currency EUR, open 0.00',
        'temporal wake-case B payment: paymentId p, credit yes, open 0.70',
      ],
    ],
    [
      'a remittance line pays the charges that it includes',
      pay('p', 110n, { A: 110n }),
      [
        { applied: 'changed' },
        'invoice A: 0 of 100 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 100',
        'charge row-4: 0 of 10 open, charged, paid p 10',
        'new payment p: 0 of 110 EUR left, received, awaiting []',
        'entry A payment -100 of p on 2026-03-05, event:1',
        'entry A/row-4 payment -10 of p on 2026-03-05, event:1',
        'audit payment.received C by erp: paymentId p, amount 1.10, currency EUR',
        'audit payment.allocated A by erp: paymentId p, rule remittance, amount 1.00, currency EUR,',
        '  open 0.00 EUR',
        'audit charge.paid A by erp: chargeId row-4, charge fee, paymentId p, amount 0.10, currency EUR',
        'audit invoice.settled A by erp: as paid, on 2026-03-05',
        'temporal wake-case A payment: paymentId p, amount 1.00, currency EUR, open 0.00',
      ],
    ],
    [
      'a credit note pays no charges',
      credit('c', 110n),
      [
        { applied: 'changed' },
        'new credit-note c: 110 of 110 EUR left, received',
        'audit credit-note.received C by erp: paymentId c, amount 1.10, currency EUR',
        'audit payment.unallocated C by erp: paymentId c, amount 1.10, currency EUR, awaiting []',
        'temporal wake-case A payment: paymentId c, credit yes, open 1.00',
        'temporal wake-case B payment: paymentId c, credit yes, open 0.70',
      ],
    ],
  ])('%s', (_what, command, written) => {
    expect(writtenByCommand(charged(), command)).toEqual(written);
  });
  it('a credit note is not for an invoice of which charges alone are open', () => {
    const books = charged(pay('p', 70n, { B: 70n }));
    expect(writtenByCommand(books, credit('c', 7n, {}, {}))).toEqual([
      { applied: 'changed' },
      'new credit-note c: 7 of 7 EUR left, received',
      'audit credit-note.received C by erp: paymentId c, amount 0.07, currency EUR',
      'audit payment.unallocated C by erp: paymentId c, amount 0.07, currency EUR, awaiting []',
      'temporal wake-case A payment: paymentId c, credit yes, open 1.00',
      'temporal wake-case B payment: paymentId c, credit yes, open 0.00',
    ]);
    expect(writtenByCommand(books, pay('q', 7n))).toEqual([
      { applied: 'changed' },
      'invoice B: 0 of 70 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 70',
      'charge row-8: 0 of 7 open, charged, paid q 7',
      'new payment q: 0 of 7 EUR left, received',
      'entry B/row-8 payment -7 of q on 2026-03-05, event:1',
      'audit payment.received C by erp: paymentId q, amount 0.07, currency EUR',
      'audit charge.paid B by erp: chargeId row-8, charge fee, paymentId q, amount 0.07, currency EUR',
      'audit invoice.settled B by erp: as paid, on 2026-03-05',
      'temporal wake-case B payment: paymentId q, amount 0.07, currency EUR, open 0.00',
    ]);
  });
});
