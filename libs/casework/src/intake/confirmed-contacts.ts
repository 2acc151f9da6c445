import type { Tx } from '@puntual/db/database';
import { toJson } from '@puntual/db/json';
import { isSameAddress } from '../facts/address-key.ts';
import { contactWordsOf, type ConfirmedField, type Conflicts } from '../facts/confirmed-contact.ts';

type ContactRow = Awaited<ReturnType<Tx['contact']['findMany']>>[number];

/** What the ERP says of a contact. */
export interface StatedFields {
  readonly name: string;
  readonly role: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly channels: string[];
}

/**
 * What to store of the ERP's fields of a contact: those that no person confirmed. `conflicts`: the conflicts of the
 * contact as they stand after it; null when they are the same as before.
 */
export function besideConfirmed(
  row: ContactRow,
  stated: StatedFields,
  at: Date,
): { readonly fields: StatedFields; readonly conflicts: object | null } {
  const { confirmed, conflicts: before } = contactWordsOf(row);
  const conflicts: Conflicts = { ...before };
  // The ERP lists the contact again.
  delete conflicts.contact;
  const same: Readonly<Record<keyof StatedFields, boolean>> = {
    name: row.name === stated.name,
    role: row.role === stated.role,
    email: isSameAddress('email', row.email, stated.email),
    phone: isSameAddress('sms', row.phone, stated.phone),
    channels: row.channels.join() === stated.channels.join(),
  };
  const kept = (Object.keys(same) as (keyof StatedFields)[]).filter((field) => confirmed[field] !== undefined);
  for (const field of kept) {
    if (same[field]) delete conflicts[field];
    else if (JSON.stringify(before[field]?.erp) !== JSON.stringify(stated[field]))
      conflicts[field] = { erp: stated[field], since: at.toISOString() };
  }
  const own = Object.fromEntries(kept.map((field) => [field, row[field]])) as Partial<StatedFields>;
  return {
    fields: { ...stated, ...own },
    conflicts: JSON.stringify(conflicts) === JSON.stringify(before) ? null : (toJson(conflicts) as object),
  };
}

/**
 * Of the contacts that the ERP does not list any more, returns those that no person confirmed. The others stay, with
 * the conflict noted; a contact that a person added was never the ERP's, and has no conflict.
 */
export async function keepConfirmed(tx: Tx, unlisted: readonly ContactRow[], at: Date): Promise<readonly ContactRow[]> {
  const removed: ContactRow[] = [];
  for (const row of unlisted) {
    const { confirmed, conflicts } = contactWordsOf(row);
    if (Object.keys(confirmed).length === 0) removed.push(row);
    else if (confirmed.contact === undefined && conflicts.contact === undefined) {
      const noted: Partial<Record<ConfirmedField, object>> = {
        ...conflicts,
        contact: { erp: null, since: at.toISOString() },
      };
      await tx.contact.update({ where: { id: row.id }, data: { conflicts: toJson(noted) as object } });
    }
  }
  return removed;
}
