import { describe, expect, it } from '@jest/globals';
import { cancel, credit, issue, pay } from '@puntual/testing/builders/ledger-commands';
import { chargeFee } from '@puntual/testing/builders/ledger-books';
import { booksAfter, invoiceIn, paymentIn, writtenBy } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import type { Books } from './books.ts';
import { placePayment, type Placing } from './place-payment.ts';
import { writeOffSmallRest } from './write-off-invoice.ts';

type Parts = Readonly<Record<string, bigint | string>>;
const partsOf = (parts: Parts): Placing['takeBack'] =>
  Object.entries(parts).map(([invoiceId, amount]) => ({
    invoiceId,
    amount: typeof amount === 'bigint' ? { minor: amount } : { unreadable: amount },
  }));
const place = (books: Books, takeBack: Parts, allocations: Parts, id = 'p') =>
  placePayment(books, paymentIn(books, id), {
    takeBack: partsOf(takeBack),
    allocations: partsOf(allocations),
    reason: 'as the customer says',
  });
/** A payment of 150 of which A has 100 and 50 are left; B has 60 open and a fee of 10. */
const placed = () => {
  const books = booksAfter(issue('A', 100n), pay('p', 150n, { A: 100n, X: 20n, A2: 30n }), issue('B', 60n));
  chargeFee(books, invoiceIn(books, 'B'), { amountMinor: 10n, whenPrincipalPaid: 'demand' });
  return books;
};

