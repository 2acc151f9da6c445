import type { IsoDate } from '../calendar/dates.ts';
import type { InvoiceStatus } from '../decide/case-facts.ts';
import { amountOf, recordAudit, startCase } from './announce.ts';
import type { Books, InvoiceBook } from './books.ts';
import { bringBackCharges, chargesOpen, waiveWithPrincipal } from './charge-lines.ts';
import { settleDiscount, takeUpDiscount } from './discounts.ts';
import { postEntry } from './post-entry.ts';

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
function writtenOffByPerson(invoice: InvoiceBook): bigint {
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

/**
 * Brings discount, charges, status and case of an invoice in line with its entries, once entries are posted. Whatever
 * the order in which they were posted: a settled invoice of which a write-off or a payment falls away again, with
 * nothing open, gets the status of what settles it now.
 */
export function settleOrReopen(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  settleDiscount(books, invoice, on);
  if (invoice.openMinor === 0n) waiveWithPrincipal(books, invoice, writtenOffByPerson(invoice) > 0n, on);
  else bringBackCharges(books, invoice, on);
  const dueMinor = invoice.openMinor + chargesOpen(invoice);
  if (dueMinor === 0n && invoice.status !== 'cancelled') settle(books, invoice, on);
  else if (dueMinor > 0n && invoice.status !== 'open') reopen(books, invoice, dueMinor);
  books.changedInvoices.add(invoice);
}

function settle(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  const settledAs = settledBy(books, invoice);
  if (settledAs === invoice.status) return;
  if (invoice.status === 'open') invoice.settledOn = on;
  invoice.status = settledAs;
  recordAudit(books, 'invoice.settled', invoice, { as: settledAs, on });
}

// A person's write-off outranks payments, a payment outranks credit notes.
function settledBy(books: Books, invoice: InvoiceBook): InvoiceStatus {
  if (writtenOffByPerson(invoice) > 0n) return 'written-off';
  const paid = [...invoice.allocated].some(
    ([id, minor]) => minor > 0n && books.paymentsById.get(id)?.kind === 'payment',
  );
  return paid ? 'paid' : 'credited';
}

function reopen(books: Books, invoice: InvoiceBook, dueMinor: bigint): void {
  invoice.status = 'open';
  invoice.settledOn = null;
  recordAudit(books, 'invoice.reopened', invoice, { open: amountOf(dueMinor, invoice.currency) });
  if (invoice.caseState !== 'closed') return;
  invoice.caseState = 'running';
  invoice.caseRun += 1;
  startCase(books, invoice);
}
