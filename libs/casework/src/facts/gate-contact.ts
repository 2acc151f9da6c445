import { laterDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { GateContact } from '@puntual/domain/decide/composition';
import { addressesOf, deadChannels } from './reachability.ts';
import { channelSchema, type Channel, type ContactRole } from '@puntual/domain/policy/vocabulary';

type ContactRow = Parameters<typeof deadChannels>[0] & {
  readonly contactId: string;
  readonly role: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly channels: readonly string[];
};

/**
 * A contact for the gate, with the channels that a message can use: without those whose address is unusable, and
 * without those that the contact has opted out of. `resting`: the first day of the next try of addresses that a message
 * did not reach for the time being, and of channels that are paused (`readRestingAddresses`).
 */
export function gateContact(
  contact: ContactRow,
  optedOut: ReadonlySet<Channel>,
  resting: ReadonlyMap<string, IsoDate> = new Map(),
): GateContact {
  const dead = deadChannels(contact);
  const channels = contact.channels.filter(
    (channel): channel is Channel =>
      channelSchema.safeParse(channel).success && !dead.has(channel as Channel) && !optedOut.has(channel as Channel),
  );
  const rests = addressesOf(contact).flatMap(({ channel, key }) => {
    const until = resting.get(`${channel}/${key}`);
    const paused = resting.get(`${channel}/*`);
    if (until === undefined && paused === undefined) return [];
    return [[channel, laterDate(until ?? paused ?? '', paused ?? null)] as const];
  });
  return {
    contactId: contact.contactId,
    role: contact.role as ContactRole,
    email: contact.email,
    phone: contact.phone,
    channels,
    reachable: channels.length > 0,
    ...(rests.length === 0 ? {} : { restsUntil: Object.fromEntries(rests) }),
  };
}
