import type { IsoDate } from '../calendar/dates.ts';
import type { Books, Outflow, PaymentBook } from './books.ts';

/** What is neither taken back nor paid back of a payment or credit note, on invoices or not. */
export function standingMinor(payment: PaymentBook): bigint {
  return payment.status === 'reversed' ? 0n : payment.amountMinor - payment.reversedMinor - payment.refundedMinor;
}

/** How money leaves a payment: on a day, because of an event, with the ERP's id of the reversal or refund. */
export interface Leaving {
  readonly kind: Outflow['kind'];
  readonly minor: bigint;
  readonly on: IsoDate;
  readonly erpId: string | null;
  readonly cause: string;
}

/** Records that money left a payment. The caller takes it off the payment's invoices and its unallocated money. */
export function recordOutflow(books: Books, payment: PaymentBook, leaving: Leaving): void {
  const outflow: Outflow = { id: books.newId(), payment, ...leaving, by: books.actor };
  if (leaving.kind === 'reversal') payment.reversedMinor += leaving.minor;
  else payment.refundedMinor += leaving.minor;
  books.outflows.push(outflow);
  books.newOutflows.push(outflow);
  books.changedPayments.add(payment);
}
