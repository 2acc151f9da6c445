import { addDays, localDate } from '@puntual/domain/calendar/dates';
import { nextOpenDay, plannedInstant } from '@puntual/domain/calendar/send-window';
import type { Recipient, WaitReason } from '@puntual/domain/decide/composition';
import { closedGate } from '@puntual/domain/decide/decide';
import type { Channel } from '@puntual/domain/policy/vocabulary';
import type { Tx } from '@puntual/db/database';
import type { LoadedCustomer } from '../facts/load-customer.ts';
import { gateOf, waitForGate } from '../gate/closed-gate.ts';
import type { LimitedDay } from '../gate/daily-limit.ts';
import type { Organization } from '../record/organization.ts';
import type { ContactRef } from '../record/refs.ts';

/** The creditor's name, and where the customer's answers go; null: to the installation's own address. */
export interface MessageSender {
  readonly name: string;
  readonly replyTo: string | null;
}

/** The headers of a mail that tie it to those before it: Message-IDs in angle brackets, the nearest last. */
export interface MailThread {
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

/** Where answers to a message (row id) of an organization go, and the domain of its Message-ID. */
export type ReplyAddresses = (of: {
  readonly organizationId: string;
  readonly slug: string;
  readonly messageId: string;
}) => { readonly domain: string; readonly replyTo: string | null };

/** A message that is stored and ready to be handed to the provider. `tries`: with this one. */
export interface ReservedMessage {
  readonly messageId: string;
  readonly slug: string;
  readonly channel: Recipient['channel'];
  readonly recipients: readonly Recipient[];
  /** Whom the customer sees as the sender; null for a message that was stored without one. */
  readonly sender: MessageSender | null;
  /** Null or left out: no mail, or one that was stored without a thread. */
  readonly thread?: MailThread | null;
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

/** When the gate runs, in milliseconds, and where. */
export interface GateInstants {
  /** The instant of the virtual clock, by which the rules decide. */
  readonly now: number;
  /** The real instant, by which the provider's idempotency key grows old. */
  readonly realMs: number;
  /** How far a send may fall outside its window, because timers of a fast clock are late. */
  readonly toleranceMs: number;
  /** The channels that have no provider in this installation; left out: none. */
  readonly unavailable?: ReadonlySet<Channel>;
  /** The address under which customers reach the portal (`https://host`); left out: messages have no link to it. */
  readonly portalAt?: string | undefined;
  /** Left out: answers go to the organization's own address, and mails stand in no thread. */
  readonly replyAddresses?: ReplyAddresses;
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

/**
 * Waits until `until`. When the reason is a backlog of payments, the customer is noted as waiting for its end, which
 * wakes it earlier: a backlog ends by itself, and nobody opens that gate.
 */
export async function waitAtGate(
  { tx, ref, customer }: GateRun,
  { until, reason }: { readonly until: number; readonly reason: WaitReason },
): Promise<Extract<Reservation, { kind: 'wait' }>> {
  if (reason === 'feed-stale' && gateOf(closedGate(customer.facts)) === 'backlog')
    await waitForGate(tx, ref.organizationId, 'backlog');
  return { kind: 'wait', until, reason };
}

/** The organization's day with its limit of messages; null: no limit. */
export function limitedDay({ ref, organization, customer, at }: GateRun): LimitedDay | null {
  return customer.maxMessagesPerDay === null
    ? null
    : {
        organizationId: ref.organizationId,
        on: localDate(at.now, organization.timeZone),
        most: customer.maxMessagesPerDay,
      };
}
