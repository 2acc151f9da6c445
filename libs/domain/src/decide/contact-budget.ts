import { addDays, type IsoDate } from '../calendar/dates.ts';
import type { Policy } from '../policy/policy.ts';
import type { PastContact } from '../caps/past-contact.ts';
import type { Reason } from './decision.ts';

/**
 * The first day on which the policy's budget allows one more contact, and the reason when that is later than wanted.
 */
export interface BudgetDay {
  readonly on: IsoDate;
  readonly reason: Extract<Reason, { code: 'contact-budget' }> | null;
}

/**
 * The first day from `from` on for one more contact. Messages, SMS, letters and calls share one budget (docs/cases.md,
 * case 32): at most `contactsPerDay` a day and `contactsPer7Days` in any seven days; calls have `callsPer7Days` as
 * well. `contacts` must be in the order of their days.
 */
export function withinBudget(
  from: IsoDate,
  how: 'message' | 'call',
  contacts: readonly PastContact[],
  { contact }: Pick<Policy, 'contact'>,
): BudgetDay {
  if (
    contacts.length === 0 ||
    (how === 'message' && contact.contactsPer7Days === null && contact.contactsPerDay === null)
  )
    return { on: from, reason: null };
  const days = contacts.map((past) => past.on);
  const calls = how === 'call' ? contacts.flatMap((past) => (past.how === 'call' ? [past.on] : [])) : [];
  const limits = [
    { most: contact.contactsPer7Days, days: 7, of: days, used: 'contacts' },
    { most: contact.contactsPerDay, days: 1, of: days, used: 'contacts' },
    ...(how === 'call' ? [{ most: contact.callsPer7Days, days: 7, of: calls, used: 'calls' } as const] : []),
  ] as const;
  let on = from;
  let reason: BudgetDay['reason'] = null;
  for (const { most, days: span, of, used } of limits) {
    // The budget allows one more contact when the contact `most` places before the end is `span` days old.
    const oldest = most === null || of.length < most ? undefined : of[of.length - most];
    const free = oldest === undefined || most === null ? from : addDays(oldest, span);
    if (free > on && most !== null) {
      on = free;
      reason = { code: 'contact-budget', most, days: span, used };
    }
  }
  return { on, reason };
}
