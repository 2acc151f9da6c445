import type { EventOf } from '@puntual/contracts/events/events';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { isSameAddress } from '../facts/address-key.ts';
import { addressesOf } from '../facts/reachability.ts';
import { besideConfirmed, keepConfirmed } from './confirmed-contacts.ts';
import { deadAddresses, keepMarks, refreshContacts } from '../facts/unreached-addresses.ts';

type ContactData = EventOf<'puntual.customer.upserted.v1'>['data']['contacts'][number];
type ContactRow = Awaited<ReturnType<Tx['contact']['findMany']>>[number];

/** The contacts that the ERP lists, and when it did. */
interface StatedContacts {
  readonly wanted: readonly ContactData[];
  readonly at: Date;
}

/**
 * Replaces the contacts of a customer (row id) by those that the ERP lists. An address or number that was marked
 * (bounced, refused, complained) stays marked, in whatever form the ERP writes it and whichever contact has it; another
 * one is not. Returns whether the list may bring a way to reach
 * the customer that was not there before: a new address or number, another role or channel, or fewer contacts to choose
 * from. What a person confirmed stays as it is; what the ERP says instead is noted beside it. `at`: when the ERP said
 * so.
 */
export async function replaceContacts(
  tx: Tx,
  organizationId: string,
  customerRowId: string,
  { wanted, at }: StatedContacts,
): Promise<boolean> {
  const customer = { organizationId, customerRowId };
  await keepMarks(tx, customer);
  const known = await tx.contact.findMany({ where: { customerId: customerRowId } });
  const unlisted = known.filter((row) => !wanted.some((contact) => contact.contactId === row.contactId));
  const removed = await keepConfirmed(tx, unlisted, at);
  if (removed.length > 0) await tx.contact.deleteMany({ where: { id: { in: removed.map((row) => row.id) } } });
  const added = wanted.filter((contact) => !known.some((row) => row.contactId === contact.contactId));
  if (added.length > 0)
    await tx.contact.createMany({
      data: added.map((contact) => ({
        id: newId(),
        organizationId,
        customerId: customerRowId,
        contactId: contact.contactId,
        ...fieldsOf(contact),
      })),
    });
  const dead = await deadAddresses(tx, customerRowId);
  let newWay =
    added.some((contact) =>
      addressesOf(fieldsOf(contact)).some(({ channel, key }) => !dead.has(`${channel}/${key}`)),
    ) ||
    (removed.length > 0 && wanted.length > 0);
  for (const row of known) {
    const contact = wanted.find((each) => each.contactId === row.contactId);
    if (contact && (await changeContact(tx, row, contact, at))) newWay = true;
  }
  await refreshContacts(tx, customer);
  return newWay;
}

// Returns whether the change may bring a new way to reach the customer; another name alone does not, nor does another
// form of the same address.
async function changeContact(tx: Tx, row: ContactRow, contact: ContactData, at: Date): Promise<boolean> {
  const { fields, conflicts } = besideConfirmed(row, fieldsOf(contact), at);
  const newWay =
    row.role !== fields.role ||
    !isSameAddress('email', row.email, fields.email) ||
    !isSameAddress('sms', row.phone, fields.phone) ||
    row.channels.join() !== fields.channels.join();
  if (newWay || row.name !== fields.name || row.email !== fields.email || row.phone !== fields.phone || conflicts)
    await tx.contact.update({ where: { id: row.id }, data: { ...fields, ...(conflicts ? { conflicts } : {}) } });
  return newWay;
}

function fieldsOf(contact: ContactData) {
  return {
    name: contact.name,
    role: contact.role,
    email: contact.email ?? null,
    phone: contact.phone ?? null,
    channels: contact.channels,
  };
}
