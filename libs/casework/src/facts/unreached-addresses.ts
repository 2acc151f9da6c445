import { addDays, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Recipient } from '@puntual/domain/decide/composition';
import type { Channel } from '@puntual/domain/policy/vocabulary';
import type { Tx } from '@puntual/db/database';
import { dateColumn, isoDate } from '../record/dates.ts';
import { addressKey, type AddressedChannel } from './address-key.ts';
import { addressesOf, deadChannels, reachabilityOf, UNREACHABLE, type Unreachable } from './reachability.ts';

/** After this many messages in a row that did not arrive, an address counts as bounced. */
export const MOST_UNDELIVERED = 3;
/** Most addresses of a customer that are read. */
const MOST_ADDRESSES = 1000;
/** Most days that an address rests after a message that did not arrive. */
const MOST_REST_DAYS = 7;

/** A customer (row id) of an organization. */
export interface CustomerOf {
  readonly organizationId: string;
  readonly customerRowId: string;
}

/** Addresses that a message of the customer did not reach. */
export interface UnreachedAddresses {
  readonly recipients: readonly Recipient[];
  readonly why: Unreachable;
  readonly at: Date;
  /** The customer's local day. */
  readonly on: IsoDate;
}

/**
 * Marks addresses as unusable, for every contact of the customer that has them, and for as long as the ERP names them,
 * in whatever form. A complaint stays a complaint.
 */
export async function markUnreachable(
  tx: Tx,
  customer: CustomerOf,
  { recipients, why, at, on }: UnreachedAddresses,
): Promise<void> {
  const addresses = keysOf(recipients);
  if (addresses.length === 0) return;
  await keepMarks(tx, customer);
  for (const { channel, key } of addresses)
    await tx.$executeRaw`
      INSERT INTO unreached_address (organization_id, customer_id, channel, address, why, since, last_on)
      VALUES (${customer.organizationId}::uuid, ${customer.customerRowId}::uuid, ${channel}, ${key}, ${why},
        ${at}::timestamptz, ${dateColumn(on)}::date)
      ON CONFLICT (organization_id, customer_id, channel, address) DO UPDATE
        SET why = CASE WHEN unreached_address.why = 'complained' THEN unreached_address.why ELSE excluded.why END,
          last_on = excluded.last_on`;
  await refreshContacts(tx, customer);
}

/**
 * Notes that a message to an address did not arrive for a reason that may pass, such as a full mailbox: the address
 * rests for some days, and stays usable. Returns how many such messages in a row the address has had now.
 */
export async function noteUndelivered(
  tx: Tx,
  customer: CustomerOf,
  { recipient, at, on }: { readonly recipient: Recipient; readonly at: Date; readonly on: IsoDate },
): Promise<number> {
  const [address] = keysOf([recipient]);
  if (!address) return 0;
  const rows = await tx.$queryRaw<{ times: number }[]>`
    INSERT INTO unreached_address (organization_id, customer_id, channel, address, why, since, last_on)
    VALUES (${customer.organizationId}::uuid, ${customer.customerRowId}::uuid, ${address.channel}, ${address.key},
      'undelivered', ${at}::timestamptz, ${dateColumn(on)}::date)
    ON CONFLICT (organization_id, customer_id, channel, address) DO UPDATE
      SET times = unreached_address.times + 1, last_on = excluded.last_on
    RETURNING times`;
  return rows[0]?.times ?? 0;
}

/** Forgets the undelivered messages of addresses that a message arrived at. */
export async function noteDelivered(tx: Tx, customer: CustomerOf, recipients: readonly Recipient[]): Promise<void> {
  const keys = keysOf(recipients).map(({ key }) => key);
  if (keys.length > 0)
    await tx.unreachedAddress.deleteMany({
      where: { customerId: customer.customerRowId, address: { in: keys }, why: 'undelivered' },
    });
}

/** Forgets all marks of a customer's addresses except complaints: a person says that the contact data work. */
export async function reviveAddresses(tx: Tx, customer: CustomerOf): Promise<void> {
  await keepMarks(tx, customer);
  await tx.unreachedAddress.deleteMany({
    where: { customerId: customer.customerRowId, why: { not: 'complained' } },
  });
  await refreshContacts(tx, customer);
}

/**
 * Notes the addresses that the rows of a customer's contacts mark as unusable, so that the marks outlive those rows.
 * Call it before the rows change.
 */
