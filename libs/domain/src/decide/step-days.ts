import { addDays, type IsoDate } from '../calendar/dates.ts';
import { rollDay, type SendWindow } from '../calendar/send-window.ts';
import { isMessage, type Policy, type PolicyStep } from '../policy/policy.ts';
import type { CaseFacts } from './case-facts.ts';

/** The day that a policy names for a step, and the open day that it becomes. */
export interface StepDay {
  readonly dayOn: IsoDate;
  /** The day that it rolls to. */
  readonly nominalOn: IsoDate;
}

/** Invoices' dates whose steps' days are kept for each policy and window. */
const MOST_DATES = 1000;
const keptDays = new WeakMap<Policy, WeakMap<SendWindow, Map<string, readonly StepDay[]>>>();

/**
 * The day of each step of the policy for this invoice, in the order of the steps. Kept in memory: they depend on
 * nothing that happens, and a simulation asks for them with every decision.
 */
export function stepDays(facts: CaseFacts): readonly StepDay[] {
  const { policy, window, invoice } = facts;
  const ofPolicy = keptDays.get(policy) ?? new WeakMap<SendWindow, Map<string, readonly StepDay[]>>();
  const ofWindow = ofPolicy.get(window) ?? new Map<string, readonly StepDay[]>();
  // Only a courtesy that rolls back depends on the day on which the invoice was known.
  const dates =
    policy.calendar.roll === 'previous-business-day' ? `${invoice.dueOn}/${invoice.knownOn}` : invoice.dueOn;
  const known = ofWindow.get(dates);
  if (known) return known;
  const days = policy.steps.map((step) => stepDay(step, facts));
  if (ofWindow.size >= MOST_DATES) ofWindow.clear();
  ofWindow.set(dates, days);
  ofPolicy.set(window, ofWindow);
  keptDays.set(policy, ofPolicy);
  return days;
}

/** The day of one step for this invoice: due date + its day, rolled to an open day as the policy says. */
export function stepDay(step: PolicyStep, { policy, window, invoice: { dueOn, knownOn } }: CaseFacts): StepDay {
  const dayOn = addDays(dueOn, step.day);
  if (!rolls(step, policy)) return { dayOn, nominalOn: dayOn };
  const roll = policy.calendar.roll === 'none' ? 'next-business-day' : policy.calendar.roll;
  return { dayOn, nominalOn: rollDay(dayOn, window, roll, step.day < 0 ? knownOn : dayOn) };
}

/**
 * Whether the step moves to an open day. Under a policy that does not roll, a step that sends no message keeps its day;
 * a message leaves only in the send window, so its day is an open one under any policy.
 */
export function rolls(step: PolicyStep, policy: Policy): boolean {
  return isMessage(step) || policy.calendar.roll !== 'none';
}
