import { addDays, type IsoDate } from '../calendar/dates.ts';
import type { Policy } from '../policy/policy.ts';
import type { PastContact } from '../caps/past-contact.ts';
import type { Reason } from './decision.ts';

/**
 * The first day from `from` on at which the policy's budget of contacts allows one more, and what put it off; the
 * reason is null when nothing did.
 */
export interface BudgetDay {
  readonly on: IsoDate;
  readonly reason: Extract<Reason, { code: 'contact-budget' }> | null;
}

/**
 * Messages, SMS, letters and calls share one budget (docs/cases.md, case 32): at most `contactsPerDay` a day and
 * `contactsPer7Days` in any seven days, and of calls at most `callsPer7Days`. `contacts` stand in the order of their
 * days. Pure and total: past contacts only, each counts once.
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
    // The contact that is `most` before the end: once it is `span` days old, there is room for one more.
    const oldest = most === null || of.length < most ? undefined : of[of.length - most];
    const free = oldest === undefined || most === null ? from : addDays(oldest, span);
    if (free > on && most !== null) {
      on = free;
      reason = { code: 'contact-budget', most, days: span, used };
    }
  }
  return { on, reason };
}
