import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sampleBooks } from '@puntual/testing/builders/ledger-books';
import { amend, cancel, credit, issue, pay, refund, reverse } from '@puntual/testing/builders/ledger-commands';
import { moneyFaults, moneyIn } from '@puntual/testing/oracles/money-faults';
import { applyCommand } from './apply-command.ts';
import type { Books } from './books.ts';
import type { LedgerCommand } from './ledger-command.ts';
import { noteMoneyOfPayers } from './money-of-payers.ts';
import { addPayer } from './payers.ts';
import { placePayment } from './place-payment.ts';

const ofD = { customerId: 'D' };

/** Books in which the customer C pays for D, after these commands. */
function groupAfter(...commands: readonly LedgerCommand[]): Books {
  const books = sampleBooks();
  addPayer(books, books.customer('C'), [books.customer('D')]);
  for (const command of commands) applyCommand(books, command);
  return books;
}

/** What is open of each invoice, and what is left of each payment. */
function balances(books: Books): Record<string, string> {
  return Object.fromEntries([
    ...[...books.invoices.values()].map(({ invoiceId, openMinor }) => [invoiceId, String(openMinor)]),
    ...[...books.payments.values()].map(({ paymentId, unallocatedMinor }) => [paymentId, String(unallocatedMinor)]),
  ]) as Record<string, string>;
}
const historyOf = (books: Books, customerId: string) =>
  books.audit.filter((event) => event.customerRowId === customerId).map(({ kind, data }) => ({ kind, ...data }));

describe('a payment of the payer', () => {
  it('pays the invoices of several customers that its remittance names; what is left stays its own', () => {
    const books = groupAfter(issue('A', 40n), issue('B', 60n, ofD), pay('p', 120n, { A: 40n, B: 60n }));
    expect(balances(books)).toEqual({ A: '0', B: '0', p: '20' });
    expect(books.creditIn(books.customer('C'), 'EUR')).toBe(20n);
    expect(books.creditIn(books.customer('D'), 'EUR')).toBe(0n);
    expect(books.entries.filter(({ ofPayer }) => ofPayer).map(({ invoice }) => invoice.invoiceId)).toEqual(['B']);
  });

  it.each([
    ['a number', pay('p', 60n, {}, { reference: 'pago F-2026/B01' })],
    ['a structured reference', pay('p', 60n, {}, { reference: 'RF18539007547034' })],
    ['the only sum', pay('p', 60n, {}, { reference: 'gracias' })],
    ['the only set of that sum', pay('p', 100n, {}, { reference: 'gracias' })],
  ])('finds the invoice of a customer by %s', (_, payment) => {
    const books = groupAfter(
      issue('A', 40n, { number: 'F-2026/A01' }),
      issue('B', 60n, { ...ofD, number: 'F-2026/B01', paymentReference: 'RF18539007547034' }),
      payment,
    );
    expect(books.invoices.get('B')).toMatchObject({ openMinor: 0n, status: 'paid' });
    expect(balances(books).p).toBe('0');
  });

  it.each([
    ['a sum that two customers owe', [issue('A', 60n), issue('B', 60n, ofD)], 60n, 'gracias'],
    [
      'an order number that two customers use',
      [issue('A', 60n, { purchaseOrder: 'PO-778812' }), issue('B', 50n, { ...ofD, purchaseOrder: 'PO-778812' })],
      20n,
      'PO-778812',
    ],
    [
      'the number of a settled invoice of a customer, and the sum of another',
      [issue('A', 60n), issue('B', 10n, { ...ofD, number: 'F-2026/B01' }), cancel('B', ofD)],
      60n,
      'F-2026/B01',
    ],
  ])('is placed by nobody but a person with %s', (_, invoices, minor, reference) => {
    const books = groupAfter(...invoices, pay('p', minor, {}, { reference }));
    expect(balances(books).p).toBe(String(minor));
  });

  it('goes to the oldest invoices of the payer alone, where the organization wants the oldest first', () => {
    const books = groupAfter(issue('A', 40n), issue('B', 60n, { ...ofD, dueOn: '2026-01-31' }));
    books.matching = { oldestFirst: true, tolerance: {} };
    applyCommand(books, pay('p', 70n));
    expect(balances(books)).toEqual({ A: '0', B: '60', p: '30' });
  });

  it('may be the money that another source reported for the customer', () => {
    const books = groupAfter(issue('A', 40n), issue('B', 60n, ofD), issue('E', 60n, ofD));
    applyCommand(books, pay('q', 60n, { B: 60n }, ofD));
    applyCommand(books, { ...pay('p', 60n), actor: 'bank' });
    expect(balances(books)).toMatchObject({ E: '60', p: '60' });
  });

  it('waits for an invoice of a customer that is still to come', () => {
    const books = groupAfter(pay('p', 60n, { B: 60n }));
    applyCommand(books, issue('B', 60n, ofD));
    expect(balances(books)).toEqual({ B: '0', p: '0' });
  });

  it('comes back from the invoice of a customer that is cancelled, to the payer', () => {
    const books = groupAfter(issue('B', 60n, ofD), pay('p', 60n, { B: 60n }), cancel('B', ofD));
    expect(balances(books)).toEqual({ B: '0', p: '60' });
    expect(books.creditIn(books.customer('D'), 'EUR')).toBe(0n);
  });

  it('is reversed on the invoices of all customers, which are open again', () => {
    const books = groupAfter(issue('A', 40n), issue('B', 60n, ofD), pay('p', 100n, { A: 40n, B: 60n }), reverse('p'));
    expect(balances(books)).toEqual({ A: '40', B: '60', p: '0' });
    expect(books.invoices.get('B')?.status).toBe('open');
    expect(moneyFaults(moneyIn(books))).toEqual([]);
  });

  it('stands in the history of both customers, and so does what came back', () => {
    const books = groupAfter(issue('B', 60n, ofD), pay('p', 70n, { B: 60n }));
    noteMoneyOfPayers(books);
    const data = { paymentId: 'p', amount: '0.60', currency: 'EUR', invoiceId: 'B', customerId: 'D' };
    expect(historyOf(books, 'C')).toContainEqual({ kind: 'payment.used-for-member', ...data });
    expect(historyOf(books, 'D')).toContainEqual(
      expect.objectContaining({ kind: 'payment.allocated', paymentId: 'p' }),
    );
    books.entries.length = 0;
    applyCommand(books, reverse('p'));
    noteMoneyOfPayers(books);
    expect(historyOf(books, 'C')).toContainEqual({ kind: 'payment.back-from-member', ...data });
  });

  it('is put by a person on the invoice of a customer, and taken off when the customer has left', () => {
    const books = groupAfter(issue('A', 10n), issue('B', 60n, ofD), pay('p', 50n, {}, { reference: 'x' }));
    const p = books.payments.get('payment/p');
    if (!p) throw new Error('no payment');
    const part = [{ invoiceId: 'B', amount: { minor: 50n } }];
    expect(placePayment(books, p, { takeBack: [], allocations: part, reason: 'x' })).toBeNull();
    expect(balances(books)).toEqual({ A: '10', B: '10', p: '0' });
    books.membersOf.clear();
    books.payerOf.clear();
    expect(placePayment(books, p, { takeBack: part, allocations: [], reason: 'x' })).toBeNull();
    expect(balances(books)).toEqual({ A: '10', B: '60', p: '50' });
    expect(placePayment(books, p, { takeBack: [], allocations: part, reason: 'x' })).toMatchObject({
      code: 'no-such-invoice',
    });
  });

  it('does not pay for the payer what a customer of the group pays, nor with a credit note', () => {
    const books = groupAfter(issue('A', 40n), issue('B', 60n, ofD), pay('p', 40n, { A: 40n }, ofD));
    applyCommand(books, credit('n', 60n, { B: 60n }));
    expect(balances(books)).toEqual({ A: '40', B: '60', p: '40', n: '60' });
  });
});

