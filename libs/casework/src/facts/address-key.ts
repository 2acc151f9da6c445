import type { Channel } from '@puntual/domain/policy/vocabulary';

/** Channels whose messages go to an address of a contact. */
export type AddressedChannel = Exclude<Channel, 'letter'>;

/**
 * An address in the one form by which it is known again, however the ERP writes it: an e-mail address in lower case, a
 * telephone number as its digits without the international prefix `00`. Total.
 */
export function addressKey(channel: AddressedChannel, address: string): string {
  switch (channel) {
    case 'email':
      return address.normalize('NFC').trim().toLowerCase();
    case 'sms':
      return address.replace(/\D/g, '').replace(/^00/, '');
  }
}

/** Whether both are the same address; null is no address. */
export function isSameAddress(channel: AddressedChannel, a: string | null, b: string | null): boolean {
  return a === null || b === null ? a === b : addressKey(channel, a) === addressKey(channel, b);
}
