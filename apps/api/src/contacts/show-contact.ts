import { contactVersion } from '@puntual/casework/people/contacts/change-contact';
import { contactWordsOf } from '@puntual/casework/facts/confirmed-contact';
import { gateContact } from '@puntual/casework/facts/gate-contact';
import { optedOutOf } from '@puntual/casework/facts/opted-out';
import { confirmedFieldSchema, type ConfirmedContactView } from '@puntual/contracts/api/contacts';
import { optOutChannelSchema } from '@puntual/contracts/api/opt-outs';
import type { Tx } from '@puntual/db/database';
import { channelSchema, contactRoleSchema } from '@puntual/domain/policy/vocabulary';
import { type Unnamed, withNames } from '../http/with-names.ts';

type ContactRow = Awaited<ReturnType<Tx['contact']['findMany']>>[number];
type OptOuts = Parameters<typeof optedOutOf>[1];

/** Most contacts of a customer that are shown. */
const MOST_CONTACTS = 200;

/** The contacts of a customer (row id), with what persons confirmed and what the ERP says instead. */
export async function readContacts(tx: Tx, customerRowId: string): Promise<ConfirmedContactView[]> {
  const rows = await tx.contact.findMany({
    where: { customerId: customerRowId },
    orderBy: { contactId: 'asc' },
    take: MOST_CONTACTS,
  });
  const optOuts = await tx.optOut.findMany({ where: { customerId: customerRowId } });
  return withNames<ConfirmedContactView[]>(
    tx,
    rows.map((row) => showContact(row, optOuts)),
  );
}

function showContact(row: ContactRow, optOuts: OptOuts): Unnamed<ConfirmedContactView> {
  const optedOut = optedOutOf(row.contactId, optOuts);
  const { confirmed, conflicts, consents } = contactWordsOf(row);
  return {
    contactId: row.contactId,
    name: row.name,
    role: contactRoleSchema.catch('other').parse(row.role),
    email: row.email,
    phone: row.phone,
    channels: row.channels.flatMap((channel) => channelSchema.safeParse(channel).data ?? []),
    reachable: gateContact(row, optedOut).reachable,
    optOuts: optOutChannelSchema.options.filter((channel) => optedOut.has(channel)),
    language: row.language,
    version: contactVersion(row),
    confirmed: confirmedFieldSchema.options.flatMap((field) => {
      const word = confirmed[field];
      return word ? [{ field, ...word }] : [];
    }),
    conflicts: confirmedFieldSchema.options.flatMap((field) => {
      const conflict = conflicts[field];
      return conflict ? [{ field, ...conflict }] : [];
    }),
    consents: Object.entries(consents).map(([channel, word]) => ({ channel, ...word })),
  };
}
