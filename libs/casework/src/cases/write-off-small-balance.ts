import { localDate } from '@puntual/domain/calendar/dates';
import { blockingHold } from '@puntual/domain/decide/decide';
import { writeOffSmallRest } from '@puntual/domain/ledger/write-off-invoice';
import { limitIn } from '@puntual/domain/policy/conditions';
import type { Tx } from '@puntual/db/database';
import type { LoadedCase } from '../facts/load-case.ts';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import { organizationOf } from '../record/actor.ts';
import type { CaseRef } from '../record/refs.ts';

/**
 * Writes off the rest of a partly paid invoice when it is below the limit of its policy (`writeOffBelow`). An invoice
 * of which nothing is paid or credited is collected however small it is. Invoices on hold, in dispute or with the
 * agency are not written off, because a person decides on them. Needs the customer's lock. Returns whether it wrote the
 * rest off; the caller must then read the case again.
 */
export async function writeOffSmallBalance(tx: Tx, ref: CaseRef, loaded: LoadedCase, now: number): Promise<boolean> {
  const { invoice, policy, holds, placement, window } = loaded.facts;
  const limit = limitIn(policy.writeOffBelow, invoice.currency, policy.currency);
  if (
    invoice.status !== 'open' ||
    limit === null ||
    (invoice.disputedMinor ?? 0n) > 0n ||
    invoice.openMinor >= limit ||
    invoice.openMinor >= loaded.totalMinor
  )
    return false;
  const on = localDate(now, window.timeZone);
  if (blockingHold(holds, on) || placement?.state === 'placed') return false;

  const books = await loadCustomerBooks(tx, ref.organizationId, {
    customerRowId: loaded.customerRowId,
    invoiceIds: [loaded.invoiceId],
  });
  const book = books.invoicesById.get(ref.invoiceRowId);
  if (!book) throw new Error('the loader did not provide the invoice');
  books.actor = 'puntual';
  writeOffSmallRest(books, book, { caseRun: loaded.caseRun, on });
  await saveBooks(tx, organizationOf(ref), books, { now: new Date(now) });
  return true;
}
