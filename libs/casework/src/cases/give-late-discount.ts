import { settleOrReopen } from '@puntual/domain/ledger/settle-invoice';
import type { Tx } from '@puntual/db/database';
import type { LoadedCase } from '../facts/load-case.ts';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import type { OrganizationRef } from '../record/refs.ts';

/**
 * Gives the early-payment discount that a payment took late, when the payment was booked before the case had a policy
 * and that policy accepts late discounts. Until then the unpaid rest stayed open, so the result does not depend on
 * whether the payment or the first evaluation of the case came first. Needs the customer's lock and a case whose policy
 * is stored. Returns whether the discount was given; the caller must then read the case again.
 */
export async function judgeDiscount(
  tx: Tx,
  organization: OrganizationRef,
  loaded: LoadedCase,
  now: number,
): Promise<boolean> {
  const { invoice, policy } = loaded.facts;
  if (
    policy.charges.earlyPayment?.shortButLate !== 'accept' ||
    invoice.status !== 'open' ||
    invoice.openMinor + (invoice.disputedMinor ?? 0n) >= loaded.totalMinor
  )
    return false;
  const books = await loadCustomerBooks(tx, organization.id, {
    customerRowId: loaded.customerRowId,
    invoiceIds: [loaded.invoiceId],
  });
  const book = books.invoicesById.get(invoice.id);
  if (!book?.earlyPayment) return false;
  const lastOn = [...book.allocated]
    .flatMap(([id, minor]) => (minor > 0n ? (books.paymentsById.get(id)?.receivedOn ?? []) : []))
    .sort()
    .at(-1);
  if (lastOn === undefined) return false;
  books.actor = 'puntual';
  settleOrReopen(books, book, lastOn);
  if (book.discountGivenMinor === 0n) return false;
  await saveBooks(tx, organization, books, { now: new Date(now) });
  return true;
}
