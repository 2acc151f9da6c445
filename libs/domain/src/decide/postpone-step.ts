import { addDays, type IsoDate } from '../calendar/dates.ts';
import { nextOpenDay } from '../calendar/send-window.ts';
import { isMessage, isReminder, type PolicyStep } from '../policy/policy.ts';
import type { CaseFacts } from './case-facts.ts';
import type { PlannedStep, SkippedStep } from './decision.ts';
import type { Reason } from './reason.ts';
import { rolls, type StepDay } from './step-days.ts';

/** A step that the plan has gone through. */
export interface Rung {
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
