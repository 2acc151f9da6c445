import type { IsoDate } from '../calendar/dates.ts';
import { readFallenCause } from './charge-waivers.ts';
import type { Books, ChargeBook, InvoiceBook, PaymentBook } from './books.ts';
import type { EntryKind } from '../entries/entries.ts';

/** The day of an entry, and its cause. */
export interface Posting {
  readonly on: IsoDate;
  readonly cause: string;
}

/** One entry to be posted. `payment`: the payment whose money it moves, if any. */
export interface EntryToPost extends Posting {
  readonly kind: EntryKind;
  readonly minor: bigint;
  readonly payment?: PaymentBook;
}

/**
 * Posts one entry to an invoice's principal; nothing for an amount of zero. The caller updates status and case
 * (`settleOrReopen`). Throws when the balance would go below zero.
 */
export function postEntry(books: Books, invoice: InvoiceBook, entry: EntryToPost): void {
  const { kind, minor, cause, payment } = entry;
  if (minor === 0n) return;
  addEntry(books, invoice, entry, null);
  invoice.openMinor += minor;
  if (invoice.openMinor < 0n)
    throw new Error(`invoice ${invoice.id}: an entry of kind ${kind} would take the balance below zero`);
  if (payment) lower(invoice.allocated, payment.id, minor);
  if (kind === 'discount') invoice.discountGivenMinor -= minor;
  if (kind === 'write-off') lower(invoice.writtenOff, cause, minor);
}

/**
 * Posts one entry to a charge; nothing for an amount of zero. The principal's balance stays as it is. Throws when the
 * charge would go below zero.
 */
export function postToCharge(books: Books, invoice: InvoiceBook, charge: ChargeBook, entry: EntryToPost): void {
  const { kind, minor, cause, payment } = entry;
  if (minor === 0n) return;
  addEntry(books, invoice, entry, charge);
  charge.openMinor += minor;
  if (charge.openMinor < 0n)
    throw new Error(`charge ${charge.id}: an entry of kind ${kind} would take the balance below zero`);
  if (payment) lower(charge.paid, payment.id, minor);
  const because = kind === 'waiver' ? readFallenCause(cause) : null;
  if (because) lower(charge.fallen, because, minor);
  if (charge.openMinor > 0n) Object.assign(charge, { state: 'charged', reason: null, endedBy: null });
  books.changedCharges.add(charge);
}

function addEntry(books: Books, invoice: InvoiceBook, entry: EntryToPost, charge: ChargeBook | null): void {
  books.entries.push({
    id: books.newId(),
    invoice,
    kind: entry.kind,
    amountMinor: entry.minor,
    on: entry.on,
    cause: entry.cause,
    paymentRowId: entry.payment?.id ?? null,
    chargeRowId: charge?.id ?? null,
    ofPayer: entry.payment !== undefined && entry.payment.customer.id !== invoice.customer.id,
  });
  books.changedInvoices.add(invoice);
}

// An entry that lowers a claim is negative; these maps hold it as a positive amount.
function lower<K>(map: Map<K, bigint>, key: K, minor: bigint): void {
  map.set(key, (map.get(key) ?? 0n) - minor);
}
