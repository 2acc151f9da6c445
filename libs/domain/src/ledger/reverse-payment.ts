import { addDays } from '../calendar/dates.ts';
import { readAmount } from '../money/amount.ts';
import { amountOf, recordAudit, wakeCase } from './announce.ts';
import type { Books, InvoiceBook, PaymentBook } from './books.ts';
import { bringBackCharges, reverseOnCharges } from './charge-lines.ts';
import type { Applied, LedgerRefusal, ReversePayment } from './ledger-command.ts';
import { recordOutflow, standingMinor } from './money-left.ts';
import { postEntry, type Posting } from './post-entry.ts';
import { SAME_MONEY_DAYS } from './same-money.ts';
import { settleOrReopen, takeUpForgiven } from './settle-invoice.ts';
import { allocateWaitingMoney, wakeCovered } from './waiting-money.ts';

/**
 * Reverses a payment, or a part of it (failed debit, chargeback): the invoices that it paid open again, at the stage
 * they had. A part is taken from the unallocated money first, then from the invoices with the latest due date. `early`
 * when the payment is not known yet; refuses a payment of another customer, a credit note, more than is left of the
 * payment, a reversal that is known with another day or amount, and a part that another source may have reported.
 */
export function reversePayment(books: Books, command: ReversePayment): Applied {
  const { paymentId } = command;
  const payment = books.payments.get(`payment/${paymentId}`);
  if (!payment)
    return books.payments.has(`credit-note/${paymentId}`)
      ? { refused: { code: 'reversal-of-credit-note', values: { id: paymentId } } }
      : { applied: 'early', subject: `payment/${paymentId}` };
  if (payment.customer.customerId !== command.customerId)
    return { refused: { code: 'belongs-to-another-customer', values: { of: 'payment', id: paymentId } } };
  const read = readPart(payment, command.part);
  if ('code' in read) return { refused: read };
  const repeated = reverseAgain(books, payment, command, read.minor);
  if (repeated) return repeated;
  const refusal =
    (command.byPerson ? null : reportedElsewhere(books, payment, command, read.minor)) ?? tooMuch(payment, read.minor);
  if (refusal) return { refused: refusal };
  takeBack(books, payment, command, read.minor ?? standingMinor(payment));
  return { applied: 'changed' };
}

// The part in the payment's minor units; null: all that is left.
function readPart(
  { currency }: PaymentBook,
  part: ReversePayment['part'],
): LedgerRefusal | { readonly minor: bigint | null } {
  if (part === undefined) return { minor: null };
  const minor = 'minor' in part ? part.minor : readAmount(part.unreadable, currency, '');
  if (typeof minor !== 'bigint') return { code: 'reversal-unreadable', values: { because: minor } };
  return minor > 0n
    ? { minor }
    : { code: 'reversal-unreadable', values: { because: { code: 'not-positive', values: {} } } };
}

// The answer to a reversal that is known already; null when it is new. Without an id of its own, a reversal of the same
// amount and day is the same one; so is any of a payment that was reversed as a whole on that day.
function reverseAgain(
  books: Books,
  payment: PaymentBook,
  { paymentId, reversalId, on }: ReversePayment,
  minor: bigint | null,
): Applied | null {
  const known = books.outflows.filter((each) => each.kind === 'reversal' && each.payment === payment);
  const differs = { refused: { code: 'reversed-differently', values: { paymentId } } } as const;
  if (reversalId !== undefined) {
    const same = known.find((each) => each.erpId === reversalId);
    if (same) return same.on === on && (minor === null || same.minor === minor) ? { applied: 'known' } : differs;
  } else if (known.some((each) => each.on === on && each.erpId === null && each.minor === minor)) {
    return { applied: 'known' };
  }
  if (payment.status !== 'reversed' || (minor !== null && minor !== payment.amountMinor)) return null;
  // A payment that an older version reversed has no record of the day.
  return known.length === 0 || known.some((each) => each.on === on) ? { applied: 'known' } : differs;
}