describe('a person who places money', () => {
  it('moves it from one invoice to another', () => {
    const books = placed();
    invoiceIn(books).caseState = 'closed';
    expect(writtenBy(books, () => place(books, { A: 40n }, { B: 45n }))).toEqual([
      'invoice A: 40 of 100 EUR open, open, due 2026-03-31, paid p 60',
      'invoice B: 15 of 60 EUR open, open, due 2026-03-31, paid p 45',
      'payment p: 45 of 150 EUR left, received, awaiting [X 20, A2 30]',
      'entry A payment 40 of p on 2026-03-05, placing:row-8',
      'entry B payment -45 of p on 2026-03-05, placing:row-8',
      'audit payment.moved-off A by erp: paymentId p, amount 0.40, currency EUR,',
      '  reason as the customer says',
      'audit payment.placed B by erp: paymentId p, amount 0.45, currency EUR, open 0.15 EUR,',
      '  reason as the customer says',
      'audit invoice.reopened A by erp: open 0.40 EUR',
      'temporal start-case A run 2',
      'temporal wake-case B payment: paymentId p, placed by-a-person, open 0.15',
    ]);
    expect(books.cause).toMatch(/^placing:row-\d+$/);
  });
  it('pays with it the principal, then the charges', () => {
    const books = placed();
    expect(writtenBy(books, () => place(books, { A: 40n }, { B: 70n }))).toEqual([
      'invoice A: 40 of 100 EUR open, open, due 2026-03-31, paid p 60',
      'invoice B: 0 of 60 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 60',
      'charge row-6: 0 of 10 open, charged, paid p 10',
      'payment p: 20 of 150 EUR left, received, awaiting [X 20, A2 30]',
      'entry A payment 40 of p on 2026-03-05, placing:row-8',
      'entry B payment -60 of p on 2026-03-05, placing:row-8',
      'entry B/row-6 payment -10 of p on 2026-03-05, placing:row-8',
      'audit payment.moved-off A by erp: paymentId p, amount 0.40, currency EUR,',
      '  reason as the customer says',
      'audit charge.paid B by erp: chargeId row-6, charge fee, paymentId p, amount 0.10, currency EUR',
      'audit payment.placed B by erp: paymentId p, amount 0.70, currency EUR, open 0.00 EUR,',
      '  reason as the customer says',
      'audit invoice.reopened A by erp: open 0.40 EUR',
      'audit invoice.settled B by erp: as paid, on 2026-03-05',
      'temporal wake-case A payment: paymentId p, placed by-a-person, open 0.40',
      'temporal wake-case B payment: paymentId p, placed by-a-person, open 0.00',
    ]);
    expect(writtenBy(books, () => place(books, { B: 15n }, {}))).toEqual([
      'invoice B: 5 of 60 EUR open, open, due 2026-03-31, paid p 55',
      'charge row-6: 10 of 10 open, charged',
      'payment p: 35 of 150 EUR left, received, awaiting [X 20, A2 30]',
      'entry B/row-6 payment 10 of p on 2026-03-05, placing:row-12',
      'entry B payment 5 of p on 2026-03-05, placing:row-12',
      'audit payment.moved-off B by erp: paymentId p, amount 0.15, currency EUR,',
      '  reason as the customer says',
      'audit invoice.reopened B by erp: open 0.15 EUR',
      'temporal wake-case B payment: paymentId p, placed by-a-person, open 0.05',
      'temporal wake-case A payment: paymentId p, credit changed, open 0.40',
    ]);
  });
  it('puts all of it to use, exactly to the last cent', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 30n));
    expect(place(books, {}, { A: 30n })).toBeNull();
    expect(place(books, { A: 30n }, {})).toBeNull();
    expect(paymentIn(books).unallocatedMinor).toBe(30n);
  });
  it('takes it off for good: no rule brings it back, and other money that waits comes instead', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 100n, { A: 100n }), pay('q', 60n, { A: 60n }));
    expect(writtenBy(books, () => place(books, { A: 100n }, {}))).toEqual([
      'invoice A: 40 of 100 EUR open, open, due 2026-03-31, paid q 60',
      'payment p: 100 of 100 EUR left, received, awaiting []',
      'payment q: 0 of 60 EUR left, received, awaiting []',
      'entry A payment 100 of p on 2026-03-05, placing:row-5',
      'entry A payment -60 of q on 2026-03-05, payment:q',
      'audit payment.moved-off A by erp: paymentId p, amount 1.00, currency EUR,',
      '  reason as the customer says',
      'audit payment.allocated A by erp: paymentId q, rule remittance, amount 0.60, currency EUR,',
      '  open 0.40 EUR',
      'audit invoice.reopened A by erp: open 0.40 EUR',
      'temporal wake-case A payment: paymentId q, amount 0.60, currency EUR, open 0.40',
    ]);
    const unnamed = booksAfter(issue('A', 100n), pay('p', 100n));
    expect(writtenBy(unnamed, () => place(unnamed, { A: 100n }, {}))).toEqual([
      'invoice A: 100 of 100 EUR open, open, due 2026-03-31',
      'payment p: 100 of 100 EUR left, received, awaiting []',
      'entry A payment 100 of p on 2026-03-05, placing:row-4',
      'audit payment.moved-off A by erp: paymentId p, amount 1.00, currency EUR,',
      '  reason as the customer says',
      'audit invoice.reopened A by erp: open 1.00 EUR',
      'temporal wake-case A payment: paymentId p, placed by-a-person, open 1.00',
    ]);
  });
  it('forgets the lines of the invoices that it was taken off, and keeps all others', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 50n), pay('p', 400n, { A: 150n, B: 90n, X: 30n }));
    expect(place(books, { A: 100n, B: 10n }, {})).toBeNull();
    expect(paymentIn(books).awaiting).toEqual([{ invoiceId: 'X', minor: 30n }]);
    const unnamed = booksAfter(issue('A', 100n), pay('p', 30n));
    expect(place(unnamed, {}, { A: 30n })).toBeNull();
    expect(paymentIn(unnamed).awaiting).toBeNull();
  });
  it('brings back the small rest that was written off beside it', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 97n, { A: 97n }));
    writeOffSmallRest(books, invoiceIn(books), { caseRun: 1, on: '2026-03-10' });
    expect(writtenBy(books, () => place(books, { A: 90n }, {}))).toEqual([
      'invoice A: 93 of 100 EUR open, open, due 2026-03-31, paid p 7',
      'payment p: 90 of 97 EUR left, received, awaiting []',
      'entry A payment 90 of p on 2026-03-05, placing:row-5',
      'entry A write-off 3 on 2026-03-05, small-balance:1',
      'audit payment.moved-off A by erp: paymentId p, amount 0.90, currency EUR,',
      '  reason as the customer says',
      'audit invoice.reopened A by erp: open 0.93 EUR',
      'temporal wake-case A payment: paymentId p, placed by-a-person, open 0.93',
    ]);
  });
  it('credits an invoice with a credit note', () => {
    const books = booksAfter(issue('A', 100n), credit('c', 100n, { X: 100n }));
    expect(writtenBy(books, () => place(books, {}, { A: 100n }, 'credit-note/c'))).toEqual([
      'invoice A: 0 of 100 EUR open, credited on 2026-03-05, due 2026-03-31, paid c 100',
      'credit-note c: 0 of 100 EUR left, received, awaiting [X 100]',
      'entry A credit-note -100 of c on 2026-03-05, placing:row-3',
      'audit payment.placed A by erp: paymentId c, amount 1.00, currency EUR, open 0.00 EUR,',
      '  reason as the customer says',
      'audit invoice.settled A by erp: as credited, on 2026-03-05',
      'temporal wake-case A payment: paymentId c, placed by-a-person, open 0.00',
    ]);
  });
});

