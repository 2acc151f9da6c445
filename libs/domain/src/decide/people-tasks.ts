import { addDays, laterDate, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { addOpenDays, nextOpenDay, plannedInstant, rollDay } from '../calendar/send-window.ts';
import { limitIn } from '../policy/conditions.ts';
import { CONFIRM_STEP, INCOMPLETE_STEP } from '../policy/vocabulary.ts';
import type { CaseFacts } from './case-facts.ts';
import { contactedCustomer } from './contacted-customer.ts';
import type { Decision } from './decision.ts';
import { netOpenMinor } from './open-credit.ts';

type OpenTask = Extract<Decision, { kind: 'open-task' }>;

/** Open days in which people complete an invoice that lacks something. */
const COMPLETE_IN_OPEN_DAYS = 1;

/**
 * The task for an invoice that lacks what the customer's procedure asks for: once for an invoice, on the day on which
 * that is known, whatever else holds the case up. Null when nothing is missing or people were told.
 */
export function incompleteInvoiceTask(facts: CaseFacts, today: IsoDate): OpenTask | null {
  const { invoice, steps, window } = facts;
  if (!invoice.missing?.length || steps.some(({ stepId }) => stepId === INCOMPLETE_STEP)) return null;
  const dueOn = addOpenDays(today, COMPLETE_IN_OPEN_DAYS, window);
  return { kind: 'open-task', task: 'complete-invoice', stepId: INCOMPLETE_STEP, dueOn, missing: invoice.missing };
}

/**
 * When a person asks the customer whether all is there to pay a large invoice: the instant, from `now` on. Null when
 * the policy does not ask, people were asked before, the sum is smaller, the due date has passed, or there is no open
 * day left before it.
 */
export function confirmAt(facts: CaseFacts, now: EpochMs): EpochMs | null {
  const { policy, invoice, customer, steps, window } = facts;
  const { confirmBeforeDue: rule } = policy;
  if (!rule || contactedCustomer(customer).kind === 'consumer' || invoice.status !== 'open') return null;
  if (steps.some(({ stepId }) => stepId === CONFIRM_STEP)) return null;
  const least = limitIn(rule.openAtLeast, invoice.currency, policy.currency);
  const openMinor = netOpenMinor({
    openMinor: invoice.openMinor,
    customerOpenMinor: facts.customerOpenMinor,
    creditMinor: facts.creditMinor,
  });
  if (least === null || openMinor < least) return null;
  const wantedOn = rollDay(addDays(invoice.dueOn, -rule.days), window, 'previous-business-day', invoice.knownOn);
  const today = localDate(now, window.timeZone);
  const on = nextOpenDay(laterDate(wantedOn, today), window);
  return on > invoice.dueOn ? null : Math.max(now, plannedInstant(on, contactedCustomer(customer).id, window));
}

/** The task that has a person ask; due on the invoice's own due date. */
export function confirmTask({ invoice }: CaseFacts): OpenTask {
  return { kind: 'open-task', task: 'confirm-payment', stepId: CONFIRM_STEP, dueOn: invoice.dueOn, missing: [] };
}