// A part of the same amount that another source, or a person, reported for a day that is near.
function reportedElsewhere(
  books: Books,
  payment: PaymentBook,
  { paymentId, on }: ReversePayment,
  minor: bigint | null,
): LedgerRefusal | null {
  const other = books.outflows.find(
    (each) =>
      each.kind === 'reversal' &&
      each.payment === payment &&
      each.minor === minor &&
      each.by !== null &&
      each.by !== books.actor &&
      each.on <= addDays(on, SAME_MONEY_DAYS) &&
      on <= addDays(each.on, SAME_MONEY_DAYS),
  );
  return other
    ? {
        code: 'reversed-by-another-source',
        values: { paymentId, taken: amountOf(other.minor, payment.currency), on: other.on },
      }
    : null;
}

function tooMuch(payment: PaymentBook, minor: bigint | null): LedgerRefusal | null {
  const { paymentId, currency, refundedMinor } = payment;
  const most = amountOf(standingMinor(payment), currency);
  if (minor === null)
    return refundedMinor > 0n
      ? { code: 'reversal-of-refunded', values: { paymentId, refunded: amountOf(refundedMinor, currency), most } }
      : null;
  return minor > standingMinor(payment) ? { code: 'reversal-too-large', values: { paymentId, most } } : null;
}

function takeBack(books: Books, payment: PaymentBook, command: ReversePayment, minor: bigint): void {
  const { customer, currency, paymentId } = payment;
  const { on, cause, reason } = command;
  const creditMinor = books.creditIn(customer, currency);
  const isWhole = minor === standingMinor(payment);
  const fromCreditMinor = minor < payment.unallocatedMinor ? minor : payment.unallocatedMinor;
  payment.method = command.method ?? payment.method;
  payment.unallocatedMinor -= fromCreditMinor;
  recordOutflow(books, payment, { kind: 'reversal', minor, on, erpId: command.reversalId ?? null, cause });
  if (payment.reversedMinor === payment.amountMinor) payment.status = 'reversed';
  if (isWhole) payment.awaiting = null;
  recordAudit(books, 'payment.reversed', customer, {
    paymentId,
    ...amountOf(minor, currency),
    on,
    ...(reason === undefined ? {} : { reason }),
    ...(isWhole ? {} : { left: amountOf(standingMinor(payment), currency) }),
  });
  let left = minor - fromCreditMinor;
  for (const invoice of isWhole ? [...books.invoicesById.values()] : latestDueFirst(books))
    left -= reverseOnInvoice(books, payment, invoice, { on, cause, reason, wantedMinor: left });
  if (left > 0n) throw new Error(`payment ${payment.id}: the loader did not provide the invoices of ${left} of it`);
  wakeCovered(books, payment, creditMinor - books.creditIn(customer, currency), { paymentId, reversed: 'yes' });
}

function latestDueFirst(books: Books): InvoiceBook[] {
  return [...books.invoicesById.values()].sort((a, b) =>
    a.dueOn !== b.dueOn ? (a.dueOn < b.dueOn ? 1 : -1) : a.id < b.id ? 1 : -1,
  );
}

/** At most how much of a payment an invoice loses, and why. */
interface PartToReverse extends Posting {
  readonly wantedMinor: bigint;
  readonly reason?: string | undefined;
}

// Returns what the invoice and its charges lost.
function reverseOnInvoice(
  books: Books,
  payment: PaymentBook,
  invoice: InvoiceBook,
  { reason, wantedMinor, ...posting }: PartToReverse,
): bigint {
  const { paymentId } = payment;
  const chargesMinor = reverseOnCharges(books, payment, invoice, { ...posting, wantedMinor });
  const there = invoice.allocated.get(payment.id) ?? 0n;
  const minor = there < wantedMinor - chargesMinor ? there : wantedMinor - chargesMinor;
  if (minor <= 0n && chargesMinor <= 0n) return 0n;
  if (minor <= 0n) {
    bringBackCharges(books, invoice, posting.on, true);
  } else {
    postEntry(books, invoice, { ...posting, kind: 'reversal', minor, payment });
    recordAudit(books, 'payment.taken-back', invoice, {
      paymentId,
      ...amountOf(minor, invoice.currency),
      ...(reason === undefined ? {} : { reason }),
    });
    if (payment.method === 'direct-debit') books.failedDebits.add(invoice);
    takeUpForgiven(books, invoice, payment.id, posting.on);
    // Other money may wait for the invoice, for example a second payment of the same debt.
    allocateWaitingMoney(books, invoice);
  }
  settleOrReopen(books, invoice, posting.on);
  wakeCase(books, invoice, 'payment', { paymentId, reversed: 'yes' });
  return minor + chargesMinor;
}
