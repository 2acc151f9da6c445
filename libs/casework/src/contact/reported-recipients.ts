import type { Recipient } from '@puntual/domain/decide/composition';
import { addressKey, type AddressedChannel } from '../facts/address-key.ts';

/** What a provider reports of a message, with its rank: a report never replaces one of a higher rank. */
export const DELIVERY_RANK = { sent: 1, delivered: 2, failed: 3, suppressed: 3, bounced: 3, complained: 4 } as const;
export type DeliveryState = keyof typeof DELIVERY_RANK;

/** What providers report of an address that a message did not reach. */
export type NotArrived = Extract<DeliveryState, 'bounced' | 'failed' | 'suppressed'>;

/** A recipient of a stored message, with the last report about it. */
export interface ReportedRecipient extends Recipient {
  readonly delivery?: DeliveryState;
}

/** How a provider describes which addresses its report is about. */
export interface ReportedAddresses {
  /** The addresses that the report lists; providers list all recipients of the message here. */
  readonly listed?: readonly string[];
  /** The provider's text on the cause, which may quote the address. */
  readonly text?: string;
}

/** Most characters of a provider's text in which addresses are looked for. */
const MOST_TEXT = 4000;
// Bounded quantifiers: the text comes from a stranger's mail server.
const ADDRESS = /[^\s<>"'(),;:[\]]{1,64}@[^\s<>"'(),;:[\]]{1,255}/gu;
// A telephone number as people and gateways write it.
const NUMBER = /\+?\d[\d ().-]{4,30}\d/g;

/**
 * The recipients that a report is about: the only recipient; else those whose addresses the provider's text quotes;
 * else those that it lists, unless it lists all. Null when the report does not say which of several recipients it is
 * about. Pure and total.
 */
export function recipientsOfReport<R extends Recipient>(
  recipients: readonly R[],
  { listed = [], text = '' }: ReportedAddresses,
): readonly R[] | null {
  if (recipients.length === 1) return recipients;
  // Each recipient's address is compared in the form of its own channel.
  const among = (addresses: readonly string[]) => {
    const keys = { email: keysOf('email', addresses), sms: keysOf('sms', addresses) };
    return recipients.filter(
      ({ channel, address }) => channel !== 'letter' && keys[channel].has(addressKey(channel, address)),
    );
  };
  const quoted = among([...addressesIn(text), ...numbersIn(text)]);
  if (quoted.length > 0) return quoted;
  const named = among(listed.map(bareAddress));
  return named.length > 0 && named.length < recipients.length ? named : null;
}

function keysOf(channel: AddressedChannel, addresses: readonly string[]): ReadonlySet<string> {
  return new Set(addresses.map((address) => addressKey(channel, address)));
}

function numbersIn(text: string): readonly string[] {
  return [...text.slice(0, MOST_TEXT).matchAll(NUMBER)].map(([number]) => number);
}

function addressesIn(text: string): readonly string[] {
  return [...text.slice(0, MOST_TEXT).matchAll(ADDRESS)].map(([address]) => address.replace(/[.!?]+$/, ''));
}

// The address in `Name <address>`.
function bareAddress(address: string): string {
  return /<([^<>]{1,320})>\s{0,10}$/.exec(address)?.[1] ?? address;
}

/** Whether the report is of a kind that says that its address was not reached. */
export function hasNotArrived(state: DeliveryState | undefined): state is NotArrived {
  return state === 'bounced' || state === 'failed' || state === 'suppressed';
}
