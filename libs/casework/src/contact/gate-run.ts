import { addDays, localDate } from '@puntual/domain/calendar/dates';
import { nextOpenDay, plannedInstant } from '@puntual/domain/calendar/send-window';
import type { Recipient, WaitReason } from '@puntual/domain/decide/composition';
import type { Tx } from '@puntual/db/database';
import type { LoadedCustomer } from '../facts/load-customer.ts';
import type { Organization } from '../record/organization.ts';
import type { ContactRef } from '../record/refs.ts';

/** A message that is stored and ready to be handed to the provider. `tries`: with this one. */
export interface ReservedMessage {
  readonly messageId: string;
  readonly slug: string;
  readonly channel: Recipient['channel'];
  readonly recipients: readonly Recipient[];
  readonly subject: string;
  readonly html: string | null;
  readonly text: string;
  readonly pdf: Buffer | null;
  readonly template: string;
  readonly customerId: string;
  readonly tries: number;
}

/**
 * What the gate answers. `again`: the facts changed under the gate, so it runs once more at once. `nothing`: no request
 * is left.
 */
export type Reservation =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'again' }
  | { readonly kind: 'wait'; readonly until: number; readonly reason: WaitReason }
  | { readonly kind: 'reserved'; readonly message: ReservedMessage };

/** When the gate runs, in milliseconds. */
export interface GateInstants {
  /** The instant of the virtual clock, by which the rules decide. */
  readonly now: number;
  /** The real instant, by which the provider's idempotency key grows old. */
  readonly realMs: number;
  /** How far a send may fall outside its window, because timers of a fast clock are late. */
  readonly toleranceMs: number;
}

/** One run of the gate for a customer, in a transaction that holds the customer's lock. */
export interface GateRun {
  readonly tx: Tx;
  readonly ref: ContactRef;
  readonly organization: Organization;
  readonly customer: LoadedCustomer;
  readonly at: GateInstants;
}

/** Waits until the next day on which the customer may receive a message. */
export function waitForNextDay({ customer, at }: GateRun, reason: WaitReason): Extract<Reservation, { kind: 'wait' }> {
  const { customer: facts, window } = customer.facts;
  const day = nextOpenDay(addDays(localDate(at.now, window.timeZone), 1), window);
  return { kind: 'wait', until: plannedInstant(day, facts.id, window), reason };
}
