import type { IsoDate } from '../calendar/dates.ts';
import type { InvoiceBook } from './book-records.ts';
import type { Books } from './books.ts';
import { postEntry } from './post-entry.ts';
import { bringBackCharges } from './charge-lines.ts';
import { takeUpDiscount } from './discounts.ts';

/**
 * What the cause of a write-off begins with: who gave the money up, and why. An entry that takes one up again carries
 * the same cause, so that the two are each other's.
 */
export const WRITE_OFF_CAUSES = {
  /** A person, with a reason: `write-off:<id>`. */
  person: 'write-off:',
  /** A rest below the policy's limit: `small-balance:<case run>`. */
  smallBalance: 'small-balance:',
  /** What a bank kept of a payment, within the tolerance: `bank-charges:<row id of the payment>`. */
  bankCharges: 'bank-charges:',
} as const;

/** What persons have written off of an invoice and not taken up again. */
export function writtenOffByPerson(invoice: InvoiceBook): bigint {
  return [...invoice.writtenOff].reduce(
    (sum, [cause, minor]) => (cause.startsWith(WRITE_OFF_CAUSES.person) ? sum + minor : sum),
    0n,
  );
}

/**
 * Reverses write-offs, the newest first, at most `atMostMinor` (left out: all) of those whose cause is `wanted` (left
 * out: whatever it is): it is open again. Returns how much. Status and case are the caller's to bring in line.
 */
export function takeUpWriteOffs(
  books: Books,
  invoice: InvoiceBook,
  on: IsoDate,
  {
    atMostMinor,
    wanted = () => true,
  }: { readonly atMostMinor?: bigint; readonly wanted?: (cause: string) => boolean } = {},
): bigint {
  let taken = 0n;
  for (const [cause, minor] of [...invoice.writtenOff].reverse()) {
    const left = atMostMinor === undefined ? minor : atMostMinor - taken;
    const back = minor < left ? minor : left;
    if (back <= 0n || !wanted(cause)) continue;
    postEntry(books, invoice, { kind: 'write-off', minor: back, on, cause });
    taken += back;
  }
  return taken;
}

/**
 * Reverses what was forgiven because of a payment that is gone from the invoice: what its bank kept, the small rest
 * that it left, the discount, and the charges that fell away. What a person wrote off or waived stays so.
 */
export function takeUpForgiven(books: Books, invoice: InvoiceBook, paymentRowId: string, on: IsoDate): bigint {
  takeUpDiscount(books, invoice, on);
  const taken = takeUpWriteOffs(books, invoice, on, {
    wanted: (cause) =>
      cause === `${WRITE_OFF_CAUSES.bankCharges}${paymentRowId}` || cause.startsWith(WRITE_OFF_CAUSES.smallBalance),
  });
  // Before other money takes the place of what is gone: that may be for them too.
  bringBackCharges(books, invoice, on, true);
  return taken;
}
