import type { GateContact } from '@puntual/domain/decide/composition';
import type { Channel } from '@puntual/domain/policy/vocabulary';

/** The ways by which a customer can be written to. */
export interface Reach {
  readonly contacts: readonly GateContact[];
  readonly hasPostalAddress: boolean;
}

/** The customer's facts without the ways for which this installation has no provider. */
export function withChannelsOf<Facts extends Reach>(
  facts: Facts,
  unavailable: ReadonlySet<Channel> = new Set(),
): Facts {
  if (unavailable.size === 0) return facts;
  return {
    ...facts,
    hasPostalAddress: facts.hasPostalAddress && !unavailable.has('letter'),
    contacts: facts.contacts.map((contact) => {
      const channels = contact.channels.filter((channel) => !unavailable.has(channel));
      return { ...contact, channels, reachable: channels.length > 0 };
    }),
  };
}
