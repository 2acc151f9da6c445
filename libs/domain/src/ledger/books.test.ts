import { describe, expect, it } from '@jest/globals';
import { cancel, credit, issue, pay, refund, reverse } from '@puntual/testing/builders/ledger-commands';
import { booksAfter, invoiceIn, paymentIn } from '@puntual/testing/builders/written-lines';
import { issueSampleInvoice, sampleBooks } from '@puntual/testing/builders/ledger-books';
import { startCase, tellErp, wakeCase } from './announce.ts';
import { applyCommand } from './apply-command.ts';
import { recordOutflow, standingMinor } from './money-left.ts';
import { postEntry, postToCharge } from './post-entry.ts';

describe('books', () => {
  it('have nothing to write at first, and the system as actor', () => {
    const { newInvoices, newPayments, newOutflows, outflows, entries, audit, outbox, actor, cause } = sampleBooks();
    expect([newInvoices, newPayments, newOutflows, outflows, entries, audit, outbox, actor, cause]).toEqual([
      [],
      [],
      [],
      [],
      [],
      [],
      [],
      'system',
      null,
    ]);
  });
  it('know the customers that were loaded, and no others', () => {
    expect(sampleBooks().customer('D').customerId).toBe('D');
    expect(() => sampleBooks().customer('E')).toThrow('the loader did not provide the customer');
  });
  it('have credits in the order of arrival, of the customer alone, and of money that is left', () => {
    const books = booksAfter(
      pay('q', 10n),
      pay('p', 20n),
      pay('usd', 40n, {}, { currency: 'USD' }),
      pay('d', 80n, {}, { customerId: 'D' }),
      pay('gone', 160n),
      reverse('gone'),
      issue('A', 320n),
      pay('used', 320n, { A: 320n }),
      credit('c', 640n),
    );
    const customer = books.customer('C');
    expect(books.creditsOf(customer).map(({ paymentId }) => paymentId)).toEqual(['q', 'p', 'usd', 'c']);
    expect([books.creditIn(customer, 'EUR'), books.creditIn(customer, 'USD'), books.creditIn(customer, 'GBP')]).toEqual(
      [670n, 40n, 0n],
    );
    paymentIn(books, 'p').status = 'reversed';
    expect(books.creditsOf(customer).map(({ paymentId }) => paymentId)).toEqual(['q', 'usd', 'c']);
    expect(sampleBooks().creditsOf(customer)).toEqual([]);
  });
  it('have open invoices of one currency, the oldest due date first and else as they came', () => {
    const books = booksAfter(
      issue('3', 10n, { dueOn: '2026-04-03' }),
      issue('1', 10n, { dueOn: '2026-04-01' }),
      issue('2b', 10n, { dueOn: '2026-04-02' }),
      issue('2a', 10n, { dueOn: '2026-04-02' }),
      issue('0', 10n, { dueOn: '2026-03-31' }),
      issue('usd', 10n, { currency: 'USD' }),
      issue('gone', 10n),
      cancel('gone'),
    );
    const customer = books.customer('C');
    expect(books.openInvoicesOf(customer, 'EUR').map(({ invoiceId }) => invoiceId)).toEqual([
      '0',
      '1',
      '2b',
      '2a',
      '3',
    ]);
    expect(books.openInvoicesOf(books.customer('D'), 'EUR')).toEqual([]);
  });
  it('name the numbers that are not open, loaded or not, except those that are open too', () => {
    const books = booksAfter(
      issue('A', 10n),
      issue('B', 10n),
      issue('Z', 10n, { number: 'F-2026/A' }),
      cancel('B'),
      cancel('Z'),
    );
    const customer = books.customer('C');
    expect(books.otherNumbersOf([customer])).toEqual(['F-2026/B']);
    books.settledNumbers.set('C', ['F-1', 'F-2026/A', 'F-2026/B']);
    expect(books.otherNumbersOf([customer])).toEqual(['F-1', 'F-2026/B']);
    expect(books.otherNumbersOf([books.customer('D')])).toEqual([]);
  });
});

