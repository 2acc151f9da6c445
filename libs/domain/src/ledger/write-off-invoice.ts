import type { IsoDate } from '../calendar/dates.ts';
import { amountOf, recordAudit, wakeCase } from './announce.ts';
import type { Books, InvoiceBook } from './books.ts';
import { waiveSmall } from './charge-lines.ts';
import { postEntry } from './post-entry.ts';
import { settleOrReopen, takeUpWriteOffs, WRITE_OFF_CAUSES } from './settle-invoice.ts';
import { allocateWaitingMoney, wakeCovered, wakeIfCovered } from './waiting-money.ts';

/** Why a person cannot write an amount off. `openMinor`: what is open of the invoice. */
export type WriteOffRefusal =
  | { readonly code: 'nothing-open' }
  | { readonly code: 'not-above-zero' }
  | { readonly code: 'more-than-open'; readonly values: { readonly openMinor: bigint } };

/** What a person writes off of an invoice: an amount in its minor units, or null for all that is open. */
export interface PersonsWriteOff {
  readonly minor: bigint | null;
  readonly reason: string;
  readonly on: IsoDate;
}

/**
 * Writes off the open principal of an invoice, or a part of it. When all of it is written off, the case ends without a
 * thank-you. Null: done.
 */
export function writeOff(
  books: Books,
  invoice: InvoiceBook,
  { minor: wantedMinor, reason, on }: PersonsWriteOff,
): WriteOffRefusal | null {
  const { openMinor, currency } = invoice;
  if (openMinor === 0n) return { code: 'nothing-open' };
  const minor = wantedMinor ?? openMinor;
  if (minor <= 0n) return { code: 'not-above-zero' };
  if (minor > openMinor) return { code: 'more-than-open', values: { openMinor } };
  postEntry(books, invoice, {
    kind: 'write-off',
    minor: -minor,
    on,
    cause: `${WRITE_OFF_CAUSES.person}${books.newId()}`,
  });
  recordAudit(books, 'invoice.written-off', invoice, {
    ...amountOf(minor, currency),
    because: 'given-up',
    reason,
    open: amountOf(invoice.openMinor, currency),
  });
  settleOrReopen(books, invoice, on);
  wakeCase(books, invoice, 'amendment', { writtenOff: amountOf(minor, currency).amount });
  wakeCovered(books, invoice, 0n, { credit: 'spread' });
  return null;
}

/**
 * Reverses all write-offs of an invoice by people: the amount is open again, and money that waits for the invoice is
 * allocated to it. Returns the reversed amount in minor units; 0 when nothing was written off.
 */
export function reverseWriteOffs(
  books: Books,
  invoice: InvoiceBook,
  { reason, on }: { readonly reason: string; readonly on: IsoDate },
): bigint {
  const { customer, currency } = invoice;
  const minor = takeUpWriteOffs(books, invoice, on, { wanted: (cause) => cause.startsWith(WRITE_OFF_CAUSES.person) });
  if (minor === 0n) return 0n;
  recordAudit(books, 'invoice.write-off-reversed', invoice, {
    ...amountOf(minor, currency),
    reason,
    open: amountOf(invoice.openMinor, currency),
  });
  // The invoice opens before money is allocated, so that it becomes paid and not written off.
  settleOrReopen(books, invoice, on);
  const creditMinor = books.creditIn(customer, currency);
  allocateWaitingMoney(books, invoice);
  wakeCase(books, invoice, 'amendment', { writeOff: 'reversed' });
  wakeCovered(books, invoice, creditMinor - books.creditIn(customer, currency), { credit: 'spread' });
  return minor;
}

/**
 * Writes off a balance that is too small to chase, in the run `caseRun` of its case, and waives the open charges, which
 * are part of that balance.
 */
export function writeOffSmallRest(
  books: Books,
  invoice: InvoiceBook,
  { caseRun, on }: { readonly caseRun: number; readonly on: IsoDate },
): void {
  waiveSmall(books, invoice, on);
  const minor = invoice.openMinor;
  postEntry(books, invoice, {
    kind: 'write-off',
    minor: -minor,
    on,
    cause: `${WRITE_OFF_CAUSES.smallBalance}${caseRun}`,
  });
  if (minor > 0n)
    recordAudit(books, 'invoice.written-off', invoice, {
      ...amountOf(minor, invoice.currency),
      because: 'small-balance',
      open: amountOf(0n, invoice.currency),
    });
  settleOrReopen(books, invoice, on);
  wakeIfCovered(books, invoice, { credit: 'covers' });
}
