import { addDays, laterDate, type IsoDate } from '../calendar/dates.ts';
import type { PolicyStep } from '../policy/policy.ts';
import type { CaseFacts, StepRecord } from './case-facts.ts';
import { unmetOn } from './step-condition.ts';

/** Days after the last day to pay that an announcement named, within which the supply hold may follow. */
const ANNOUNCEMENT_DAYS = 30;

/** The record of the step's last occurrence, if any. */
export function latestRecord(records: readonly StepRecord[], stepId: string): StepRecord | null {
  let latest: StepRecord | null = null;
  for (const record of records) {
    if (record.stepId === stepId && (!latest || record.occurrence > latest.occurrence)) latest = record;
  }
  return latest;
}

/**
 * Whether the last occurrence of a supply step does not count on `today`, so that the step happens again. An
 * announcement counts in its own run of the case, and for thirty days after the day that it named: a customer who
 * honoured it years ago is not cut off without a word. A supply hold counts in its own run, because the end of the run
 * released it. Pure.
 */
export function isSpent(step: PolicyStep, facts: CaseFacts, today: IsoDate): boolean {
  if (step.do !== 'announce-supply-hold' && step.do !== 'supply-hold') return false;
  const record = latestRecord(facts.steps, step.id);
  if (!record) return false;
  if (!isOfThisRun(record, facts)) return true;
  if (step.do === 'supply-hold' || record.state !== 'sent' || !waitsForHold(step, facts, today)) return false;
  return addDays(laterDate(record.on, record.deadlineOn), ANNOUNCEMENT_DAYS) < today;
}

/** The record of the step's last occurrence, unless it is spent. */
export function countingRecord(step: PolicyStep, facts: CaseFacts, today: IsoDate): StepRecord | null {
  return isSpent(step, facts, today) ? null : latestRecord(facts.steps, step.id);
}

/** Whether the case asked for a supply hold in its present run. */
export function hasHeldSupply(facts: Pick<CaseFacts, 'steps' | 'invoice'>): boolean {
  return facts.steps.some(
    (record) => record.do === 'supply-hold' && record.state === 'done' && isOfThisRun(record, facts),
  );
}

function isOfThisRun({ caseRun }: StepRecord, { invoice }: Pick<CaseFacts, 'invoice'>): boolean {
  return (caseRun ?? invoice.caseRun ?? 1) === (invoice.caseRun ?? 1);
}

// Whether the policy has a supply hold after the announcement that has not happened in this run, and whose condition
// holds.
function waitsForHold(announcement: PolicyStep, facts: CaseFacts, today: IsoDate): boolean {
  const { steps } = facts.policy;
  return steps.slice(steps.indexOf(announcement) + 1).some((step) => {
    if (step.do !== 'supply-hold') return false;
    const record = latestRecord(facts.steps, step.id);
    const isOpen = !record || record.state === 'dropped' || !isOfThisRun(record, facts);
    return isOpen && unmetOn(step, facts, today) === null;
  });
}