const invoiceId = fc.constantFrom('A', 'B', 'E', 'F');
const ownerOf = (id: string) => (id === 'A' || id === 'E' ? 'C' : 'D');
const minor = fc.bigInt({ min: 1n, max: 60n });
const paymentId = fc.constantFrom('p', 'q', 'r');
const payerOf = (id: string) => (id === 'r' ? 'D' : 'C');
const step = fc.oneof(
  fc.tuple(invoiceId, minor).map(([id, total]) => issue(id, total, { customerId: ownerOf(id) })),
  fc
    .tuple(
      paymentId,
      minor,
      fc.dictionary(invoiceId, minor, { maxKeys: 3 }),
      fc.constantFrom('', 'F-2026/B', 'F-2026/A'),
    )
    .map(([id, sum, lines, reference]) => pay(id, sum, lines, { reference, customerId: payerOf(id) })),
  fc
    .tuple(invoiceId, fc.integer({ min: 1, max: 5 }), fc.bigInt({ min: 0n, max: 80n }))
    .map(([id, revision, total]) =>
      amend(revision, { invoiceId: id, total: { minor: total }, customerId: ownerOf(id) }),
    ),
  invoiceId.map((id) => cancel(id, { customerId: ownerOf(id) })),
  fc
    .tuple(paymentId, fc.option(minor), fc.constantFrom('1', '2'))
    .map(([id, part, reversalId]) =>
      reverse(id, { customerId: payerOf(id), ...(part === null ? {} : { part: { minor: part }, reversalId }) }),
    ),
  fc.tuple(fc.constantFrom('1', '2'), minor).map(([id, sum]) => refund(id, sum)),
  fc.constantFrom('leave' as const, 'join' as const),
);

describe('whatever payer, customers and ERP do, and whoever leaves and joins', () => {
  it('no cent is lost or made, and money is on the invoices of others only with their payer', () => {
    let shared = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (steps) => {
        const books = groupAfter(issue('A', 40n), issue('B', 50n, ofD));
        for (const each of steps) {
          const before = books.entries.length;
          const isGroup = books.payerOf.size > 0;
          if (each === 'leave') {
            books.membersOf.clear();
            books.payerOf.clear();
          } else if (each === 'join') addPayer(books, books.customer('C'), [books.customer('D')]);
          else applyCommand(books, each);
          expect(moneyFaults(moneyIn(books))).toEqual([]);
          for (const entry of books.entries.slice(before)) {
            if (!entry.ofPayer) continue;
            shared += 1;
            expect(books.paymentsById.get(entry.paymentRowId ?? '')?.customer.id).toBe('C');
            // Without a group, nothing of the payer is put on another customer's invoice any more.
            if (!isGroup) expect(entry.amountMinor).toBeGreaterThan(0n);
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(shared).toBeGreaterThan(500);
  });
});
