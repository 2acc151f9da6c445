import type { Channel } from '@puntual/domain/policy/vocabulary';
import { addressKey, type AddressedChannel } from './address-key.ts';

/**
 * Why an address is not used any more: the provider refused it, a message bounced, or the person complained of a
 * message. After a complaint only a new address is used again.
 */
export const UNREACHABLE = ['refused', 'bounced', 'complained'] as const;
export type Unreachable = (typeof UNREACHABLE)[number];

/** The columns of a contact that say which of its addresses are unusable. */
export interface Reachability {
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

/** The columns of a contact whose channels are unusable for these reasons, since `since` at the earliest. */
export function reachabilityOf(dead: ReadonlyMap<Channel, Unreachable>, since: Date): Reachability {
  return dead.size === 0
    ? { unreachableSince: null, unreachableReason: null }
    : {
        unreachableSince: since,
        unreachableReason: [...dead].map(([channel, why]) => `${channel}: ${why}`).join(', '),
      };
}

/** A contact's addresses that messages can go to, each with the key by which it is known again. */
export function addressesOf(contact: {
  readonly email: string | null;
  readonly phone: string | null;
}): readonly { readonly channel: AddressedChannel; readonly key: string }[] {
  const { email, phone } = contact;
  return [
    ...(email === null ? [] : [{ channel: 'email' as const, key: addressKey('email', email) }]),
    ...(phone === null ? [] : [{ channel: 'sms' as const, key: addressKey('sms', phone) }]),
  ];
}