export async function keepMarks(tx: Tx, customer: CustomerOf): Promise<void> {
  const contacts = await tx.contact.findMany({
    where: { customerId: customer.customerRowId, unreachableSince: { not: null } },
  });
  const marks = contacts.flatMap((contact) => {
    const dead = deadChannels(contact);
    const since = contact.unreachableSince ?? new Date(0);
    return addressesOf(contact).flatMap(({ channel, key }) => {
      const why = dead.get(channel);
      return why === undefined ? [] : [{ channel, address: key, why, since, lastOn: since }];
    });
  });
  if (marks.length === 0) return;
  const { organizationId, customerRowId: customerId } = customer;
  await tx.unreachedAddress.createMany({
    data: marks.map((mark) => ({ ...mark, organizationId, customerId })),
    skipDuplicates: true,
  });
}

/** Writes into the rows of a customer's contacts which of their addresses are unusable. */
export async function refreshContacts(tx: Tx, customer: CustomerOf): Promise<void> {
  const byAddress = await deadAddresses(tx, customer.customerRowId);
  const contacts = await tx.contact.findMany({ where: { customerId: customer.customerRowId } });
  for (const contact of contacts) {
    const hit = addressesOf(contact).flatMap(({ channel, key }) => {
      const mark = byAddress.get(`${channel}/${key}`);
      return mark ? [{ channel, mark }] : [];
    });
    const dead = new Map(hit.map(({ channel, mark }) => [channel as Channel, mark.why as Unreachable]));
    const known = deadChannels(contact);
    if (dead.size === known.size && [...dead].every(([channel, why]) => known.get(channel) === why)) continue;
    const since = contact.unreachableSince ?? hit[0]?.mark.since ?? new Date(0);
    await tx.contact.update({ where: { id: contact.id }, data: reachabilityOf(dead, since) });
  }
}

/** Why an address is unusable, and since when. */
interface DeadAddress {
  readonly why: string;
  readonly since: Date;
}

/** The unusable addresses of a customer (row id), by channel and key (`email/ana@x.example`). */
export async function deadAddresses(tx: Tx, customerRowId: string): Promise<ReadonlyMap<string, DeadAddress>> {
  const marks = await tx.unreachedAddress.findMany({
    where: { customerId: customerRowId, why: { in: [...UNREACHABLE] } },
    select: { channel: true, address: true, why: true, since: true },
    take: MOST_ADDRESSES,
  });
  return new Map(marks.map(({ channel, address, why, since }) => [`${channel}/${address}`, { why, since }]));
}

/**
 * Until when addresses rest: the first day of the next try, by channel and key (`email/ana@example.com`). Under
 * `email/*`, all addresses of a channel that a person paused for the customer.
 */
export type RestingAddresses = ReadonlyMap<string, IsoDate>;

/**
 * Reads the addresses of a customer (row id) that rest after messages that did not arrive, and the channels that are
 * paused.
 */
export async function readRestingAddresses(tx: Tx, customerRowId: string): Promise<RestingAddresses> {
  return (await readRestingAddressesOf(tx, [customerRowId])).get(customerRowId) ?? new Map();
}

/** As `readRestingAddresses`, of several customers, by row id; one without any has no entry. */
export async function readRestingAddressesOf(
  tx: Tx,
  customerRowIds: readonly string[],
): Promise<ReadonlyMap<string, RestingAddresses>> {
  const rows = await tx.unreachedAddress.findMany({
    where: { customerId: { in: [...customerRowIds] }, why: 'undelivered' },
    select: { customerId: true, channel: true, address: true, times: true, lastOn: true },
    take: MOST_ADDRESSES * customerRowIds.length,
  });
  const pauses = await tx.customerPause.groupBy({
    by: ['customerId', 'channel'],
    where: { customerId: { in: [...customerRowIds] }, releasedAt: null, channel: { not: null } },
    _max: { untilOn: true },
  });
  const resting = new Map<string, Map<string, IsoDate>>();
  const rest = (customerId: string, key: string, until: IsoDate) =>
    resting.set(customerId, (resting.get(customerId) ?? new Map<string, IsoDate>()).set(key, until));
  for (const { customerId, channel, address, times, lastOn } of rows)
    rest(customerId, `${channel}/${address}`, addDays(isoDate(lastOn), Math.min(times, MOST_REST_DAYS)));
  for (const { customerId, channel, _max } of pauses)
    if (_max.untilOn !== null) rest(customerId, `${channel}/*`, addDays(isoDate(_max.untilOn), 1));
  return resting;
}

function keysOf(recipients: readonly Recipient[]): readonly { channel: AddressedChannel; key: string }[] {
  return recipients.flatMap(({ channel, address }) =>
    channel === 'letter' ? [] : [{ channel, key: addressKey(channel, address) }],
  );
}
