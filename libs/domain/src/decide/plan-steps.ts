import { addDays, laterDate, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { plannedInstant } from '../calendar/send-window.ts';
import { contactCaps } from '../caps/contact-caps.ts';
import { stepChannels } from '../caps/lawful-window.ts';
import { firstAllowedWay } from '../caps/next-allowed.ts';
import { isMessage, isReminder, type PolicyStep } from '../policy/policy.ts';
import { withinBudget } from './contact-budget.ts';
import type { CaseFacts, StepState } from './case-facts.ts';
import type { PlannedStep, Reason, SkippedStep } from './decision.ts';
import {
  bringUpToToday,
  keepDistance,
  postpone,
  stepDay,
  stepDays,
  waitForDeadlines,
  type PlanProgress,
  type StepDay,
  type StepSearch,
} from './step-days.ts';
import { unmetOn } from './step-condition.ts';
import { countingRecord, isSpent } from './supply-steps.ts';
import { stageRank, THANK_YOU_STEP } from '../policy/vocabulary.ts';

/** Whether a case has passed the earlier steps once a step has the state. */
const OVERTAKES: Readonly<Record<StepState, boolean>> = {
  requested: true,
  sent: true,
  done: true,
  dropped: false,
  skipped: false,
  failed: true,
};

/** What is still to come for an open invoice, in order, and what will not come as things stand. */
export interface CasePlan {
  readonly steps: readonly PlannedStep[];
  readonly skipped: readonly SkippedStep[];
}

/** The first step of `planCase`, or null, without planning the steps that follow it. */
export function planNextStep(facts: CaseFacts, now: EpochMs): PlannedStep | null {
  return plan(facts, now, 1).steps[0] ?? null;
}

/**
 * The steps that are still to come for an open invoice, in order, each with its day and instant: never before `now`, on
 * an open day (but for what is no message under a policy that does not roll), one stage after the other; and the steps
 * that are left out, with the reason. Holds and credit are left to `decide`.
 *
 * A step is due at the latest of: due date + day; the previous step + their distance, if that one was late; the
 * customer's last reminder + `minDaysBetween`; the day after a deadline that a message named (a courtesy that would
 * wait past the due date lapses); the budget of contacts and what the law allows; the day after the invoice was known .
 * Steps up to the due date lapse when it passes: a late start begins at the first late step. A step that a later one
 * has overtaken is not gone back to (a bounce that is reported late, a minimum that is met only now): a case never
 * becomes milder. What another policy did counts by its stage and day.
 */
export function planCase(facts: CaseFacts, now: EpochMs): CasePlan {
  return plan(facts, now, Infinity);
}

/** What is the same for every step of one plan. */
interface PlanFrame {
  readonly facts: CaseFacts;
  readonly now: EpochMs;
  readonly today: IsoDate;
  readonly caps: ReturnType<typeof contactCaps>;
  readonly reachedIndex: number;
  readonly foreign: ForeignStep | null;
}

// A step depends on those before it alone, so the plan can stop after the first `most` of them.
function plan(facts: CaseFacts, now: EpochMs, most: number): CasePlan {
  const { policy, customer, window } = facts;
  const today = localDate(now, window.timeZone);
  const frame: PlanFrame = {
    facts,
    now,
    today,
    caps: contactCaps(customer.country, customer.kind, today),
    reachedIndex: policy.steps.findLastIndex((step) => OVERTAKES[countingRecord(step, facts)?.state ?? 'dropped']),
    foreign: furthestForeign(facts),
  };
  const progress: PlanProgress = {
    steps: [],
    skipped: [],
    previous: null,
    lastReminderOn: facts.lastReminderOn,
    deadlineOn: facts.deadlineNamedOn,
    ownDeadlineOn: null,
    announced: false,
    contacts: facts.recentContacts,
  };
  const days = stepDays(facts);
  for (const [index, step] of policy.steps.entries()) {
    const day = days[index] ?? stepDay(step, facts);
    if (goneThrough(step, day, frame, progress)) continue;
    const passed = passedBy(step, index, frame, progress);
    if (passed) {
      if (passed.on) progress.previous = { step, on: passed.on, nominalOn: day.nominalOn };
      skip(step, passed.reason, progress);
      continue;
    }
    planStep(step, day, frame, progress);
    if (progress.steps.length >= most) break;
  }
  return { steps: progress.steps, skipped: progress.skipped };
}

function skip(step: PolicyStep, reason: Reason, progress: PlanProgress): void {
  progress.skipped.push({ stepId: step.id, do: step.do, stage: step.stage, reason });
}

// Whether the step has happened or is on its way; if so, notes what it leaves behind.
function goneThrough(step: PolicyStep, { nominalOn }: StepDay, { facts }: PlanFrame, progress: PlanProgress): boolean {
  const record = countingRecord(step, facts);
  if (!record || record.state === 'dropped') return false;
  progress.previous = { step, on: record.on, nominalOn };
  if (record.deadlineOn) progress.deadlineOn = laterDate(record.deadlineOn, progress.deadlineOn);
  if (record.deadlineOn && isMessage(step) && step.deadlineDays !== undefined)
    progress.ownDeadlineOn = laterDate(record.deadlineOn, progress.ownDeadlineOn);
  if (step.do === 'announce-supply-hold' && (record.state === 'sent' || record.state === 'requested'))
    progress.announced = true;
  return true;
}

// Why the step cannot come whatever its day, or null. `on`: the day on which the case got this far by another way.
function passedBy(
  step: PolicyStep,
  index: number,
  { facts, foreign, reachedIndex }: PlanFrame,
  { announced }: PlanProgress,
): { readonly reason: Reason; readonly on?: IsoDate } | null {
  const reached = facts.invoice.alreadyReached;
  if (reached && stageRank(step.stage) <= stageRank(reached.stage))
    return { reason: { code: 'reached-elsewhere', stage: reached.stage }, on: reached.on };
  if (foreign && comparePlace(step, foreign) <= 0)
    return { reason: { code: 'passed-over', stepId: foreign.stepId }, on: foreign.on };
  // A supply step that happens again is not overtaken by what followed its earlier occurrence.
  if (index < reachedIndex && !isSpent(step, facts))
    return { reason: { code: 'passed-over', stepId: facts.policy.steps[reachedIndex]?.id ?? step.id } };
  if (step.do === 'supply-hold' && !announced) return { reason: { code: 'supply-hold-not-announced' } };
  return null;
}

// Finds the step's day and puts it into the plan, or leaves it out with the reason.
function planStep(step: PolicyStep, day: StepDay, frame: PlanFrame, progress: PlanProgress): void {
  const { facts, now, today, caps } = frame;
  const { dayOn, nominalOn } = day;
  const search: StepSearch = {
    step,
    dayOn,
    nominalOn,
    on: nominalOn,
    reasons: [
      nominalOn === dayOn
        ? { code: 'step-day', stepId: step.id, day: step.day }
        : { code: 'rolled-to-open-day', from: dayOn, ...(nominalOn < dayOn ? { backTo: nominalOn } : {}) },
    ],
  };
  keepDistance(search, facts, progress);
  waitForDeadlines(search, facts, progress);
  bringUpToToday(search, facts, today, progress);
  if (isMessage(step) || step.do === 'task') {
    const how = step.do === 'task' ? 'call' : 'message';
    const budget = withinBudget(search.on, how, progress.contacts, facts.policy);
    if (budget.reason) postpone(search, facts, budget.on, budget.reason);
  }
  const allowed = firstAllowedWay(
    stepChannels(step).map((channel) => ({ channel, personIds: null, invoiceIds: [facts.invoice.id] })),
    progress.contacts,
    caps,
    search.on,
  );
  if (allowed?.reason) postpone(search, facts, allowed.on, { code: 'legal-cap', cap: allowed.reason });
  const { on, reasons } = search;
  if (step.day <= 0 && lapses(step, nominalOn, on, facts)) {
    skip(step, { code: 'courtesy-lapsed' }, progress);
    return;
  }
  const unmet = unmetOn(step, facts, on);
  if (unmet) {
    skip(step, { code: 'condition-unmet', field: unmet }, progress);
    return;
  }
  const at = Math.max(now, plannedInstant(on, facts.customer.id, facts.window));
  progress.steps.push({ stepId: step.id, do: step.do, stage: step.stage, on, at, reasons });
  progress.previous = { step, on, nominalOn };
  notePlannedMessage(step, on, progress);
  if (allowed) {
    const contact = { on, how: allowed.way.channel, invoiceIds: [facts.invoice.id] };
    progress.contacts = [...progress.contacts, contact];
  }
}

function notePlannedMessage(step: PolicyStep, on: IsoDate, progress: PlanProgress): void {
  if (!isMessage(step)) return;
  if (isReminder(step)) progress.lastReminderOn = laterDate(on, progress.lastReminderOn);
  if (step.deadlineDays !== undefined) {
    const deadlineOn = addDays(on, step.deadlineDays);
    progress.deadlineOn = laterDate(deadlineOn, progress.deadlineOn);
    progress.ownDeadlineOn = laterDate(deadlineOn, progress.ownDeadlineOn);
  }
  if (step.do === 'announce-supply-hold') progress.announced = true;
}

/**
 * Whether a message that was asked for does not fit its invoice on `today` any more: a courtesy whose day has passed,
 * or a reminder of what an amended due date says is not late. The gate drops it.
 */
export function isNoLongerDue(step: Pick<PolicyStep, 'day'>, dueOn: IsoDate, today: IsoDate): boolean {
  return step.day < 0 ? dueOn <= today : step.day === 0 ? dueOn !== today : dueOn >= today;
}

interface ForeignStep {
  readonly stepId: string;
  readonly stage: PolicyStep['stage'];
  readonly day: number;
  readonly on: IsoDate;
}

// How far a policy that does not run any more has brought the case.
function furthestForeign({ policy, steps }: CaseFacts): ForeignStep | null {
  let furthest: ForeignStep | null = null;
  for (const record of steps) {
    if (
      record.stepId === THANK_YOU_STEP ||
      !record.stage ||
      !OVERTAKES[record.state] ||
      policy.steps.some((step) => step.id === record.stepId)
    )
      continue;
    const place = { stepId: record.stepId, stage: record.stage, day: record.day ?? 0, on: record.on };
    if (!furthest || comparePlace(place, furthest) > 0) furthest = place;
  }
  return furthest;
}

function comparePlace(a: Pick<PolicyStep, 'stage' | 'day'>, b: Pick<PolicyStep, 'stage' | 'day'>): number {
  return stageRank(a.stage) - stageRank(b.stage) || a.day - b.day;
}

// A courtesy is one only before the due date, the due-date note only on it; and no message is sent on the
// day the invoice arrives that should have been sent before it was known.
function lapses(step: PolicyStep, nominalOn: IsoDate, on: IsoDate, facts: CaseFacts): boolean {
  const { dueOn, knownOn } = facts.invoice;
  if (step.day < 0) return on >= dueOn || nominalOn < knownOn;
  return on > dueOn || dueOn < knownOn;
}
