import { addDays, type IsoDate } from '../calendar/dates.ts';
import { nextOpenDay, rollDay, type SendWindow } from '../calendar/send-window.ts';
import { isMessage, isReminder, type Policy, type PolicyStep } from '../policy/policy.ts';
import type { CaseFacts } from './case-facts.ts';
import type { PlannedStep, Reason, SkippedStep } from './decision.ts';

/** The day that a policy names for a step, and the open day to which it moves. */
export interface StepDay {
  readonly dayOn: IsoDate;
  /** The open day to which the step moves. */
  readonly nominalOn: IsoDate;
}

/** Limit of cached results per policy and window: one for each combination of an invoice's dates. */
const MOST_DATES = 1000;
const keptDays = new WeakMap<Policy, WeakMap<SendWindow, Map<string, readonly StepDay[]>>>();

/**
 * The day of each step of the policy for this invoice, in the order of the steps. Cached, because the days do not
 * depend on events and a simulation needs them for every decision.
 */
export function stepDays(facts: CaseFacts): readonly StepDay[] {
  const { policy, window, invoice } = facts;
  const ofPolicy = keptDays.get(policy) ?? new WeakMap<SendWindow, Map<string, readonly StepDay[]>>();
  const ofWindow = ofPolicy.get(window) ?? new Map<string, readonly StepDay[]>();
  // Only the day of a courtesy that moves back depends on the day on which the invoice became known.
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

/** The day of one step for this invoice: due date plus day of the step, moved to an open day as the policy says. */
export function stepDay(step: PolicyStep, { policy, window, invoice: { dueOn, knownOn } }: CaseFacts): StepDay {
  const dayOn = addDays(dueOn, step.day);
  if (!rolls(step, policy)) return { dayOn, nominalOn: dayOn };
  const roll = policy.calendar.roll === 'none' ? 'next-business-day' : policy.calendar.roll;
  return { dayOn, nominalOn: rollDay(dayOn, window, roll, step.day < 0 ? knownOn : dayOn) };
}

/**
 * Whether the step moves to an open day. Messages always do, because they leave only in the send window. Other steps
 * keep their day under a policy that does not roll.
 */
function rolls(step: PolicyStep, policy: Policy): boolean {
  return isMessage(step) || policy.calendar.roll !== 'none';
}

/** A step that happened or is planned. */
interface Rung {
  readonly step: PolicyStep;
  /** The day on which the step happened or is planned, and the day that the policy names. */
  readonly on: IsoDate;
  readonly nominalOn: IsoDate;
}

/** The result of the plan so far, and what the next step depends on. */
export interface PlanProgress {
  readonly steps: PlannedStep[];
  readonly skipped: SkippedStep[];
  previous: Rung | null;
  lastReminderOn: IsoDate | null;
  deadlineOn: IsoDate | null;
  /** The deadline that courtesies wait for: one that this case named, not one from a demand for another invoice. */
  ownDeadlineOn: IsoDate | null;
  announced: boolean;
  contacts: CaseFacts['recentContacts'];
}

/** The search for the day of a step: the latest candidate so far, and the reasons for it. */
export interface StepSearch extends StepDay {
  readonly step: PolicyStep;
  on: IsoDate;
  reasons: Reason[];
}

function opensOn(step: PolicyStep, { policy, window }: CaseFacts, date: IsoDate): IsoDate {
  return rolls(step, policy) ? nextOpenDay(date, window) : date;
}

/** Moves the step to the open day from `candidate` on when that is later; `reason` then replaces the reasons so far. */
export function postpone(search: StepSearch, facts: CaseFacts, candidate: IsoDate, reason: Reason): void {
  const open = opensOn(search.step, facts, candidate);
  if (open <= search.on) return;
  search.on = open;
  search.reasons = [reason];
}

/** Keeps the distance to a previous step that was late, and to the last reminder. */
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
  // An outage can move two courtesies to one day; they leave on different days.
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

/** Moves the step after the payment deadline that a message named, and after the day the invoice became known. */
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

/** Moves the agency step of a customer that refused to pay to today, and a step whose day has passed. */
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
