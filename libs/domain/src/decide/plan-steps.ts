import { addDays, laterDate, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { plannedInstant } from '../calendar/send-window.ts';
import { contactCaps } from '../caps/contact-caps.ts';
import { stepChannels } from '../caps/lawful-window.ts';
import { firstAllowedWay } from '../caps/next-allowed.ts';
import { isMessage, isReminder, type PolicyStep } from '../policy/policy.ts';
import { withinBudget } from './contact-budget.ts';
import type { CaseFacts, StepState } from './case-facts.ts';
import { contactedCustomer } from './contacted-customer.ts';
import type { PlannedStep, Reason, SkippedStep } from './decision.ts';
import { isListedAlready } from './listed-already.ts';
import { waitForPayRun } from './pay-run-wait.ts';
import { feeReasons } from './repeated-fee.ts';
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
import { isOutsidePolicies, stageRank, TERMS_STEP } from '../policy/vocabulary.ts';

/** Whether a case has passed the earlier steps once a step has the state. */
const OVERTAKES: Readonly<Record<StepState, boolean>> = {
  requested: true,
  sent: true,
  done: true,
  dropped: false,
  skipped: false,
  failed: true,
};

/** The planned steps of an open invoice in order, and the steps that will not come by the facts of now. */
export interface CasePlan {
  readonly steps: readonly PlannedStep[];
  readonly skipped: readonly SkippedStep[];
}

/** The first step of `planCase`, or null, without planning the steps that follow it. */
export function planNextStep(facts: CaseFacts, now: EpochMs): PlannedStep | null {
  return plan(facts, now, 1).steps[0] ?? null;
}

/**
 * Plans the steps of an open invoice that are still to come, in order, each with its day and instant, and names the
 * steps that are left out with the reason. No step is before `now`. Steps are on open days; under a policy that does
 * not roll only messages are. Holds and credit do not count here: `decide` judges them.
 *
 * The day of a step is the latest of: the due date plus the day of the step; the previous step plus their distance, if
 * the previous step was late; the customer's last reminder plus `minDaysBetween`; the day after a payment deadline that
 * a message named; the first day that the contact budget and the law allow; the day after the invoice became known.
 * A courtesy that would wait past the due date lapses, so a late start begins with the first late step. A step before
 * one that happened is not planned again (its bounce was reported late, its minimum is met only now): a case never
 * becomes milder. The steps of an earlier policy count by their stage and day.
 */
export function planCase(facts: CaseFacts, now: EpochMs): CasePlan {
  return plan(facts, now, Infinity);
}

/** The inputs that all steps of one plan share. */
interface PlanFrame {
  readonly facts: CaseFacts;
  readonly now: EpochMs;
  readonly today: IsoDate;
  readonly caps: ReturnType<typeof contactCaps>;
  readonly reachedIndex: number;
  readonly foreign: ForeignStep | null;
}

// A step depends only on the steps before it, so the plan can stop after the first `most` steps.
function plan(facts: CaseFacts, now: EpochMs, most: number): CasePlan {
  const { policy, customer, window } = facts;
  const today = localDate(now, window.timeZone);
  const contacted = contactedCustomer(customer);
  const frame: PlanFrame = {
    facts,
    now,
    today,
    caps: contactCaps(contacted.country, contacted.kind, today),
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

// Whether the step happened or is requested; if so, records in `progress` what later steps depend on.
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

// Why the step cannot come on any day, or null. `on`: the day on which the case reached this stage by another step.
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

// Adds the step with its day to the plan, or to the steps that are left out with the reason.
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
  waitForPayRun(search, facts);
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
  if (isListedAlready(step, facts, nominalOn)) {
    skip(step, { code: 'listed-already', on: facts.listedUpcomingOn ?? on }, progress);
    return;
  }
  const unmet = unmetOn(step, facts, on);
  if (unmet) {
    skip(step, { code: 'condition-unmet', field: unmet }, progress);
    return;
  }
  const at = Math.max(now, plannedInstant(on, contactedCustomer(facts.customer).id, facts.window));
  progress.steps.push({
    stepId: step.id,
    do: step.do,
    stage: step.stage,
    on,
    at,
    reasons: [...reasons, ...feeReasons(step, facts, on)],
  });
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
 * Whether a requested message does not apply on `today` any more: a courtesy whose day has passed, or a reminder of an
 * invoice that is not late by its amended due date. The gate drops such a request.
 */
export function isNoLongerDue(step: Pick<PolicyStep, 'id' | 'day'>, dueOn: IsoDate, today: IsoDate): boolean {
  if (step.id === TERMS_STEP) return dueOn < today;
  return step.day < 0 ? dueOn <= today : step.day === 0 ? dueOn !== today : dueOn >= today;
}

interface ForeignStep {
  readonly stepId: string;
  readonly stage: PolicyStep['stage'];
  readonly day: number;
  readonly on: IsoDate;
}

// The furthest step that an earlier policy took for the case.
function furthestForeign({ policy, steps }: CaseFacts): ForeignStep | null {
  let furthest: ForeignStep | null = null;
  for (const record of steps) {
    if (
      isOutsidePolicies(record.stepId) ||
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

// A courtesy is sent before the due date only, the due-date note on the due date only. A message that was due before
// the invoice became known is not sent on the day on which the invoice arrives.
function lapses(step: PolicyStep, nominalOn: IsoDate, on: IsoDate, facts: CaseFacts): boolean {
  const { dueOn, knownOn } = facts.invoice;
  if (step.day < 0) return on >= dueOn || nominalOn < knownOn;
  return on > dueOn || dueOn < knownOn;
}
