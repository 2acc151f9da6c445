import type { Recipient } from '@puntual/domain/decide/composition';
import type { Tx } from '@puntual/db/database';
import type { Channel } from '@puntual/domain/policy/vocabulary';

/**
 * Why an address is not used any more: the provider refused it, a message bounced, or the person complained of a
 * message. After a complaint only a new address is used again.
 */
export type Unreachable = 'refused' | 'bounced' | 'complained';

/** The columns of a contact that say which of its addresses are unusable. */
interface Reachability {
  readonly unreachableSince: Date | null;
  /** The channels of unusable addresses with the reason of each, as in `email: bounced, sms: refused`. */
  readonly unreachableReason: string | null;
}

/** Why a contact's addresses are not used any more, by channel: a bounced mailbox does not affect the telephone. */
export function deadChannels(contact: Reachability): ReadonlyMap<Channel, Unreachable> {
  const dead = new Map<Channel, Unreachable>();
  if (contact.unreachableSince === null) return dead;
  for (const part of (contact.unreachableReason ?? '').split(', ')) {
    const [channel, why] = part.split(': ');
    if (channel && why) dead.set(channel as Channel, why as Unreachable);
  }
  return dead;
}

/** Addresses that a message of the customer did not reach. */
export interface UnreachedAddresses {
  readonly recipients: readonly Recipient[];
  readonly why: Unreachable;
  readonly at: Date;
}

/** Marks addresses as unusable. An address that its contact no longer has is ignored. */
export async function markUnreachable(
  tx: Tx,
  customerRowId: string,
  { recipients, why, at }: UnreachedAddresses,
): Promise<void> {
  const contacts = await tx.contact.findMany({
    where: {
      customerId: customerRowId,
      contactId: { in: recipients.flatMap((recipient) => recipient.contactId ?? []) },
    },
  });
  for (const contact of contacts) {
    const hit = recipients.filter(
      (recipient) =>
        recipient.contactId === contact.contactId &&
        recipient.address === (recipient.channel === 'email' ? contact.email : contact.phone),
    );
    const dead = new Map([...deadChannels(contact), ...hit.map((recipient) => [recipient.channel, why] as const)]);
    if (hit.length > 0)
      await tx.contact.update({
        where: { id: contact.id },
        data: { unreachableSince: contact.unreachableSince ?? at, unreachableReason: reasonOf(dead) },
      });
  }
}

/** The columns of a contact once these channels have a new address, or a person confirms that their addresses work. */
export function withoutChannels(contact: Reachability, channels: readonly Channel[]): Reachability {
  const dead = new Map([...deadChannels(contact)].filter(([channel]) => !channels.includes(channel)));
  return {
    unreachableSince: dead.size === 0 ? null : contact.unreachableSince,
    unreachableReason: dead.size === 0 ? null : reasonOf(dead),
  };
}

function reasonOf(dead: ReadonlyMap<Channel, Unreachable>): string {
  return [...dead].map(([channel, why]) => `${channel}: ${why}`).join(', ');
}
