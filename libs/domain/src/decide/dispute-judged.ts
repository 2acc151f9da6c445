import { instantAt, localDate, type EpochMs } from '../calendar/dates.ts';
import type { CaseFacts } from './case-facts.ts';

/**
 * The instant up to which a waiting case sleeps: `until`, or before that the beginning of the day on which a dispute of
 * the invoice has to be judged. Null: nothing but an event wakes the case. A day that has come needs no wake: the
 * evaluation that asks has judged the dispute. Pure and total.
 */
export function sleepUntil(until: EpochMs | null, facts: CaseFacts, now: EpochMs): EpochMs | null {
  const { timeZone } = facts.window;
  const on = facts.disputeJudgedOn ?? null;
  if (facts.invoice.status !== 'open' || on === null || on <= localDate(now, timeZone)) return until;
  const judgedAt = instantAt(on, 0, timeZone);
  return until === null || judgedAt < until ? judgedAt : until;
}
