import { addDays } from '../calendar/dates.ts';
import { nextOpenDay } from '../calendar/send-window.ts';
import { isReminder } from '../policy/policy.ts';
import type { CaseFacts } from './case-facts.ts';
import { postpone, type StepSearch } from './step-days.ts';

/** Keeps a reminder after the customer's pay run: a customer who pays in runs is not late before the run has passed. */
export function waitForPayRun(search: StepSearch, facts: CaseFacts): void {
  const { payRunOn } = facts.invoice;
  if (!payRunOn || !isReminder(search.step)) return;
  postpone(search, facts, addDays(nextOpenDay(payRunOn, facts.window), 1), { code: 'pay-run', on: payRunOn });
}
