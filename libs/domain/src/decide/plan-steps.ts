import { addDays, laterDate, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { nextOpenDay, plannedInstant } from '../calendar/send-window.ts';
import { parseAmount } from '../money/amount.ts';
import { isReminder, stageRank, type PolicyStep } from '../policy/policy.ts';
import type { CaseFacts, PlannedStep, Reason, StepRecord, StepState } from './facts.ts';

/** Once a step stands so, the case has gone past every step before it. */
const OVERTAKES: ReadonlySet<StepState> = new Set(['requested', 'sent', 'done', 'failed'] as const);

interface Rung {
  readonly step: PolicyStep;
  /** The day it happened or is projected to happen, and the day it should have happened. */
  readonly on: IsoDate;
  readonly nominalOn: IsoDate;
}

/**
 * The steps that are still to come for an open invoice, in order, each with its day and instant: never before `now`, always on an open
 * day, one stage after the other. Holds and credit are not looked at here; `decide` puts them on top.
 *
 * A step is due at the latest of: due date + day; the previous step + their distance, if that one was late; the customer's last reminder +
 * `minDaysBetween`; the day after a deadline that a message named; the day after the invoice was known (DOMAIN §2, "order and spacing").
 * Steps up to the due date lapse when it passes: a late start begins at the first late step. A step that a later one has overtaken is
 * not gone back to (a bounce that is told of late, a minimum that is met only now): a case never becomes milder.
 */
export function planSteps(facts: CaseFacts, now: EpochMs): PlannedStep[] {
  const { policy, window } = facts;
  const today = localDate(now, window.timeZone);
  const plan: PlannedStep[] = [];
  let previous: Rung | null = null;
  let lastReminderOn = facts.lastReminderOn;
  let deadlineOn: IsoDate | null = null;

  const reachedIndex = policy.steps.findLastIndex((step) => OVERTAKES.has(latestRecord(facts.steps, step.id)?.state ?? 'dropped'));
  for (const [index, step] of policy.steps.entries()) {
    const nominalOn = nextOpenDay(addDays(facts.invoice.dueOn, step.day), window);
    const record = latestRecord(facts.steps, step.id);
    if (record && record.state !== 'dropped') {
      previous = { step, on: record.on, nominalOn };
      deadlineOn = record.deadlineOn ?? deadlineOn;
      continue;
    }
    const reached = facts.invoice.alreadyReached;
    if (reached && stageRank(step.stage) <= stageRank(reached.stage)) {
      previous = { step, on: reached.on, nominalOn };
      continue;
    }
    if (index < reachedIndex) continue;
    if (!meetsMinimum(step, facts.invoice)) continue;

    const reasons: Reason[] = [];
    let on = nominalOn;
    const push = (candidate: IsoDate, reason: Reason) => {
      const open = nextOpenDay(candidate, window);
      if (open > on) {
        on = open;
        reasons.length = 0;
        reasons.push(reason);
      }
    };
    if (nominalOn !== addDays(facts.invoice.dueOn, step.day)) reasons.push({ code: 'rolled-to-open-day', from: addDays(facts.invoice.dueOn, step.day) });
    if (reasons.length === 0) reasons.push({ code: 'step-day', stepId: step.id, day: step.day });

    if (previous && isReminder(previous.step) && previous.on > previous.nominalOn) {
      push(addDays(previous.on, step.day - previous.step.day), { code: 'kept-distance-after-late-step', stepId: previous.step.id, on: previous.on });
    }
    const last = plan.at(-1);
    if (last) push(last.on, { code: 'kept-distance-after-late-step', stepId: last.stepId, on: last.on });
    // Two courtesies that an outage put together keep to one a day.
    if (step.do === 'send' && previous?.step.do === 'send' && !isReminder(previous.step)) {
      push(addDays(previous.on, 1), { code: 'kept-distance-after-late-step', stepId: previous.step.id, on: previous.on });
    }
    if (step.do === 'send' && isReminder(step) && lastReminderOn) {
      push(addDays(lastReminderOn, policy.contact.minDaysBetween), { code: 'spacing-to-last-reminder', lastOn: lastReminderOn, days: policy.contact.minDaysBetween });
    }
    if (deadlineOn) push(addDays(deadlineOn, 1), { code: 'deadline-named', on: deadlineOn });
    if (step.day > 0) push(addDays(facts.invoice.knownOn, 1), { code: 'not-known-before', on: facts.invoice.knownOn });
    if (step.do === 'agency' && plan.length === 0 && facts.call?.state === 'done' && facts.call.outcome === 'refuses' && on > today) {
      on = nextOpenDay(today, window);
      reasons.splice(0, reasons.length, { code: 'customer-refused' });
    }
    if (on < today) {
      on = nextOpenDay(today, window);
      reasons.push({ code: 'late-catching-up' });
    }
    if (step.day <= 0 && lapses(step, nominalOn, on, facts)) continue;

    plan.push({ stepId: step.id, do: step.do, stage: step.stage, on, at: Math.max(now, plannedInstant(on, facts.customer.id, window)), reasons });
    previous = { step, on, nominalOn };
    if (step.do === 'send') {
      if (isReminder(step)) lastReminderOn = laterDate(on, lastReminderOn);
      if (step.deadlineDays !== undefined) deadlineOn = addDays(on, step.deadlineDays);
    }
  }
  return plan;
}

/** The record of the step's last occurrence, if any. */
export function latestRecord(records: readonly StepRecord[], stepId: string): StepRecord | null {
  let latest: StepRecord | null = null;
  for (const record of records) {
    if (record.stepId === stepId && (!latest || record.occurrence > latest.occurrence)) latest = record;
  }
  return latest;
}

// A courtesy is one only before the due date, the due-date note only on it; and nobody is told on the day the invoice arrives
// what they should have been told before it was known.
function lapses(step: PolicyStep, nominalOn: IsoDate, on: IsoDate, facts: CaseFacts): boolean {
  const { dueOn, knownOn } = facts.invoice;
  if (step.day < 0) return on >= dueOn || nominalOn < knownOn;
  return on > dueOn || dueOn < knownOn;
}

/**
 * Whether so much is open that the step applies. The minimum looks at what is open, not at the gross (DOMAIN §7, case 20). An amount
 * that the invoice's currency cannot express sets no minimum there.
 */
export function meetsMinimum(step: PolicyStep, invoice: { readonly openMinor: bigint; readonly currency: string }): boolean {
  if (step.do !== 'send' || step.when.openAtLeast === undefined) return true;
  try {
    return invoice.openMinor >= parseAmount(step.when.openAtLeast, invoice.currency);
  } catch {
    return true;
  }
}
