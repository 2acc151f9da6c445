import { amountOf, recordAudit, wakeCase } from './announce.ts';
import type { Books, InvoiceBook, PaymentBook } from './books.ts';
import { chargesOpen, onCharges, payCharges, takeOffCharges } from './charge-lines.ts';
import { postEntry, type Posting } from './post-entry.ts';
import { settleOrReopen, takeUpForgiven } from './settle-invoice.ts';
import { allocateWaitingMoney, wakeCovered } from './waiting-money.ts';
import { mayPay } from './payers.ts';

/**
 * An invoice by the ERP's id, and an amount in the payment's minor units; `unreadable`: a text that is no amount in its
 * currency.
 */
export interface PlacedPart {
  readonly invoiceId: string;
  readonly amount: { readonly minor: bigint } | { readonly unreadable: string };
}

/** How a person allocates a payment: takes it off some invoices, allocates it to others, or both (a move). */
export interface Placing {
  readonly takeBack: readonly PlacedPart[];
  readonly allocations: readonly PlacedPart[];
  readonly reason: string;
}

/** Why a part cannot be placed. Amounts are the payment's minor units. */
type PartRefusal =
  | { readonly code: 'no-such-invoice' | 'invoice-cancelled' | 'not-above-zero' }
  | { readonly code: 'invoice-in-another-currency'; readonly values: { readonly invoiceCurrency: string } }
  | { readonly code: 'amount-unreadable'; readonly values: { readonly text: string } }
  | {
      readonly code: 'more-than-it-put-there' | 'more-than-open' | 'more-than-left';
      readonly values: { readonly mostMinor: bigint };
    };

/** A part of a placing (its list and place there) that is refused, and why. */
export type PlacingRefusal = PartRefusal & {
  readonly list: 'takeBack' | 'allocations';
  readonly index: number;
  readonly invoiceId: string;
};

interface ReadPart {
  readonly invoice: InvoiceBook;
  readonly minor: bigint;
}

/**
 * Allocates a payment or credit note as a person decided: each part is one more entry, dated on the day the money
 * arrived. Invoices settle or open again, and their cases are woken. No rule allocates money again to an invoice that a
 * person took it off; money that waited for that invoice is allocated instead. Null: done. After a refusal the books
 * are partly changed and must not be saved.
 */
export function placePayment(
  books: Books,
  payment: PaymentBook,
  { takeBack, allocations, reason }: Placing,
): PlacingRefusal | null {
  const { paymentId } = payment;
  const cause = `placing:${books.newId()}`;
  const posting = { on: payment.receivedOn, cause };
  books.cause = cause;
  const left = new Set<InvoiceBook>();
  const touched = new Set<InvoiceBook>();
  for (const [index, { invoiceId, amount }] of takeBack.entries()) {
    const read = readPart(books, payment, { invoiceId, amount });
    const refusal = 'code' in read ? read : takeBackPart(books, payment, read, { ...posting, reason });
    if (refusal) return { ...refusal, list: 'takeBack', index, invoiceId };
    if ('invoice' in read) left.add(read.invoice);
  }
  // No rule allocates again what a person took away: only remittance lines for other invoices remain.
  if (left.size > 0)
    payment.awaiting = (payment.awaiting ?? []).filter(
      (line) => ![...left].some((invoice) => invoice.invoiceId === line.invoiceId),
    );
  for (const invoice of left) touched.add(invoice);
  for (const [index, { invoiceId, amount }] of allocations.entries()) {
    const read = readPart(books, payment, { invoiceId, amount });
    const refusal = 'code' in read ? read : putPart(books, payment, read, { ...posting, reason });
    if (refusal) return { ...refusal, list: 'allocations', index, invoiceId };
    if ('invoice' in read) touched.add(read.invoice);
  }
  books.changedPayments.add(payment);
  for (const invoice of left) allocateWaitingMoney(books, invoice);
  for (const invoice of touched) {
    settleOrReopen(books, invoice, posting.on);
    wakeCase(books, invoice, 'payment', { paymentId, placed: 'by-a-person' });
  }
  // The customer's credit changed, so cases that it covered or covers now decide again.
  wakeCovered(books, payment, 1n, { paymentId, credit: 'changed' });
  return null;
}

type PlacingPosting = Posting & { readonly reason: string };

function takeBackPart(
  books: Books,
  payment: PaymentBook,
  { invoice, minor }: ReadPart,
  { on, cause, reason }: PlacingPosting,
): PartRefusal | null {
  const there = (invoice.allocated.get(payment.id) ?? 0n) + onCharges(payment, invoice);
  if (minor > there) return { code: 'more-than-it-put-there', values: { mostMinor: there } };
  // Charges were paid last, so they give back first.
  const fromCharges = takeOffCharges(books, payment, invoice, { wantedMinor: minor, on, cause });
  post(books, payment, { invoice, minor: fromCharges - minor }, { on, cause });
  takeUpForgiven(books, invoice, payment.id, on);
  recordAudit(books, 'payment.moved-off', invoice, {
    paymentId: payment.paymentId,
    ...amountOf(minor, payment.currency),
    reason,
  });
  return null;
}

function putPart(
  books: Books,
  payment: PaymentBook,
  { invoice, minor }: ReadPart,
  { on, cause, reason }: PlacingPosting,
): PartRefusal | null {
  if (!mayPay(books, payment, invoice)) return { code: 'no-such-invoice' };
  if (invoice.status === 'cancelled') return { code: 'invoice-cancelled' };
  const openMinor = invoice.openMinor + (payment.kind === 'payment' ? chargesOpen(invoice) : 0n);
  if (minor > openMinor) return { code: 'more-than-open', values: { mostMinor: openMinor } };
  if (minor > payment.unallocatedMinor)
    return { code: 'more-than-left', values: { mostMinor: payment.unallocatedMinor } };
  const principalMinor = minor < invoice.openMinor ? minor : invoice.openMinor;
  post(books, payment, { invoice, minor: principalMinor }, { on, cause });
  payCharges(books, payment, invoice, { wantedMinor: minor - principalMinor, on, cause });
  recordAudit(books, 'payment.placed', invoice, {
    paymentId: payment.paymentId,
    ...amountOf(minor, payment.currency),
    open: amountOf(invoice.openMinor, payment.currency),
    reason,
  });
  return null;
}

// A negative amount is money that the principal gives back.
function post(books: Books, payment: PaymentBook, { invoice, minor }: ReadPart, posting: Posting): void {
  postEntry(books, invoice, { ...posting, kind: payment.kind, minor: -minor, payment });
  payment.unallocatedMinor -= minor;
}

// Whether the payment has paid an invoice of a customer who may have left the payer's group since.
function hasPaid(payment: PaymentBook, invoice: InvoiceBook): boolean {
  return (invoice.allocated.get(payment.id) ?? 0n) + onCharges(payment, invoice) > 0n;
}

function readPart(books: Books, payment: PaymentBook, { invoiceId, amount }: PlacedPart): ReadPart | PartRefusal {
  const invoice = books.invoices.get(invoiceId);
  if (!invoice || !(mayPay(books, payment, invoice) || hasPaid(payment, invoice))) return { code: 'no-such-invoice' };
  if (invoice.currency !== payment.currency)
    return { code: 'invoice-in-another-currency', values: { invoiceCurrency: invoice.currency } };
  if ('unreadable' in amount) return { code: 'amount-unreadable', values: { text: amount.unreadable } };
  return amount.minor > 0n ? { invoice, minor: amount.minor } : { code: 'not-above-zero' };
}
