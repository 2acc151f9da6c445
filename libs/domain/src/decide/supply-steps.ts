import type { PolicyStep } from '../policy/policy.ts';
import type { CaseFacts, StepRecord } from './case-facts.ts';

/** The record of the step's last occurrence, if any. */
export function latestRecord(records: readonly StepRecord[], stepId: string): StepRecord | null {
  let latest: StepRecord | null = null;
  for (const record of records) {
    if (record.stepId === stepId && (!latest || record.occurrence > latest.occurrence)) latest = record;
  }
  return latest;
}

/**
 * Whether the last occurrence of a supply step does not count, so that the step happens again: an announcement and a
 * supply hold count in their own run of the case, whose end released the hold. A dropped supply hold was lifted under
 * a payment plan or an assignment, and is asked for again after its end. Pure.
 */
export function isSpent(step: PolicyStep, facts: CaseFacts): boolean {
  if (step.do !== 'announce-supply-hold' && step.do !== 'supply-hold') return false;
  const record = latestRecord(facts.steps, step.id);
  if (record === null) return false;
  return !isOfThisRun(record, facts) || (step.do === 'supply-hold' && record.state === 'dropped');
}

/** The record of the step's last occurrence, unless it is spent. */
export function countingRecord(step: PolicyStep, facts: CaseFacts): StepRecord | null {
  return isSpent(step, facts) ? null : latestRecord(facts.steps, step.id);
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
