import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import type { CustomerBook } from '@puntual/domain/ledger/book-records';
import { type LockedCustomer, lockCustomersWhenAllThere } from '../record/lock-customer.ts';

export interface OrganizationDefaults {
  readonly id: string;
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly country: string;
}

/**
 * Locks the customers (the ERP's ids, sorted) for the rest of the transaction. One that nobody has told us of yet gets a provisional row with the
 * organization's defaults. Missing rows are made first, in the order of their ids, and only then are all locked, in the order of their row ids: whoever waits
 * for a lock waits for somebody further along, so that batches cannot deadlock.
 */
export async function lockOrMakeCustomers(
  tx: Tx,
  organization: OrganizationDefaults,
  ids: readonly string[],
  now: Date,
): Promise<CustomerBook[]> {
  if (ids.length === 0) return [];
  const known = await lockCustomersWhenAllThere(tx, ids);
  if (known.length === ids.length) return known.map(bookOf);
  const present = new Set(
    (
      await tx.$queryRaw<
        { customer_id: string }[]
      >`SELECT customer_id FROM customer WHERE customer_id = ANY(${ids as string[]})`
    ).map((row) => row.customer_id),
  );
  await insertRows(
    tx,
    'customer',
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
    ids
      .filter((id) => !present.has(id))
      .map((id) => ({
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
    'ON CONFLICT (organization_id, customer_id) DO NOTHING',
  );
  return (await lockCustomersWhenAllThere(tx, ids)).map(bookOf);
}

function bookOf(row: LockedCustomer): CustomerBook {
  return { id: row.id, customerId: row.customer_id, timeZone: row.time_zone, currency: row.currency };
}
