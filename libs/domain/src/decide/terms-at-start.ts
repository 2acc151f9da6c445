import type { IsoDate } from '../calendar/dates.ts';
import { TERMS_STEP } from '../policy/vocabulary.ts';
import type { CaseFacts } from './case-facts.ts';
import type { Decision } from './decision.ts';
import { latestRecord } from './supply-steps.ts';

/**
 * The request to tell a new customer the terms, if this case is the one to make it now: the policy tells them, nobody
 * has told the customer or is about to, and the first invoice is not overdue. Null otherwise.
 */
export function requestTerms(
  { policy, invoice, customer, steps }: CaseFacts,
  today: IsoDate,
): Extract<Decision, { kind: 'request-contact' }> | null {
  if (!policy.termsAtStart || !customer.termsOwed || invoice.dueOn < today) return null;
  const record = latestRecord(steps, TERMS_STEP);
  if (record && record.state !== 'dropped') return null;
  return {
    kind: 'request-contact',
    stepId: TERMS_STEP,
    occurrence: (record?.occurrence ?? 0) + 1,
    stage: 'not-due',
  };
}
