import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { MatchResult } from '@puntual/domain/matching/match-payment';
import { parseAmount } from '@puntual/domain/money/amount';
import type { EventOf } from '@puntual/contracts/events/events';
import { newId } from '@puntual/db/ids';
import { matchMoney } from './match-money.ts';
import type { Applied } from './apply-event.ts';
import { bringBackCharges, chargesOpen, reverseOnCharges } from './charge-lines.ts';
import { asMatchable } from './discounts.ts';
import type { Books, CustomerBook, PaymentBook } from './books.ts';
import { allocateAll, allocateWaitingMoney, wakeCovered } from './waiting-money.ts';
import { takeUpForgiven } from './write-offs.ts';

/** Takes money in and puts it on the invoices it is for; what is left is the customer's credit. A payment that was reversed before it came stays reversed. */
export function applyPaymentReceived(books: Books, event: EventOf<'puntual.payment.received.v1'>): Applied {
  const { data } = event;
  return takeMoney(books, {
    kind: 'payment',
    paymentId: data.paymentId,
    customerId: data.customerId,
    amountMinor: parseAmount(data.amount, data.currency),
    currency: data.currency,
    on: data.receivedOn,
    reference: data.reference ?? '',
    method: data.method,
    remittance: remittanceOf(data),
    cause: `event:${event.id}`,
  });
}

/** A credit note lowers what is open exactly as a payment does, but nobody is thanked for it. */
export function applyCreditNote(books: Books, event: EventOf<'puntual.credit-note.issued.v1'>): Applied {
  const { data } = event;
  return takeMoney(books, {
    kind: 'credit-note',
    paymentId: data.creditNoteId,
    customerId: data.customerId,
    amountMinor: parseAmount(data.amount, data.currency),
    currency: data.currency,
    on: data.issueDate,
    reference: '',
    method: 'credit-note',
    remittance: remittanceOf(data),
    cause: `event:${event.id}`,
  });
}

/** Takes a payment back (bounced debit, chargeback): every invoice it paid opens again, at the stage it had. */
export function applyPaymentReversed(books: Books, event: EventOf<'puntual.payment.reversed.v1'>): Applied {
  const { data } = event;
  const payment = books.payments.get(`payment/${data.paymentId}`);
  if (!payment) return { applied: 'early', subject: `payment/${data.paymentId}` };
  if (payment.customer.customerId !== data.customerId)
    return { rejected: `Payment ${data.paymentId} belongs to another customer.` };
  if (payment.status === 'reversed') return { applied: 'known' };
  const creditMinor = books.creditIn(payment.customer, payment.currency);
  payment.status = 'reversed';
  payment.unallocatedMinor = 0n;
  payment.awaiting = null;
  books.changedPayments.add(payment);
  books.record('payment.reversed', payment.customer, {
    paymentId: payment.paymentId,
    ...books.amount(payment.amountMinor, payment.currency),
    on: data.reversedOn,
  });
  for (const invoice of books.invoicesById.values()) {
    if (invoice.status === 'cancelled') continue;
    const fromCharges = reverseOnCharges(books, payment, invoice, data.reversedOn, `event:${event.id}`);
    const minor = invoice.allocated.get(payment.id) ?? 0n;
    if (minor <= 0n) {
      if (fromCharges > 0n) {
        bringBackCharges(books, invoice, data.reversedOn, true);
        books.settleOrReopen(invoice, data.reversedOn);
        books.wake(invoice, 'payment', { paymentId: payment.paymentId, reversed: 'yes' });
      }
      continue;
    }
    books.post(invoice, 'reversal', minor, data.reversedOn, `event:${event.id}`, payment);
    books.record('payment.taken-back', invoice, {
      paymentId: payment.paymentId,
      ...books.amount(minor, invoice.currency),
    });
    if (payment.method === 'direct-debit') books.failedDebits.add(invoice);
    takeUpForgiven(books, invoice, payment.id, data.reversedOn);
    // Other money may have been waiting for it: a second payment of the same debt, say.
    allocateWaitingMoney(books, invoice);
    books.settleOrReopen(invoice, data.reversedOn);
    books.wake(invoice, 'payment', { paymentId: payment.paymentId, reversed: 'yes' });
  }
  wakeCovered(
    books,
    payment.customer,
    payment.currency,
    creditMinor - books.creditIn(payment.customer, payment.currency),
    { paymentId: payment.paymentId, reversed: 'yes' },
  );
  return { applied: 'changed' };
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
    return known.customer.customerId === money.customerId
      ? { applied: 'known' }
      : {
          rejected: `${money.kind === 'payment' ? 'Payment' : 'Credit note'} ${money.paymentId} is known for another customer.`,
        };
  }
  const foreign = money.remittance
    .map((line) => books.invoices.get(line.invoiceId))
    .find((invoice) => invoice && invoice.currency !== money.currency);
  if (foreign)
    return {
      rejected: `The remittance names invoice ${foreign.invoiceId}, which is in ${foreign.currency}, not ${money.currency}.`,
    };
  const customer = books.customers.get(money.customerId);
  if (!customer) throw new Error('the loader did not provide the customer');

  const { matches, unknown, leftMinor } = matchesOf(books, customer, money);
  const payment: PaymentBook = {
    id: newId(),
    kind: money.kind,
    paymentId: money.paymentId,
    customer,
    currency: money.currency,
    amountMinor: money.amountMinor,
    unallocatedMinor: money.amountMinor,
    status: 'received',
    awaiting: waitingLines(books, customer, money.remittance, matches),
    receivedOn: money.on,
    reference: money.reference,
    method: money.method,
  };
  books.addPayment(payment);
  books.newPayments.push(payment);
  books.record(`${money.kind}.received`, customer, {
    paymentId: money.paymentId,
    ...books.amount(money.amountMinor, money.currency),
  });
  allocateAll(
    books,
    payment,
    matches,
    money.on,
    money.cause,
    money.kind === 'payment' && money.remittance.length === 0 ? leftMinor : 0n,
  );
  for (const line of unknown) {
    const settled = books.invoices.get(line.invoiceId);
    if (settled && settled.customer.id === customer.id)
      books.record('payment.kept-as-credit', settled, {
        paymentId: money.paymentId,
        ...books.amount(line.minor, money.currency),
        because: 'nothing-open',
      });
  }
  if (payment.unallocatedMinor > 0n) {
    books.record('payment.unallocated', customer, {
      paymentId: money.paymentId,
      ...books.amount(payment.unallocatedMinor, money.currency),
      awaiting: unknown.map((line) => line.invoiceId).filter((id) => !books.invoices.has(id)),
    });
    // Credit may now cover what is chased: the customer's running cases look again.
    for (const invoice of books.openInvoicesOf(customer, money.currency)) {
      if (!matches.some((match) => match.invoiceId === invoice.id))
        books.wake(invoice, 'payment', { paymentId: money.paymentId, credit: 'yes' });
    }
  }
  return { applied: 'changed' };
}

