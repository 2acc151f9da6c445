import { addDays, type IsoDate } from '../calendar/dates.ts';
import { nextOpenDay, rollDay, type SendWindow } from '../calendar/send-window.ts';
import { isMessage, isReminder, type Policy, type PolicyStep } from '../policy/policy.ts';
import type { CaseFacts } from './case-facts.ts';
import type { PlannedStep, Reason, SkippedStep } from './decision.ts';

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
function rolls(step: PolicyStep, policy: Policy): boolean {
  return isMessage(step) || policy.calendar.roll !== 'none';
}

/** A step that the plan has gone through. */
interface Rung {
  readonly step: PolicyStep;
  /** The day it happened or is projected to happen, and the day it should have happened. */
  readonly on: IsoDate;
  readonly nominalOn: IsoDate;
}

/** What the steps gone through so far leave behind for those that follow. */
export interface PlanProgress {
  readonly steps: PlannedStep[];
  readonly skipped: SkippedStep[];
  previous: Rung | null;
  lastReminderOn: IsoDate | null;
  deadlineOn: IsoDate | null;
  /** What courtesies wait for: a day that a step of this case names, not one that a demand for another invoice set. */
  ownDeadlineOn: IsoDate | null;
  announced: boolean;
  contacts: CaseFacts['recentContacts'];
}

/** A step whose day is sought: the latest candidate so far, and why it is that day. */
export interface StepSearch extends StepDay {
  readonly step: PolicyStep;
  on: IsoDate;
  reasons: Reason[];
}

function opensOn(step: PolicyStep, { policy, window }: CaseFacts, date: IsoDate): IsoDate {
  return rolls(step, policy) ? nextOpenDay(date, window) : date;
}

/** Moves the step to the open day of `candidate` if that is later; `reason` then replaces all reasons so far. */
export function postpone(search: StepSearch, facts: CaseFacts, candidate: IsoDate, reason: Reason): void {
  const open = opensOn(search.step, facts, candidate);
  if (open <= search.on) return;
  search.on = open;
  search.reasons = [reason];
}

/** Keeps the step away from a late step before it, and from the last reminder. */
export function keepDistance(
  search: StepSearch,
  facts: CaseFacts,
  { previous, steps, lastReminderOn }: PlanProgress,
): void {
  const { step } = search;
  const { minDaysBetween } = facts.policy.contact;
  const keepFrom = (date: IsoDate, stepId: string, on: IsoDate) =>
    postpone(search, facts, date, { code: 'kept-distance-after-late-step', stepId, on });
  if (previous && isReminder(previous.step) && previous.on > previous.nominalOn)
    keepFrom(addDays(previous.on, step.day - previous.step.day), previous.step.id, previous.on);
  const last = steps.at(-1);
  if (last) keepFrom(last.on, last.stepId, last.on);
  // Two courtesies that an outage moved to one day still leave on different days.
  if (isMessage(step) && previous && isMessage(previous.step) && !isReminder(previous.step))
    keepFrom(addDays(previous.on, 1), previous.step.id, previous.on);
  if (isMessage(step) && isReminder(step) && lastReminderOn) {
    postpone(search, facts, addDays(lastReminderOn, minDaysBetween), {
      code: 'spacing-to-last-reminder',
      lastOn: lastReminderOn,
      days: minDaysBetween,
    });
  }
}

/** Keeps the step after the deadline that a message named, and after the day on which the invoice was known. */
export function waitForDeadlines(
  search: StepSearch,
  facts: CaseFacts,
  { deadlineOn, ownDeadlineOn }: PlanProgress,
): void {
  const { step } = search;
  const { knownOn } = facts.invoice;
  const namedOn = isReminder(step) ? deadlineOn : ownDeadlineOn;
  if (namedOn) postpone(search, facts, addDays(namedOn, 1), { code: 'deadline-named', on: namedOn });
  if (step.day > 0) postpone(search, facts, addDays(knownOn, 1), { code: 'not-known-before', on: knownOn });
}

/** A customer that refused to pay goes to the agency at once; a step whose day has passed comes today. */
export function bringUpToToday(search: StepSearch, facts: CaseFacts, today: IsoDate, { steps }: PlanProgress): void {
  const { step } = search;
  const refused = facts.call?.state === 'done' && facts.call.outcome === 'refuses';
  if (step.do === 'agency' && steps.length === 0 && refused && search.on > today) {
    search.on = opensOn(step, facts, today);
    search.reasons = [{ code: 'customer-refused' }];
  }
  if (search.on < today) {
    search.on = opensOn(step, facts, today);
    search.reasons.push({ code: 'late-catching-up' });
  }
}