describe('a placing is refused', () => {
  const refused = (takeBack: Parts, allocations: Parts, id = 'p') => {
    const books = placed();
    for (const command of [
      issue('U', 10n, { currency: 'USD' }),
      issue('E', 10n, { customerId: 'D' }),
      issue('Z', 10n),
      cancel('Z'),
      credit('c', 500n, { X: 500n }),
    ])
      applyCommand(books, command);
    return place(books, takeBack, allocations, id);
  };
  const at = (list: 'takeBack' | 'allocations', index: number, invoiceId: string) => ({ list, index, invoiceId });
  it.each<[string, Parts, Parts, string, unknown]>([
    [
      'for an invoice that nobody knows',
      {},
      { B: 1n, Q: 1n },
      'p',
      { code: 'no-such-invoice', ...at('allocations', 1, 'Q') },
    ],
    ['for another customer’s invoice', { E: 1n }, {}, 'p', { code: 'no-such-invoice', ...at('takeBack', 0, 'E') }],
    [
      'in another currency',
      {},
      { U: 1n },
      'p',
      {
        code: 'invoice-in-another-currency',
        values: { invoiceCurrency: 'USD' },
        list: 'allocations',
        index: 0,
        invoiceId: 'U',
      },
    ],
    [
      'for a text that is no amount',
      {},
      { B: 'x' },
      'p',
      { code: 'amount-unreadable', values: { text: 'x' }, list: 'allocations', index: 0, invoiceId: 'B' },
    ],
    ['for nothing', {}, { B: 0n }, 'p', { code: 'not-above-zero', ...at('allocations', 0, 'B') }],
    ['for a cancelled invoice', {}, { Z: 1n }, 'p', { code: 'invoice-cancelled', ...at('allocations', 0, 'Z') }],
    [
      'beyond what is on the invoice',
      { A: 101n },
      {},
      'p',
      { code: 'more-than-it-put-there', values: { mostMinor: 100n }, list: 'takeBack', index: 0, invoiceId: 'A' },
    ],
    [
      'from an invoice that it never paid',
      { B: 1n },
      {},
      'p',
      { code: 'more-than-it-put-there', values: { mostMinor: 0n }, list: 'takeBack', index: 0, invoiceId: 'B' },
    ],
    [
      'beyond what is open',
      {},
      { B: 71n },
      'p',
      { code: 'more-than-open', values: { mostMinor: 70n }, list: 'allocations', index: 0, invoiceId: 'B' },
    ],
    [
      'for charges with a credit note',
      {},
      { B: 61n },
      'credit-note/c',
      { code: 'more-than-open', values: { mostMinor: 60n }, list: 'allocations', index: 0, invoiceId: 'B' },
    ],
    [
      'beyond what is left of it',
      {},
      { B: 51n },
      'p',
      { code: 'more-than-left', values: { mostMinor: 50n }, list: 'allocations', index: 0, invoiceId: 'B' },
    ],
  ])('%s', (_what, takeBack, allocations, id, refusal) => {
    expect(refused(takeBack, allocations, id)).toEqual(refusal);
  });
});
