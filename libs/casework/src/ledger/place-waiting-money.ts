import type { Tx } from '@puntual/db/database';
import { allocateWaitingMoney } from '@puntual/domain/ledger/waiting-money';
import type { OrganizationRef } from '../record/refs.ts';
import { loadCustomerBooks } from './load-books.ts';
import { saveBooks } from './save-books.ts';
import { payableBy } from '@puntual/domain/ledger/payers';

/**
 * Puts a customer's (row id) unallocated money on the invoices that it names or was meant for, because invoices or
 * money of another customer became the customer's, or because it pays for another customer now.
 */
export async function placeWaitingMoney(
  tx: Tx,
  organization: OrganizationRef,
  customerRowId: string,
  now: Date,
): Promise<void> {
  const books = await loadCustomerBooks(tx, organization.id, { customerRowId, invoiceIds: [] });
  const [customer] = books.customers.values();
  if (!customer) return;
  const currencies = new Set(books.creditsOf(customer).map((payment) => payment.currency));
  for (const currency of currencies)
    for (const invoice of payableBy(books, { customer, kind: 'payment' }, currency))
      allocateWaitingMoney(books, invoice);
  await saveBooks(tx, organization, books, { now });
}
