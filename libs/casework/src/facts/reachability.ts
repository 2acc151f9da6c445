import type { Recipient } from '@puntual/domain/decide/composition';
import type { Tx } from '@puntual/db/database';
import type { Channel } from '@puntual/domain/policy/vocabulary';

/** Why an address is not used any more. A complaint is the person's own word: only a new address ends it. */
export type Unreachable = 'refused' | 'bounced' | 'complained';

interface Standing {
  readonly unreachableSince: Date | null;
  /** `email: bounced, sms: refused`: what is wrong with which address. */
  readonly unreachableReason: string | null;
}

/** What is wrong with a contact's addresses, by channel. A bad mailbox says nothing about the telephone. */
export function deadChannels(contact: Standing): ReadonlyMap<Channel, Unreachable> {
  const dead = new Map<Channel, Unreachable>();
  if (contact.unreachableSince === null) return dead;
  for (const part of (contact.unreachableReason ?? '').split(', ')) {
    const [channel, why] = part.split(': ');
    if (channel && why) dead.set(channel as Channel, why as Unreachable);
  }
  return dead;
}

/** Marks the addresses that a message went to. */
export async function markUnreachable(
  tx: Tx,
  customerRowId: string,
  recipients: readonly Recipient[],
  why: Unreachable,
  at: Date,
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

/** A contact's standing once these channels have a new address, or a person says that they work again. */
export function withoutChannels(contact: Standing, channels: readonly Channel[]): Standing {
  const dead = new Map([...deadChannels(contact)].filter(([channel]) => !channels.includes(channel)));
  return {
    unreachableSince: dead.size === 0 ? null : contact.unreachableSince,
    unreachableReason: dead.size === 0 ? null : reasonOf(dead),
  };
}

function reasonOf(dead: ReadonlyMap<Channel, Unreachable>): string {
  return [...dead].map(([channel, why]) => `${channel}: ${why}`).join(', ');
}
