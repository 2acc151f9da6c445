import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chargeFee, sampleBooks } from '@puntual/testing/builders/ledger-books';
import { issue, pay } from '@puntual/testing/builders/ledger-commands';
import { isCovered } from '../decide/open-credit.ts';
import { applyCommand } from './apply-command.ts';
import type { Books, InvoiceBook } from './books.ts';
import { chargesOpen } from './charge-lines.ts';
import type { LedgerCommand } from './ledger-command.ts';
import { moneyFaults, moneyIn } from '@puntual/testing/oracles/money-faults';
import { placePayment } from './place-payment.ts';
import { takeBackCharges } from './take-back-charges.ts';
import { waiveCharge } from './waive-charge.ts';
import { reverseWriteOffs, writeOff, writeOffSmallRest } from './write-off-invoice.ts';

// Any commands of an ERP and acts of persons, about a few invoices and payments in two currencies: the sort of history
// that no ERP should send.
const DAY_MS = 86_400_000;
const on = fc.integer({ min: 10, max: 28 }).map((day) => `2026-01-${day}`);
const at = fc.nat(60).map((day) => Date.UTC(2026, 0, 1) + day * DAY_MS);
const invoiceId = fc.constantFrom('A', 'B', 'C');
const paymentId = fc.constantFrom('p', 'q', 'r', 's');
const minor = fc.bigInt({ min: 1n, max: 60n });
const currency = fc.constantFrom('EUR', 'EUR', 'EUR', 'CLP');
const by = {
  actor: fc.constant('erp'),
  cause: fc.constant('event:1'),
  customerId: fc.constantFrom('C', 'C', 'C', 'D'),
};
const remittance = fc.uniqueArray(fc.record({ invoiceId, minor }), {
  maxLength: 2,
  selector: (line) => line.invoiceId,
});

const command: fc.Arbitrary<LedgerCommand> = fc.oneof(
  fc.record({
    ...by,
    type: fc.constant('issue-invoice' as const),
    invoiceId,
    number: invoiceId.map((id) => `F/2026/00${id}`),
    purchaseOrder: fc.constantFrom(null, null, 'PO-47110'),
    currency,
    totalMinor: minor,
    issuedOn: on,
    dueOn: on,
    documentUrl: fc.constant(null),
    paymentUrl: fc.constant(null),
    earlyPayment: fc.constantFrom(null, null, { percent: '10', days: 10 }),
  }),
  fc.record({
    ...by,
    type: fc.constant('amend-invoice' as const),
    invoiceId,
    revision: fc.integer({ min: 1, max: 6 }),
    at,
    total: fc.bigInt({ min: 0n, max: 80n }).map((total) => ({ minor: total })),
  }),
  fc.record({ ...by, type: fc.constant('cancel-invoice' as const), invoiceId, at }),
  fc.record({
    ...by,
    type: fc.constant('receive-payment' as const),
    paymentId,
    currency,
    amountMinor: minor,
    on,
    remittance,
    reference: fc.constantFrom('', 'F/2026/00A', 'PO-47110'),
    method: fc.constantFrom('transfer', 'direct-debit'),
  }),
  fc.record({
    ...by,
    type: fc.constant('receive-credit-note' as const),
    creditNoteId: paymentId,
    currency,
    amountMinor: minor,
    on,
    remittance,
  }),
  fc.record(
    {
      ...by,
      type: fc.constant('reverse-payment' as const),
      paymentId,
      on,
      part: minor.map((each) => ({ minor: each })),
      reversalId: fc.constantFrom('1', '2', '3'),
    },
    { requiredKeys: ['actor', 'cause', 'customerId', 'type', 'paymentId', 'on'] },
  ),
  fc.record({
    ...by,
    type: fc.constant('refund-credit' as const),
    refundId: fc.constantFrom('1', '2', '3', '4'),
    currency,
    amountMinor: minor,
    on,
    from: fc.option(fc.record({ kind: fc.constantFrom('payment' as const, 'credit-note' as const), id: paymentId })),
  }),
);
const placed = fc.record({ invoiceId, amount: minor.map((each) => ({ minor: each })) });
const act = fc.oneof(
  fc.record({
    act: fc.constant('place' as const),
    paymentId,
    takeBack: fc.array(placed, { maxLength: 1 }),
    allocations: fc.array(placed, { maxLength: 1 }),
  }),
  fc.record({ act: fc.constant('write-off' as const), invoiceId, minor: fc.option(minor), on }),
  fc.record({ act: fc.constant('take-up' as const), invoiceId, on }),
  fc.record({
    act: fc.constant('charge' as const),
    invoiceId,
    minor,
    whenPrincipalPaid: fc.constantFrom('waive' as const, 'demand' as const),
  }),
  fc.record({ act: fc.constant('waive' as const), invoiceId, charge: fc.nat(2), on }),
  fc.record({ act: fc.constant('bounce' as const), invoiceId, charge: fc.nat(2), on }),
  fc.record({ act: fc.constant('small-rest' as const), invoiceId, on }),
);
const step = fc.oneof({ weight: 5, arbitrary: command }, { weight: 2, arbitrary: act });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Does the step; false: a refusal left the books half changed, as they are never saved. */
function takeStep(books: Books, given: Step): boolean {
  if ('type' in given) {
    applyCommand(books, given);
    return true;
  }
  if (given.act === 'place') {
    const payment = books.payments.get(`payment/${given.paymentId}`);
    if (payment?.status !== 'received') return true;
    return placePayment(books, payment, { ...given, reason: 'x' }) === null;
  }
  const invoice = books.invoices.get(given.invoiceId);
  if (!invoice) return true;
  actOn(books, invoice, given);
  return true;
}

