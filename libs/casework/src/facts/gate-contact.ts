import type { GateContact } from '@puntual/domain/decide/composition';
import { deadChannels } from './reachability.ts';
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
 * without those that the contact has opted out of.
 */
export function gateContact(contact: ContactRow, optedOut: ReadonlySet<Channel>): GateContact {
  const dead = deadChannels(contact);
  const channels = contact.channels.filter(
    (channel): channel is Channel =>
      channelSchema.safeParse(channel).success && !dead.has(channel as Channel) && !optedOut.has(channel as Channel),
  );
  return {
    contactId: contact.contactId,
    role: contact.role as ContactRole,
    email: contact.email,
    phone: contact.phone,
    channels,
    reachable: channels.length > 0,
  };
}