describe('a case', () => {
  it('hears once of each cause, and not when it ended or is only starting', () => {
    const books = sampleBooks();
    const invoice = issueSampleInvoice(books);
    books.outbox.length = 0;
    wakeCase(books, invoice, 'payment', {});
    expect(books.outbox).toEqual([]);
    books.signalled.clear();
    for (const signal of ['payment', 'amendment', 'payment'] as const) wakeCase(books, invoice, signal, { a: 1 });
    invoice.caseState = 'closed';
    books.signalled.clear();
    wakeCase(books, invoice, 'payment', {});
    const detail = { a: 1, open: '1000.00' };
    expect(books.outbox).toEqual([
      { target: 'temporal', kind: 'wake-case', invoice, signal: 'payment', detail },
      { target: 'temporal', kind: 'wake-case', invoice, signal: 'amendment', detail },
    ]);
  });
  it('that starts says nothing of another that runs', () => {
    const books = booksAfter(issue('A', 10n));
    books.signalled.clear();
    books.outbox.length = 0;
    applyCommand(books, issue('B', 20n));
    wakeCase(books, invoiceIn(books), 'payment', {});
    wakeCase(books, invoiceIn(books, 'B'), 'payment', {});
    startCase(books, invoiceIn(books));
    expect(books.outbox.map((row) => [row.target, row.kind, 'invoice' in row && row.invoice.invoiceId])).toEqual([
      ['temporal', 'start-case', 'B'],
      ['temporal', 'wake-case', 'A'],
      ['temporal', 'start-case', 'A'],
    ]);
  });
  it('is announced to the ERP by its own ids', () => {
    const books = sampleBooks();
    const invoice = issueSampleInvoice(books);
    tellErp(books, 'puntual.charge.waived.v1', invoice, { reason: 'x' });
    expect(books.outbox.at(-1)).toEqual({
      target: 'kafka',
      kind: 'collections-event',
      type: 'puntual.charge.waived.v1',
      customerId: 'C',
      data: { reason: 'x', invoiceId: 'A', number: 'F-1', customerId: 'C' },
    });
  });
});

describe('money that leaves a payment', () => {
  it('is neither standing nor counted twice', () => {
    const books = booksAfter(pay('p', 100n));
    const payment = paymentIn(books);
    const leaving = { on: '2026-03-20', erpId: null, cause: 'event:9' } as const;
    books.changedPayments.clear();
    recordOutflow(books, payment, { kind: 'reversal', minor: 30n, ...leaving });
    recordOutflow(books, payment, { kind: 'refund', minor: 20n, ...leaving });
    expect([payment.reversedMinor, payment.refundedMinor, standingMinor(payment)]).toEqual([30n, 20n, 50n]);
    expect(books.outflows).toEqual([
      { id: 'row-1', payment, kind: 'reversal', minor: 30n, by: 'erp', ...leaving },
      { id: 'row-2', payment, kind: 'refund', minor: 20n, by: 'erp', ...leaving },
    ]);
    expect([books.newOutflows, [...books.changedPayments]]).toEqual([books.outflows, [payment]]);
    payment.status = 'reversed';
    expect(standingMinor(payment)).toBe(0n);
    expect(() => booksAfter(pay('q', 10n), refund('r', 11n))).toThrow('refund-too-large');
  });
});

describe('an entry', () => {
  const entry = { on: '2026-03-20', cause: 'event:9' };
  it('of nothing is not made', () => {
    const books = booksAfter(issue('A', 10n));
    books.changedInvoices.clear();
    postEntry(books, invoiceIn(books), { kind: 'amendment', minor: 0n, ...entry });
    expect([books.entries.length, books.changedInvoices.size]).toEqual([1, 0]);
  });
  it('below zero is a fault', () => {
    const books = booksAfter(issue('A', 10n));
    expect(() => postEntry(books, invoiceIn(books), { kind: 'amendment', minor: -11n, ...entry })).toThrow(
      'invoice row-0: an entry of kind amendment would take the balance below zero',
    );
  });
  it('of a charge below zero is a fault', () => {
    const books = booksAfter(issue('A', 10n));
    const charge = {
      id: 'f',
      kind: 'fee',
      amountMinor: 5n,
      openMinor: 5n,
      whenPrincipalPaid: 'demand',
      state: 'charged',
      reason: null,
      endedBy: null,
      paid: new Map(),
      fallen: new Map(),
    } as const;
    expect(() =>
      postToCharge(books, invoiceIn(books), { ...charge }, { kind: 'waiver', minor: -6n, ...entry }),
    ).toThrow('charge f: an entry of kind waiver would take the balance below zero');
  });
});
