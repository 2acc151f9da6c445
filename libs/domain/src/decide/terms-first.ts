import { isReminder } from '../policy/policy.ts';
import type { Chased } from './sort-requests.ts';

/**
 * The requests of one message when some of them are to tell the terms: beside reminders the terms wait for a message of
 * their own; courtesies join the terms, which list the same invoices, and the terms come first and set the tone.
 */
export function withTermsFirst(chasing: readonly Chased[]): readonly Chased[] {
  const isTerms = ({ step }: Chased) => step.template === 'terms';
  if (!chasing.some(isTerms)) return chasing;
  const others = chasing.filter((each) => !isTerms(each));
  return others.some(({ step }) => isReminder(step)) ? others : [...chasing.filter(isTerms), ...others];
}
