import type { IsoDate } from '@puntual/domain/calendar/dates';
import { matchPayment } from '@puntual/domain/matching/match-payment';
import { parseAmount } from '@puntual/domain/money/amount';
import type { EventOf } from '@puntual/contracts/events/events';
import { newId } from '@puntual/db/ids';
import type { Applied } from './apply-event.ts';
import type { Books, InvoiceBook, PaymentBook } from './books.ts';

/** Takes money in and puts it on the invoices it is for; what is left is the customer's credit. A payment that was reversed before it came stays reversed. */
export function applyPaymentReceived(books: Books, event: EventOf<'puntual.payment.received.v1'>): Applied {
  const { data } = event;
  const remittance = (data.allocations ?? []).map((line) => ({ invoiceId: line.invoiceId, minor: parseAmount(line.amount, data.currency) }));
  return takeMoney(books, {
    kind: 'payment', paymentId: data.paymentId, customerId: data.customerId, amountMinor: parseAmount(data.amount, data.currency), currency: data.currency,
    on: data.receivedOn, reference: data.reference ?? '', method: data.method, remittance, cause: `event:${event.id}`,
  });
}

/** A credit note lowers what is open exactly as a payment does, but nobody is thanked for it. */
export function applyCreditNote(books: Books, event: EventOf<'puntual.credit-note.issued.v1'>): Applied {
  const { data } = event;
  const remittance = (data.allocations ?? []).map((line) => ({ invoiceId: line.invoiceId, minor: parseAmount(line.amount, data.currency) }));
  return takeMoney(books, {
    kind: 'credit-note', paymentId: data.creditNoteId, customerId: data.customerId, amountMinor: parseAmount(data.amount, data.currency), currency: data.currency,
    on: data.issueDate, reference: '', method: 'credit-note', remittance, cause: `event:${event.id}`,
  });
}

/** Takes a payment back (bounced debit, chargeback): every invoice it paid opens again, at the stage it had. */
export function applyPaymentReversed(books: Books, event: EventOf<'puntual.payment.reversed.v1'>): Applied {
  const { data } = event;
  const payment = books.payments.get(`payment/${data.paymentId}`);
  if (!payment) return { applied: 'early', subject: `payment/${data.paymentId}` };
  if (payment.customer.customerId !== data.customerId) return { rejected: `Payment ${data.paymentId} belongs to another customer.` };
  if (payment.status === 'reversed') return { applied: 'known' };
  payment.status = 'reversed';
  payment.unallocatedMinor = 0n;
  payment.awaiting = [];
  books.changedPayments.add(payment);
  books.record('payment.reversed', payment.customer, { paymentId: payment.paymentId, ...books.amount(payment.amountMinor, payment.currency) });
  for (const invoice of books.invoicesById.values()) {
    const minor = invoice.allocated.get(payment.id) ?? 0n;
    if (minor <= 0n) continue;
    if (invoice.status === 'cancelled') continue;
    books.post(invoice, 'reversal', minor, data.reversedOn, `event:${event.id}`, payment);
    books.record('payment.taken-back', invoice, { paymentId: payment.paymentId, ...books.amount(minor, invoice.currency) });
    books.settleOrReopen(invoice, data.reversedOn);
    books.wake(invoice, 'payment', { paymentId: payment.paymentId, reversed: 'yes' });
  }
  return { applied: 'changed' };
}

/** Puts money that came before this invoice on it: a remittance that named it, or a reference with its number. */
export function allocateWaitingMoney(books: Books, invoice: InvoiceBook): void {
  for (const payment of books.creditsOf(invoice.customer)) {
    if (payment.currency !== invoice.currency || invoice.openMinor === 0n) continue;
    const index = payment.awaiting.findIndex((line) => line.invoiceId === invoice.invoiceId);
    const line = payment.awaiting[index];
    if (line) {
      payment.awaiting.splice(index, 1);
      books.changedPayments.add(payment);
      allocate(books, payment, invoice, smaller(line.minor, smaller(invoice.openMinor, payment.unallocatedMinor)), 'remittance', payment.receivedOn, `payment:${payment.paymentId}`);
    } else if (payment.awaiting.length === 0 && payment.reference !== '') {
      const [match] = matchPayment(payment.unallocatedMinor, [], payment.reference, [invoice]).matches;
      if (match?.rule === 'number-in-reference') allocate(books, payment, invoice, match.minor, match.rule, payment.receivedOn, `payment:${payment.paymentId}`);
    }
  }
}

