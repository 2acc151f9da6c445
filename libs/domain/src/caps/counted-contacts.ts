import { localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { NO_CONVERSATION } from '../tasks/call-outcomes.ts';
import type { PastContact } from './past-contact.ts';
import { isServiceTemplate, type Channel, type Template } from '../policy/vocabulary.ts';
import { remindsOfMoney } from '../service-messages/reminds-of-money.ts';

const DAY_MS = 86_400_000;

/** Longest span of days that any contact limit covers. Older contacts are not read. */
export const LOOK_BACK_DAYS = 31;

/** Outcome of a call task that ended because its invoices were settled: nobody called. */
const SETTLED = 'settled';

/** A message that a provider accepted, or of which nobody knows whether it did. */
export interface SentMessage {
  readonly composedAt: EpochMs;
  readonly channel: Channel;
  readonly template: Template;
  /** The provider's last report; null before the first one. */
  readonly deliveryState: string | null;
  /** The contacts (the ERP's ids) among its recipients; empty when no recipient has a name, as with a letter. */
  readonly personIds: readonly string[] | null;
  /** The invoices that the message lists. */
  readonly invoiceIds: readonly string[] | null;
}

/** A call task that is done. */
export interface EndedCall {
  readonly completedAt: EpochMs | null;
  /** The debtor's local day. */
  readonly completedOn: IsoDate | null;
  readonly outcome: string | null;
  readonly invoiceIds: readonly string[] | null;
}

/** What of a customer's messages and calls may count as a contact. */
export interface ContactHistory {
  readonly messages: readonly SentMessage[];
  readonly calls: readonly EndedCall[];
}

/** Start of the span before `now` in which a contact counts: the span excludes this instant. */
export function contactsCountAfter(now: EpochMs): EpochMs {
  return now - LOOK_BACK_DAYS * DAY_MS;
}

/**
 * The contacts of one customer that count for the limits of policy and law at `now`, oldest first, on the customer's
 * local days. A message counts unless it did not arrive, is a thank-you, or is a service message that asks for no
 * money; one of which nobody knows whether it was sent counts. A call counts when a collector made it, also when
 * nobody answered; only a call with an answer is a conversation. Pure and total.
 */
export function countedContacts({ messages, calls }: ContactHistory, now: EpochMs, timeZone: string): PastContact[] {
  const after = contactsCountAfter(now);
  const written = messages
    .filter(({ composedAt }) => composedAt > after)
    .filter((message) => isCounted(message) && !hasBounced(message))
    .map(({ composedAt, channel, personIds, invoiceIds }): PastContact => ({
      on: localDate(composedAt, timeZone),
      how: channel,
      personIds: personIds?.length ? personIds : null,
      invoiceIds,
      conversation: false,
    }));
  const called = calls.flatMap(({ completedAt, completedOn, outcome, invoiceIds }): PastContact[] =>
    completedAt !== null && completedAt > after && completedOn !== null && outcome !== null && outcome !== SETTLED
      ? [
          {
            on: completedOn,
            how: 'call',
            personIds: null,
            invoiceIds,
            conversation: !NO_CONVERSATION.includes(outcome),
          },
        ]
      : [],
  );
  return [...written, ...called].sort((a, b) => compare(a.on, b.on) || compare(a.how, b.how));
}

// What confirms or answers is no contact by which a debt is collected. What recalls an agreed sum is one for the law.
function isCounted({ template }: SentMessage): boolean {
  return template !== 'thank-you' && (!isServiceTemplate(template) || remindsOfMoney(template));
}

/** What providers report of messages that no recipient got. */
export const NOT_ARRIVED: readonly string[] = ['bounced', 'failed', 'suppressed'];

/** Whether a message that a provider accepted reached nobody: its reader never saw it. */
export function hasBounced({ deliveryState }: Pick<SentMessage, 'deliveryState'>): boolean {
  return deliveryState !== null && NOT_ARRIVED.includes(deliveryState);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
