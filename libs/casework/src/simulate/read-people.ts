import type { Tx } from '@puntual/db/database';
import { gateContact } from '../facts/gate-contact.ts';
import { groupBy } from '../record/group-by.ts';
import type { SimulatedCustomer } from './simulated-customer.ts';
import { optedOutOf } from '../facts/opted-out.ts';
import { withChannelsOf } from '../facts/available-channels.ts';
import { readRestingAddressesOf } from '../facts/unreached-addresses.ts';
import type { Channel, Risk } from '@puntual/domain/policy/vocabulary';

/** A customer's data and contacts. */
export type Person = Pick<
  SimulatedCustomer,
  'id' | 'customerId' | 'name' | 'contacts' | 'hasPostalAddress' | 'saidRisk'
>;

/** By which channels nothing can leave, and whether addresses that rest today do so in the simulation. */
export interface ReachScope {
  /** The channels for which this installation has no provider. */
  readonly unavailable: ReadonlySet<Channel>;
  readonly withResting: boolean;
}

/** Reads the data and contacts of customers (row ids) as of today, in the order of their row ids. */
export async function readPeople(
  tx: Tx,
  ids: readonly string[],
  { unavailable, withResting }: ReachScope,
): Promise<readonly Person[]> {
  const rows = await tx.customer.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, customerId: true, name: true, risk: true, address: true },
    orderBy: { id: 'asc' },
  });
  const contacts = groupBy(
    await tx.contact.findMany({ where: { customerId: { in: [...ids] } }, orderBy: { contactId: 'asc' } }),
    (contact) => contact.customerId,
  );
  const optOuts = groupBy(
    await tx.optOut.findMany({ where: { customerId: { in: [...ids] } } }),
    (optOut) => optOut.customerId,
  );
  const resting = withResting ? await readRestingAddressesOf(tx, ids) : null;
  return rows.map((row) =>
    withChannelsOf(
      {
        id: row.id,
        customerId: row.customerId,
        name: row.name,
        contacts: (contacts.get(row.id) ?? []).map((contact) =>
          gateContact(contact, optedOutOf(contact.contactId, optOuts.get(row.id) ?? []), resting?.get(row.id)),
        ),
        hasPostalAddress: row.address !== null,
        saidRisk: row.risk as Risk | null,
      },
      unavailable,
    ),
  );
}