// What is open of the invoices themselves comes first; a payment that fits none of them so may be for one with its charges. A credit note is about invoices alone.
function matchesOf(books: Books, customer: CustomerBook, money: Money): MatchResult {
  const toMatch = {
    customer,
    currency: money.currency,
    minor: money.amountMinor,
    reference: money.reference,
    whole: true,
  };
  const open = books
    .openInvoicesOf(customer, money.currency)
    .filter((invoice) => money.kind === 'payment' || invoice.openMinor > 0n);
  const plain = matchMoney(
    books,
    toMatch,
    open.map((invoice) => asMatchable(invoice, money.on)),
    money.remittance,
  );
  if (
    plain.matches.length > 0 ||
    money.kind !== 'payment' ||
    money.remittance.length > 0 ||
    !open.some((invoice) => chargesOpen(invoice) > 0n)
  )
    return plain;
  const charged = matchMoney(
    books,
    toMatch,
    open.map((invoice) => ({ ...invoice, openMinor: invoice.openMinor + chargesOpen(invoice) })),
  );
  return charged.matches.length > 0 ? charged : plain;
}

// One line per invoice, so that two for the same one count as their sum.
function remittanceOf(data: {
  readonly currency: string;
  readonly allocations?: readonly { invoiceId: string; amount: string }[] | undefined;
}): { invoiceId: string; minor: bigint }[] {
  const lines = new Map<string, bigint>();
  for (const line of data.allocations ?? [])
    lines.set(line.invoiceId, (lines.get(line.invoiceId) ?? 0n) + parseAmount(line.amount, data.currency));
  return [...lines].map(([invoiceId, minor]) => ({ invoiceId, minor }));
}

// What the lines want beyond what they got now: of an invoice that is not known yet, is settled, or has less open. It may come, open again, or grow.
function waitingLines(
  books: Books,
  customer: CustomerBook,
  remittance: Money['remittance'],
  matches: readonly { invoiceId: string; minor: bigint }[],
): PaymentBook['awaiting'] {
  if (remittance.length === 0) return null;
  return remittance.flatMap((line) => {
    const invoice = books.invoices.get(line.invoiceId);
    if (invoice && (invoice.customer.id !== customer.id || invoice.status === 'cancelled')) return [];
    const minor = line.minor - (matches.find((match) => match.invoiceId === invoice?.id)?.minor ?? 0n);
    return minor > 0n ? [{ invoiceId: line.invoiceId, minor }] : [];
  });
}
