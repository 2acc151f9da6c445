import { addDays, daysBetween, laterDate, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { nextOpenDay, plannedInstant, rollDay, type SendWindow } from '../calendar/send-window.ts';
import { contactCaps } from '../caps/contact-caps.ts';
import { stepChannels } from '../caps/lawful-window.ts';
import { firstAllowedWay } from '../caps/next-allowed.ts';
import { unmetCondition, type ConditionField } from '../policy/conditions.ts';
import { isMessage, isReminder, type Policy, type PolicyStep } from '../policy/policy.ts';
import { withinBudget } from './contact-budget.ts';
import type { CaseFacts, StepRecord, StepState } from './case-facts.ts';
import type { PlannedStep, SkippedStep } from './decision.ts';
import type { Reason } from './reason.ts';
import { netOpenMinor } from './open-credit.ts';
import { stageRank, THANK_YOU_STEP } from '../policy/vocabulary.ts';

/** Once a step stands so, the case has gone past every step before it. */
const OVERTAKES: ReadonlySet<StepState> = new Set(['requested', 'sent', 'done', 'failed'] as const);

interface Rung {
  readonly step: PolicyStep;
  /** The day it happened or is projected to happen, and the day it should have happened. */
  readonly on: IsoDate;
  readonly nominalOn: IsoDate;
}

/** What is still to come for an open invoice, in order, and what will not come as things stand. */
export interface CasePlan {
  readonly steps: readonly PlannedStep[];
  readonly skipped: readonly SkippedStep[];
}

/** The steps of `planCase` that are still to come. */
export function planSteps(facts: CaseFacts, now: EpochMs): readonly PlannedStep[] {
  return planCase(facts, now).steps;
}

/** The first of `planSteps`, or null, without working out those that follow it. */
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

// A step depends on those before it alone, so the plan can be left off after the first `most` of them.
function plan(facts: CaseFacts, now: EpochMs, most: number): CasePlan {
  const { policy, window } = facts;
  const today = localDate(now, window.timeZone);
  const steps: PlannedStep[] = [];
  const skipped: SkippedStep[] = [];
  const skip = (step: PolicyStep, reason: Reason) =>
    skipped.push({ stepId: step.id, do: step.do, stage: step.stage, reason });
  let previous: Rung | null = null;
  let lastReminderOn = facts.lastReminderOn;
  let deadlineOn: IsoDate | null = facts.deadlineNamedOn;
  // What courtesies wait for: a day that a step of this case names itself, and not one that a demand for another
  // invoice brought along.
  let ownDeadlineOn: IsoDate | null = null;
  let announced = false;
  let contacts = facts.recentContacts;
  const caps = contactCaps(facts.customer.country, facts.customer.kind, today);

  const reachedIndex = policy.steps.findLastIndex((step) =>
    OVERTAKES.has(latestRecord(facts.steps, step.id)?.state ?? 'dropped'),
  );
  const foreign = furthestForeign(facts);
  const days = stepDays(facts);
  for (const [index, step] of policy.steps.entries()) {
    const { dayOn, nominalOn } = days[index] ?? stepDay(step, facts);
    const record = latestRecord(facts.steps, step.id);
    if (record && record.state !== 'dropped') {
      previous = { step, on: record.on, nominalOn };
      if (record.deadlineOn) deadlineOn = laterDate(record.deadlineOn, deadlineOn);
      if (record.deadlineOn && isMessage(step) && step.deadlineDays !== undefined)
        ownDeadlineOn = laterDate(record.deadlineOn, ownDeadlineOn);
      if (step.do === 'announce-supply-hold' && (record.state === 'sent' || record.state === 'requested'))
        announced = true;
      continue;
    }
    const reached = facts.invoice.alreadyReached;
    if (reached && stageRank(step.stage) <= stageRank(reached.stage)) {
      previous = { step, on: reached.on, nominalOn };
      skip(step, { code: 'reached-elsewhere', stage: reached.stage });
      continue;
    }
    if (foreign && comparePlace(step, foreign) <= 0) {
      previous = { step, on: foreign.on, nominalOn };
      skip(step, { code: 'passed-over', stepId: foreign.stepId });
      continue;
    }
    if (index < reachedIndex) {
      skip(step, { code: 'passed-over', stepId: policy.steps[reachedIndex]?.id ?? step.id });
      continue;
    }
    if (step.do === 'supply-hold' && !announced) {
      skip(step, { code: 'supply-hold-not-announced' });
      continue;
    }

    const reasons: Reason[] = [];
    let on = nominalOn;
    const opens = (date: IsoDate) => (rolls(step, policy) ? nextOpenDay(date, window) : date);
    const push = (candidate: IsoDate, reason: Reason) => {
      const open = opens(candidate);
      if (open > on) {
        on = open;
        reasons.length = 0;
        reasons.push(reason);
      }
    };
    reasons.push(
      nominalOn === dayOn
        ? { code: 'step-day', stepId: step.id, day: step.day }
        : { code: 'rolled-to-open-day', from: dayOn, ...(nominalOn < dayOn ? { backTo: nominalOn } : {}) },
    );

    if (previous && isReminder(previous.step) && previous.on > previous.nominalOn) {
      push(addDays(previous.on, step.day - previous.step.day), {
        code: 'kept-distance-after-late-step',
        stepId: previous.step.id,
        on: previous.on,
      });
    }
    const last = steps.at(-1);
    if (last) push(last.on, { code: 'kept-distance-after-late-step', stepId: last.stepId, on: last.on });
    // Two courtesies that an outage put together keep to one a day.
    if (isMessage(step) && previous && isMessage(previous.step) && !isReminder(previous.step)) {
      push(addDays(previous.on, 1), {
        code: 'kept-distance-after-late-step',
        stepId: previous.step.id,
        on: previous.on,
      });
    }
    if (isMessage(step) && isReminder(step) && lastReminderOn) {
      push(addDays(lastReminderOn, policy.contact.minDaysBetween), {
        code: 'spacing-to-last-reminder',
        lastOn: lastReminderOn,
        days: policy.contact.minDaysBetween,
      });
    }
    const namedOn = isReminder(step) ? deadlineOn : ownDeadlineOn;
    if (namedOn) push(addDays(namedOn, 1), { code: 'deadline-named', on: namedOn });
    if (step.day > 0) push(addDays(facts.invoice.knownOn, 1), { code: 'not-known-before', on: facts.invoice.knownOn });
    if (
      step.do === 'agency' &&
      steps.length === 0 &&
      facts.call?.state === 'done' &&
      facts.call.outcome === 'refuses' &&
      on > today
    ) {
      on = opens(today);
      reasons.splice(0, reasons.length, { code: 'customer-refused' });
    }
    if (on < today) {
      on = opens(today);
      reasons.push({ code: 'late-catching-up' });
    }
    if (isMessage(step) || step.do === 'task') {
      const budget = withinBudget(on, step.do === 'task' ? 'call' : 'message', contacts, policy);
      if (budget.reason) push(budget.on, budget.reason);
    }
    const allowed = firstAllowedWay(
      stepChannels(step).map((channel) => ({ channel, personIds: null, invoiceIds: [facts.invoice.id] })),
      contacts,
      caps,
      on,
    );
    if (allowed?.reason) push(allowed.on, { code: 'legal-cap', cap: allowed.reason });
    if (step.day <= 0 && lapses(step, nominalOn, on, facts)) {
      skip(step, { code: 'courtesy-lapsed' });
      continue;
    }
    const unmet = unmetOn(step, facts, on);
    if (unmet) {
      skip(step, { code: 'condition-unmet', field: unmet });
      continue;
    }

    steps.push({
      stepId: step.id,
      do: step.do,
      stage: step.stage,
      on,
      at: Math.max(now, plannedInstant(on, facts.customer.id, window)),
      reasons,
    });
    if (steps.length >= most) break;
    previous = { step, on, nominalOn };
    if (isMessage(step)) {
      if (isReminder(step)) lastReminderOn = laterDate(on, lastReminderOn);
      if (step.deadlineDays !== undefined) {
        deadlineOn = laterDate(addDays(on, step.deadlineDays), deadlineOn);
        ownDeadlineOn = laterDate(addDays(on, step.deadlineDays), ownDeadlineOn);
      }
      if (step.do === 'announce-supply-hold') announced = true;
    }
    if (allowed) contacts = [...contacts, { on, how: allowed.way.channel, invoiceIds: [facts.invoice.id] }];
  }
  return { steps, skipped };
}

interface StepDay {
  readonly dayOn: IsoDate;
  /** The day that it rolls to. */
  readonly nominalOn: IsoDate;
}

/** Invoices' dates whose steps' days are kept for each policy and window. */
const MOST_DATES = 1000;
const keptDays = new WeakMap<Policy, WeakMap<SendWindow, Map<string, readonly StepDay[]>>>();

// The days of a policy's steps as such depend on nothing that happens, and a simulation asks for them with every
// decision.
function stepDays(facts: CaseFacts): readonly StepDay[] {
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

function stepDay(step: PolicyStep, { policy, window, invoice: { dueOn, knownOn } }: CaseFacts): StepDay {
  const dayOn = addDays(dueOn, step.day);
  if (!rolls(step, policy)) return { dayOn, nominalOn: dayOn };
  const roll = policy.calendar.roll === 'none' ? 'next-business-day' : policy.calendar.roll;
  return { dayOn, nominalOn: rollDay(dayOn, window, roll, step.day < 0 ? knownOn : dayOn) };
}

// Under a policy that does not roll, whatever is no message keeps its day; a message leaves in the window alone, so its
// day is an open one under any policy.
function rolls(step: PolicyStep, policy: Policy): boolean {
  return isMessage(step) || policy.calendar.roll !== 'none';
}

/**
 * Whether a message that was asked for does not fit its invoice on `today` any more: a courtesy whose day has passed,
 * or a reminder of what an amended due date says is not late. The gate drops it.
 */
export function isNoLongerDue(step: Pick<PolicyStep, 'day'>, dueOn: IsoDate, today: IsoDate): boolean {
  return step.day < 0 ? dueOn <= today : step.day === 0 ? dueOn !== today : dueOn >= today;
}

/** The record of the step's last occurrence, if any. */
export function latestRecord(records: readonly StepRecord[], stepId: string): StepRecord | null {
  let latest: StepRecord | null = null;
  for (const record of records) {
    if (record.stepId === stepId && (!latest || record.occurrence > latest.occurrence)) latest = record;
  }
  return latest;
}

interface ConditionFacts extends Pick<CaseFacts, 'customer' | 'policy' | 'creditMinor' | 'customerOpenMinor'> {
  readonly invoice: Pick<CaseFacts['invoice'], 'dueOn' | 'currency' | 'openMinor'>;
}

/**
 * The part of the step's condition that does not hold on `on`, or null. The minimum is compared with what is open once
 * credit is netted, not at the gross (docs/cases.md, case 20).
 */
export function unmetOn(step: PolicyStep, facts: ConditionFacts, on: IsoDate): ConditionField | null {
  const { invoice, customer, policy, creditMinor, customerOpenMinor } = facts;
  const daysLate = Math.max(0, daysBetween(invoice.dueOn, on));
  return unmetCondition(
    step.when,
    {
      ...customer,
      currency: invoice.currency,
      openMinor: netOpenMinor({ openMinor: invoice.openMinor, customerOpenMinor, creditMinor }),
      daysLate,
    },
    policy.currency,
  );
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
      !OVERTAKES.has(record.state) ||
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