function actOn(books: Books, invoice: InvoiceBook, given: Exclude<Extract<Step, { act: string }>, { act: 'place' }>) {
  switch (given.act) {
    case 'write-off':
      return writeOff(books, invoice, { minor: given.minor, reason: 'x', on: given.on });
    case 'small-rest':
      return invoice.status === 'open' && writeOffSmallRest(books, invoice, { caseRun: invoice.caseRun, on: given.on });
    case 'take-up':
      return reverseWriteOffs(books, invoice, { reason: 'x', on: given.on });
    case 'charge':
      // A message charges nothing on an invoice whose principal is settled.
      if (invoice.status !== 'open' || invoice.openMinor === 0n) return;
      return chargeFee(books, invoice, { amountMinor: given.minor, whenPrincipalPaid: given.whenPrincipalPaid });
    case 'waive': {
      const charge = invoice.charges[given.charge];
      return charge && waiveCharge(books, invoice, charge, { reason: 'x', on: given.on });
    }
    case 'bounce': {
      const charge = invoice.charges[given.charge];
      return charge && takeBackCharges(books, { messageId: 'm-1', chargeIds: new Set([charge.id]), on: given.on });
    }
  }
}

it('whatever ERPs and persons do, in any order and twice, no cent is lost or made', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const books = sampleBooks();
      for (const each of steps) {
        if (!takeStep(books, each)) return;
        expect(moneyFaults(moneyIn(books))).toEqual([]);
      }
    }),
    { numRuns: 1000 },
  );
});

// What the cases of a customer decide by: the credit in a currency, and whether it covers all that is open.
function coverOf(books: Books): Map<string, string> {
  const cover = new Map<string, string>();
  for (const customer of books.customers.values())
    for (const each of ['EUR', 'CLP']) {
      const creditMinor = books.creditIn(customer, each);
      const openMinor = books
        .openInvoicesOf(customer, each)
        .reduce((sum, invoice) => sum + invoice.openMinor + chargesOpen(invoice), 0n);
      cover.set(`${customer.customerId} ${each}`, `${creditMinor} ${isCovered(openMinor, creditMinor)}`);
    }
  return cover;
}

it('whoever frees, takes or uses up credit, all open cases of that customer and currency decide again', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const books = sampleBooks();
      for (const first of [issue('A', 40n), issue('B', 50n), issue('C', 60n), pay('p', 40n, { A: 40n })])
        applyCommand(books, first);
      for (const each of steps) {
        const before = coverOf(books);
        books.signalled.clear();
        if (!takeStep(books, each)) return;
        if ('act' in each && each.act === 'charge') continue;
        for (const [key, cover] of coverOf(books)) {
          if (before.get(key) === cover) continue;
          const [customerId = '', currency = ''] = key.split(' ');
          for (const invoice of books.openInvoicesOf(books.customer(customerId), currency))
            expect({ step: each, ...invoice, woken: isSignalled(books, invoice) }).toMatchObject({ woken: true });
        }
      }
    }),
    { numRuns: 1000 },
  );
});

function isSignalled(books: Books, { id, caseState }: InvoiceBook): boolean {
  return (
    caseState !== 'running' || ['start', 'payment', 'amendment'].some((each) => books.signalled.has(`${each}/${id}`))
  );
}
