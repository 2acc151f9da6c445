import { localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { isInWindow, nextInWindow, type SendWindow } from '../calendar/send-window.ts';
import { contactCaps, narrowWindow } from '../caps/contact-caps.ts';
import { capsFreeOn } from '../caps/next-allowed.ts';
import type { PastContact } from '../caps/past-contact.ts';
import type { Policy } from '../policy/policy.ts';
import type { CustomerKind } from '../policy/vocabulary.ts';
import { withinBudget } from './contact-budget.ts';

/** The customer who is called, and what limits calls. */
export interface CallFacts {
  readonly customer: { readonly id: string; readonly kind: CustomerKind; readonly country: string };
  /** The hours of the policy and the law for the customer. */
  readonly window: SendWindow;
  readonly policy: Pick<Policy, 'contact'>;
  /** The contacts that count at the hour of the call, in the order of their days. */
  readonly contacts: readonly PastContact[];
  /** The invoices that the call is about. */
  readonly invoiceIds: readonly string[];
  readonly allStopped: boolean;
}

/**
 * Whether a call may be made at an instant. `quiet-hours`: outside the hours in which the customer may be called;
 * `from` is the next one. `over-limit`: the contacts so far leave no room before the customer's local day `from`.
 */
export type CallVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'all-stopped' }
  | { readonly kind: 'quiet-hours'; readonly from: EpochMs }
  | { readonly kind: 'over-limit'; readonly from: IsoDate };

/** Minutes before an agreed call at which it comes to the top of the worklist. */
export const CALL_BACK_LEAD_MINUTES = 5;

/** Judges a call by a person at the instant `at`. Pure and total. */
export function judgeCall(facts: CallFacts, at: EpochMs): CallVerdict {
  const { customer, policy, contacts, invoiceIds } = facts;
  if (facts.allStopped) return { kind: 'all-stopped' };
  const day = localDate(at, facts.window.timeZone);
  const caps = contactCaps(customer.country, customer.kind, day);
  const window = narrowWindow(facts.window, caps, 'call');
  if (!isInWindow(at, window, 0)) return { kind: 'quiet-hours', from: nextInWindow(at, customer.id, window, 0) };
  const budgetOn = withinBudget(day, 'call', contacts, policy).on;
  const from = capsFreeOn({ channel: 'call', personIds: null, invoiceIds }, contacts, caps, budgetOn).on;
  return from > day ? { kind: 'over-limit', from } : { kind: 'allowed' };
}
