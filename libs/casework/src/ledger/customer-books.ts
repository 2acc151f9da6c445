import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import type { Books, CustomerBook } from '@puntual/domain/ledger/books';
import { findOrCreateGroups } from '../record/customer-groups.ts';
import {
  type CustomerIdentity,
  CustomersMerged,
  lockCustomersIfAllExist,
  lockGroups,
} from '../record/lock-customer.ts';

export interface OrganizationDefaults {
  readonly id: string;
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly country: string;
}

/**
 * Locks the customers with these distinct ids of the ERP to the end of the transaction. A customer that is not known
 * yet gets a provisional row with the organization's defaults. Missing rows are inserted first, in the order of `ids`
 * (sort them); only then are all rows locked, in the order of their row ids, so that two batches cannot deadlock.
 * Their groups and the groups with the ids of `groupKeys`, which are created where missing, are locked after them.
 * Throws a CustomersMerged when one of them was merged into another.
 */
export async function lockOrCreateCustomers(
  tx: Tx,
  organization: OrganizationDefaults,
  { ids, groupKeys = [] }: { readonly ids: readonly string[]; readonly groupKeys?: readonly string[] },
  now: Date,
): Promise<CustomerBook[]> {
  if (ids.length === 0) return [];
  const rows = await lockOrCreateRows(tx, organization, ids, now);
  const named = groupKeys.length === 0 ? [] : await findOrCreateGroups(tx, organization.id, groupKeys, now);
  await lockGroups(tx, [...rows.map(({ group_id }) => group_id), ...named]);
  return unmergedBooks(rows);
}

async function lockOrCreateRows(
  tx: Tx,
  organization: OrganizationDefaults,
  ids: readonly string[],
  now: Date,
): Promise<readonly CustomerIdentity[]> {
  const known = await lockCustomersIfAllExist(tx, ids);
  if (known.length === ids.length) return known;
  const rows = await tx.$queryRaw<{ customer_id: string }[]>`
    SELECT customer_id FROM customer WHERE customer_id = ANY(${ids as string[]})`;
  const existing = new Set(rows.map((row) => row.customer_id));
  const missing = ids.filter((id) => !existing.has(id));
  await insertProvisionalCustomers(tx, organization, missing, now);
  return lockCustomersIfAllExist(tx, ids);
}

function unmergedBooks(rows: readonly CustomerIdentity[]): CustomerBook[] {
  if (rows.some((row) => row.merged_into !== null)) throw new CustomersMerged();
  return rows.map(customerBook);
}

// Another transaction may insert one of the customers first: that row stays.
async function insertProvisionalCustomers(
  tx: Tx,
  organization: OrganizationDefaults,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  await insertRows(
    tx,
    { table: 'customer', conflict: 'ON CONFLICT (organization_id, customer_id) DO NOTHING' },
    {
      id: 'uuid',
      organization_id: 'uuid',
      customer_id: 'text',
      name: 'text',
      country: 'text',
      language: 'text',
      time_zone: 'text',
      currency: 'text',
      provisional: 'bool',
      created_at: 'timestamptz',
    },
    ids.map((id) => ({
      id: newId(),
      organization_id: organization.id,
      customer_id: id,
      name: id,
      country: organization.country,
      language: organization.language,
      time_zone: organization.timeZone,
      currency: organization.currency,
      provisional: true,
      created_at: now,
    })),
  );
}

/** A customer's row as the books hold the customer. */
export function customerBook(row: Omit<CustomerIdentity, 'merged_into' | 'group_id'>): CustomerBook {
  return { id: row.id, customerId: row.customer_id, timeZone: row.time_zone, currency: row.currency };
}

/**
 * The customers of the books and those with these row ids, by row id. Reads only the customers that the books do not
 * hold, and does not lock them.
 */
export async function customersById(
  tx: Tx,
  books: Books,
  customerRowIds: readonly string[],
): Promise<ReadonlyMap<string, CustomerBook>> {
  const customers = new Map([...books.customers.values()].map((customer) => [customer.id, customer]));
  const missing = [...new Set(customerRowIds)].filter((id) => !customers.has(id));
  if (missing.length === 0) return customers;
  const rows = await tx.$queryRaw<Omit<CustomerIdentity, 'merged_into' | 'group_id'>[]>`
    SELECT id, customer_id, time_zone, currency FROM customer WHERE id = ANY(${missing}::uuid[])`;
  for (const row of rows) customers.set(row.id, customerBook(row));
  return customers;
}
