import type { IsoDate } from '../calendar/dates.ts';
import type { InvoiceStatus } from '../decide/case-facts.ts';
import { amountOf, recordAudit, startCase } from './announce.ts';
import type { Books, InvoiceBook } from './books.ts';
import { bringBackCharges, bringBackOthers, chargesOpen, waiveWithPrincipal } from './charge-lines.ts';
import type { FallsBecause } from './charge-waivers.ts';
import { settleDiscount, takeUpDiscount } from './discounts.ts';
import { postEntry } from './post-entry.ts';
import { isGivenUp, settledAs, type Settlement } from './settled-as.ts';

/**
 * The beginnings of the causes of write-offs: who wrote the amount off, and why. The entry that reverses a write-off
 * has the same cause, which links the two.
 */
export const WRITE_OFF_CAUSES = {
  /** A person, with a reason: `write-off:<id>`. */
  person: 'write-off:',
  /** A balance below the policy's limit: `small-balance:<case run>`. */
  smallBalance: 'small-balance:',
  /** What a bank kept of a payment, within the tolerance: `bank-charges:<row id of the payment>`. */
  bankCharges: 'bank-charges:',
} as const;

/** What people have written off of an invoice and not reversed. */
function writtenOffByPerson(invoice: InvoiceBook): bigint {
  return [...invoice.writtenOff].reduce(
    (sum, [cause, minor]) => (cause.startsWith(WRITE_OFF_CAUSES.person) ? sum + minor : sum),
    0n,
  );
}

/**
 * Reverses write-offs, the newest first: at most `atMostMinor` (default: all) of those whose cause is `wanted`
 * (default: any), so that the amount is open again. Returns the amount. The caller then updates status and case
 * (`settleOrReopen`).
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
    if (!wanted(cause)) continue;
    postEntry(books, invoice, { kind: 'write-off', minor: back, on, cause });
    taken += back;
  }
  return taken;
}

/**
 * Reverses what was forgiven because of a payment that no longer pays the invoice: what its bank kept, the small
 * balance that it left, the discount, and the charges that a rule waived. What a person wrote off or waived stays
 * written off or waived.
 */
export function takeUpForgiven(books: Books, invoice: InvoiceBook, paymentRowId: string, on: IsoDate): bigint {
  takeUpDiscount(books, invoice, on);
  const taken = takeUpWriteOffs(books, invoice, on, {
    wanted: (cause) =>
      cause === `${WRITE_OFF_CAUSES.bankCharges}${paymentRowId}` || cause.startsWith(WRITE_OFF_CAUSES.smallBalance),
  });
  // Before other money is allocated instead, because that money may pay these charges too.
  bringBackCharges(books, invoice, on, true);
  return taken;
}

/**
 * Updates discount, charges, status and case of an invoice after entries were posted. The result does not depend on the
 * order of the entries: when a write-off or a payment of a settled invoice is reversed and still nothing is open, the
 * invoice gets the status of what settles it now.
 */
export function settleOrReopen(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  settleDiscount(books, invoice, on);
  const settlement = settlementOf(books, invoice);
  const fallsBecause = fallingBecause(invoice, settlement);
  if (fallsBecause) {
    bringBackOthers(books, invoice, fallsBecause, on);
    waiveWithPrincipal(books, invoice, fallsBecause, on);
  } else bringBackCharges(books, invoice, on);
  const dueMinor = invoice.openMinor + chargesOpen(invoice);
  if (dueMinor === 0n && invoice.status !== 'cancelled') settle(books, invoice, settledAs(settlement), on);
  else if (dueMinor > 0n && invoice.status !== 'open') reopen(books, invoice, dueMinor);
  books.changedInvoices.add(invoice);
}

function settle(books: Books, invoice: InvoiceBook, as: InvoiceStatus, on: IsoDate): void {
  if (as === invoice.status) return;
  if (invoice.status === 'open') invoice.settledOn = on;
  invoice.status = as;
  recordAudit(books, 'invoice.settled', invoice, { as, on });
}

function settlementOf(books: Books, invoice: InvoiceBook): Settlement {
  const paidMinor = [...invoice.allocated].reduce(
    (sum, [id, minor]) => (books.paymentsById.get(id)?.kind === 'payment' ? sum + minor : sum),
    0n,
  );
  return { claimMinor: invoice.totalMinor, givenUpMinor: writtenOffByPerson(invoice), paidMinor };
}

// Why the invoice's charges are no longer owed, or null while its principal is open. A credit note for all of it is how
// an invoice is cancelled in some countries (Spain: rectificativa).
function fallingBecause(invoice: InvoiceBook, settlement: Settlement): FallsBecause | null {
  if (invoice.openMinor > 0n) return null;
  if (isGivenUp(settlement)) return 'given-up';
  return settledAs(settlement) === 'credited' && invoice.status !== 'cancelled' ? 'credited' : 'principal-paid';
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
