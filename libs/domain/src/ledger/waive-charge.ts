import type { IsoDate } from '../calendar/dates.ts';
import { wakeCase } from './announce.ts';
import type { Books, ChargeBook, InvoiceBook } from './books.ts';
import { endCharge } from './end-charge.ts';
import { settleOrReopen } from './settle-invoice.ts';
import { wakeIfCovered } from './waiting-money.ts';

/** Why a person waives a charge, and the customer's local day. */
interface PersonsWaiver {
  readonly reason: string;
  readonly on: IsoDate;
}

/**
 * Waives the open amount of a charge, for the person `books.actor`, and settles the invoice when nothing else of it is
 * open. `ended`: the charge had ended before. `paid`: nothing of the charge is open any more.
 */
export function waiveCharge(
  books: Books,
  invoice: InvoiceBook,
  charge: ChargeBook,
  { reason, on }: PersonsWaiver,
): 'done' | 'ended' | 'paid' {
  if (charge.state !== 'charged') return 'ended';
  if (charge.openMinor === 0n) return 'paid';
  endCharge(books, invoice, charge, { as: 'waived', endedBy: books.actor, reason, on, cause: `waiver:${charge.id}` });
  settleOrReopen(books, invoice, on);
  wakeCase(books, invoice, 'payment', { charge: 'waived' });
  wakeIfCovered(books, invoice, { credit: 'covers' });
  return 'done';
}
