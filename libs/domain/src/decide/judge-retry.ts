import { plannedInstant, nextOpenDay } from '../calendar/send-window.ts';
import { localDate, type EpochMs } from '../calendar/dates.ts';
import { contactCaps } from '../caps/contact-caps.ts';
import { capsFreeOn } from '../caps/next-allowed.ts';
import { isServiceTemplate } from '../policy/vocabulary.ts';
import { composeMessage } from './compose-message.ts';
import { remindsOfMoney } from '../service-messages/reminds-of-money.ts';
import type { CustomerFacts, Recipient, WaitReason } from './composition.ts';
import type { CreditByCurrency } from './open-credit.ts';
import { wantedBy } from './route-message.ts';

/** A stored message of which another try is wanted: to whom it goes, and the requests that it carries. */
export interface MessageToRetry {
  readonly recipients: readonly Recipient[];
  readonly requestIds: ReadonlySet<string>;
}

/**
 * Whether another try of a stored message may leave. `changed`: the gate would not compose such a message any more, so
 * its bytes must not be sent again.
 */
export type RetryVerdict =
  /** `creditMinor`: the customer's credit that such a message nets today. */
  | { readonly kind: 'go'; readonly creditMinor: CreditByCurrency }
  | { readonly kind: 'wait'; readonly until: EpochMs; readonly reason: WaitReason }
  | { readonly kind: 'changed' };

/**
 * Judges another try of a stored message at `now` by the rules of its first try: window, closed days, spacing, limits,
 * feeds, and what the law allows on the message's own channel. Only the requests that the message carries count: a
 * request that came later does not postpone it. Pure. `toleranceMs`: as for `composeMessage`.
 */
export function judgeRetry(
  facts: CustomerFacts,
  { recipients, requestIds }: MessageToRetry,
  now: EpochMs,
  toleranceMs: number,
): RetryVerdict {
  const carried = facts.requests.filter(({ requestId }) => requestIds.has(requestId));
  const composition = composeMessage({ ...facts, requests: carried }, now, toleranceMs);
  if (composition.dropped.length > 0) return { kind: 'changed' };
  switch (composition.kind) {
    case 'nothing':
    case 'unreachable':
      return { kind: 'changed' };
    case 'wait':
      return { kind: 'wait', until: composition.until, reason: composition.reason };
    case 'send':
      break;
  }
  const go = { kind: 'go', creditMinor: composition.creditMinor ?? facts.creditMinor } as const;
  const { template } = composition;
  if (template === 'thank-you' || template === 'statement') return go;
  if (isServiceTemplate(template) && !remindsOfMoney(template)) return go;
  const { customer, recentContacts, window } = facts;
  const today = localDate(now, window.timeZone);
  const caps = contactCaps(customer.country, customer.kind, today);
  const { on } = capsFreeOn(wantedBy(recipients, carried), recentContacts, caps, today);
  if (on <= today) return go;
  return { kind: 'wait', until: plannedInstant(nextOpenDay(on, window), customer.id, window), reason: 'legal-cap' };
}
