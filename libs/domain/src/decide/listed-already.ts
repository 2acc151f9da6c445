import { daysBetween, type IsoDate } from '../calendar/dates.ts';
import { isMessage, isReminder, type PolicyStep } from '../policy/policy.ts';
import type { CaseFacts } from './case-facts.ts';

/**
 * Whether a courtesy whose day is `on` would repeat what a message about other invoices said within the policy's
 * `courtesyQuietDays` before: that the invoice is coming up. The note on the due date says
 * something else.
 */
export function isListedAlready(
  step: PolicyStep,
  { policy, listedUpcomingOn }: Pick<CaseFacts, 'policy' | 'listedUpcomingOn'>,
  on: IsoDate,
): boolean {
  return (
    step.day < 0 &&
    isMessage(step) &&
    !isReminder(step) &&
    listedUpcomingOn != null &&
    daysBetween(listedUpcomingOn, on) < policy.contact.courtesyQuietDays
  );
}
