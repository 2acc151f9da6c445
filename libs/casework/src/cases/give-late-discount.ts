import { settleOrReopen } from '@puntual/domain/ledger/settle-invoice';
import type { Tx } from '@puntual/db/database';
import type { LoadedCase } from '../facts/load-case.ts';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import type { OrganizationRef } from '../record/refs.ts';

/**
 * Judges money that came before a case had its policy by what that says of discounts that are taken late, under the customer's lock: until then the rest was kept open. So it makes no difference whether the
 * payment or the case's first look came first. The policy must be the case's already. Returns whether the discount was given; the case must be read again then.
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
    invoice.openMinor >= loaded.totalMinor
  )
    return false;
  const books = await loadCustomerBooks(tx, organization.id, loaded.customerRowId, [loaded.invoiceId], null);
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