interface Money {
  readonly kind: PaymentBook['kind'];
  readonly paymentId: string;
  readonly customerId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly on: IsoDate;
  readonly reference: string;
  readonly method: string;
  readonly remittance: readonly { invoiceId: string; minor: bigint }[];
  readonly cause: string;
}

function takeMoney(books: Books, money: Money): Applied {
  const known = books.payments.get(`${money.kind}/${money.paymentId}`);
  if (known) {
    return known.customer.customerId === money.customerId ? { applied: 'known' } : { rejected: `${money.kind === 'payment' ? 'Payment' : 'Credit note'} ${money.paymentId} is known for another customer.` };
  }
  const foreign = money.remittance.map((line) => books.invoices.get(line.invoiceId)).find((invoice) => invoice && invoice.currency !== money.currency);
  if (foreign) return { rejected: `The remittance names invoice ${foreign.invoiceId}, which is in ${foreign.currency}, not ${money.currency}.` };
  const customer = books.customers.get(money.customerId);
  if (!customer) throw new Error('the loader did not provide the customer');

  const open = books.openInvoicesOf(customer, money.currency);
  const { matches, unknown } = matchPayment(money.amountMinor, money.remittance, money.reference, open);
  // Lines for an invoice that is known and already settled are no longer awaited: that money is credit.
  const awaiting = unknown.filter((line) => !books.invoices.has(line.invoiceId));
  const payment: PaymentBook = {
    id: newId(), kind: money.kind, paymentId: money.paymentId, customer, currency: money.currency, amountMinor: money.amountMinor,
    unallocatedMinor: money.amountMinor, status: 'received', awaiting, receivedOn: money.on, reference: money.reference, method: money.method,
  };
  books.addPayment(payment);
  books.newPayments.push(payment);
  books.record(`${money.kind}.received`, customer, { paymentId: money.paymentId, ...books.amount(money.amountMinor, money.currency) });
  for (const match of matches) {
    const invoice = books.invoicesById.get(match.invoiceId);
    if (invoice) allocate(books, payment, invoice, match.minor, match.rule, money.on, money.cause);
  }
  for (const line of unknown) {
    const settled = books.invoices.get(line.invoiceId);
    if (settled && settled.customer.id === customer.id) books.record('payment.kept-as-credit', settled, { paymentId: money.paymentId, ...books.amount(line.minor, money.currency), because: 'nothing-open' });
  }
  if (payment.unallocatedMinor > 0n) {
    books.record('payment.unallocated', customer, { paymentId: money.paymentId, ...books.amount(payment.unallocatedMinor, money.currency), awaiting: awaiting.map((line) => line.invoiceId) });
    // Credit may now cover what is chased: the customer's running cases look again.
    for (const invoice of books.openInvoicesOf(customer, money.currency)) {
      if (!matches.some((match) => match.invoiceId === invoice.id)) books.wake(invoice, 'payment', { paymentId: money.paymentId, credit: 'yes' });
    }
  }
  return { applied: 'changed' };
}

function allocate(books: Books, payment: PaymentBook, invoice: InvoiceBook, minor: bigint, rule: string, on: IsoDate, cause: string): void {
  payment.unallocatedMinor -= minor;
  books.changedPayments.add(payment);
  books.post(invoice, payment.kind, -minor, on, cause, payment);
  books.record(`${payment.kind}.allocated`, invoice, { paymentId: payment.paymentId, rule, ...books.amount(minor, invoice.currency), open: books.amount(invoice.openMinor, invoice.currency) });
  books.settleOrReopen(invoice, on);
  books.wake(invoice, 'payment', { paymentId: payment.paymentId, amount: books.amount(minor, invoice.currency).amount, currency: invoice.currency });
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
