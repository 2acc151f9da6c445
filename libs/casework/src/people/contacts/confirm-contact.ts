import { z } from 'zod';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Channel } from '@puntual/domain/policy/vocabulary';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { toJson } from '@puntual/db/json';
import { addressKey, type AddressedChannel } from '../../facts/address-key.ts';
import { contactWordsOf, type ConfirmedBy, type ConfirmedField, type Word } from '../../facts/confirmed-contact.ts';
import { internationalNumber } from '../../facts/phone-numbers.ts';
import { keepMarks, refreshContacts } from '../../facts/unreached-addresses.ts';
import { type Actor, storedActor } from '../../record/actor.ts';
import { writeAudit } from '../../record/audit.ts';

/** What a person says of a contact; what is left out stays as it is. */
export interface ContactFields {
  readonly name?: string | undefined;
  readonly role?: string | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly channels?: readonly Channel[] | undefined;
  readonly language?: string | null | undefined;
}

type ContactRow = NonNullable<Awaited<ReturnType<Tx['contact']['findUnique']>>>;

/** A contact that a person adds (`row` null), changes or confirms, under the lock of its customer. */
export interface ContactChange {
  readonly customer: { readonly id: string; readonly country: string };
  readonly row: ContactRow | null;
  readonly fields: ContactFields;
  /** The channels for which the contact gave consent. */
  readonly consents?: readonly Channel[];
  readonly source: ConfirmedBy;
}

const emailSchema = z.email().max(254);
const PHONE = /^\+[1-9]\d{6,14}$/;

/** A telephone number with its country's code (E.164), as people write it in the country; null when it is none. */
export function phoneNumber(text: string, country: string): string | null {
  const number = internationalNumber(text, country);
  return PHONE.test(number) ? number : null;
}

/**
 * Stores what a person says of a contact as confirmed: the ERP does not overwrite these fields any more, and conflicts
 * about them are over. An address that messages did not reach is tried again, unless its reader complained of one.
 * Writes the audit event. Refuses an unreadable address and one whose reader complained.
 */
export async function confirmContact(
  tx: Tx,
  actor: Actor,
  change: ContactChange,
  now: number,
): Promise<ContactRow | Refusal> {
  const { customer, row } = change;
  const fields = readable(change);
  if ('code' in fields) return fields;
  const owner = { organizationId: actor.organizationId, customerRowId: customer.id };
  const addresses = addressesOf(fields);
  if (await isComplained(tx, customer.id, addresses))
    return { code: 'address-complained', path: fields.email ? 'email' : 'phone', values: {} };
  await keepMarks(tx, owner);
  const data = columnsOf(actor, change, fields, now);
  const stored = row
    ? await tx.contact.update({ where: { id: row.id }, data })
    : await tx.contact.create({
        data: {
          id: newId(),
          organizationId: actor.organizationId,
          customerId: customer.id,
          contactId: `person-${newId()}`,
          name: fields.name ?? '',
          role: fields.role ?? 'other',
          channels: channelsOf(fields),
          ...data,
        },
      });
  for (const { channel, key } of addresses)
    await tx.unreachedAddress.deleteMany({
      where: { customerId: customer.id, channel, address: key, why: { not: 'complained' } },
    });
  await refreshContacts(tx, owner);
  await writeAudit(tx, actor.organizationId, [
    {
      at: new Date(now),
      kind: 'contact.changed',
      actor: storedActor(actor),
      customerRowId: customer.id,
      invoiceRowId: null,
      data: { contactId: stored.contactId, fields: namesOf(fields), source: change.source },
    },
  ]);
  return tx.contact.findUniqueOrThrow({ where: { id: stored.id } });
}

// The fields with their addresses in the form in which they are stored.
function readable({ customer, fields }: ContactChange): ContactFields | Refusal {
  const email = fields.email?.trim();
  if (email && !emailSchema.safeParse(email).success)
    return { code: 'address-unreadable', path: 'email', values: { channel: 'email' } };
  const phone = fields.phone ? phoneNumber(fields.phone, customer.country) : fields.phone;
  if (fields.phone && !phone) return { code: 'address-unreadable', path: 'phone', values: { channel: 'sms' } };
  return { ...fields, ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) };
}

function columnsOf(actor: Actor, change: ContactChange, fields: ContactFields, now: number) {
  const { row, consents = [], source } = change;
  const before = row ? contactWordsOf(row) : { confirmed: {}, conflicts: {}, consents: {} };
  const word: Word = { at: new Date(now).toISOString(), by: storedActor(actor), source };
  const names = [...(row ? [] : (['contact'] as const)), ...namesOf(fields)];
  const settled: Partial<Record<ConfirmedField, unknown>> = { ...before.conflicts };
  for (const name of names) delete settled[name];
  return {
    ...(fields.name === undefined ? {} : { name: fields.name }),
    ...(fields.role === undefined ? {} : { role: fields.role }),
    ...(fields.email === undefined ? {} : { email: fields.email || null }),
    ...(fields.phone === undefined ? {} : { phone: fields.phone || null }),
    ...(fields.channels === undefined ? {} : { channels: [...fields.channels] }),
    ...(fields.language === undefined ? {} : { language: fields.language }),
    confirmed: toJson({ ...before.confirmed, ...Object.fromEntries(names.map((name) => [name, word])) }) as object,
    conflicts: toJson(settled) as object,
    consents: toJson({
      ...before.consents,
      ...Object.fromEntries(consents.map((channel) => [channel, word])),
    }) as object,
  };
}

function namesOf(fields: ContactFields): ConfirmedField[] {
  return (Object.keys(fields) as (keyof ContactFields)[]).filter((name) => fields[name] !== undefined);
}

function channelsOf({ email, phone }: ContactFields): Channel[] {
  return [...(email ? (['email'] as const) : []), ...(phone ? (['sms'] as const) : [])];
}

function addressesOf({ email, phone }: ContactFields): { channel: AddressedChannel; key: string }[] {
  return [
    ...(email ? [{ channel: 'email' as const, key: addressKey('email', email) }] : []),
    ...(phone ? [{ channel: 'sms' as const, key: addressKey('sms', phone) }] : []),
  ];
}

async function isComplained(
  tx: Tx,
  customerRowId: string,
  addresses: readonly { readonly channel: AddressedChannel; readonly key: string }[],
): Promise<boolean> {
  if (addresses.length === 0) return false;
  const complaints = await tx.unreachedAddress.count({
    where: {
      customerId: customerRowId,
      why: 'complained',
      OR: addresses.map(({ channel, key }) => ({ channel, address: key })),
    },
  });
  return complaints > 0;
}
