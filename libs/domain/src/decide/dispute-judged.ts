import { instantAt, localDate, type EpochMs } from '../calendar/dates.ts';
import type { CaseFacts } from './case-facts.ts';

/**
 * The instant up to which a waiting case sleeps: `until`, or before that the beginning of the day on which a dispute of
 * the invoice has to be judged, or on which a service message is due. Null: nothing but an event wakes the case. A day
 * that has come needs no wake: the evaluation that asks has judged the dispute and requested the message. Pure and
 * total.
 */
export function sleepUntil(until: EpochMs | null, facts: CaseFacts, now: EpochMs): EpochMs | null {
  if (facts.invoice.status !== 'open') return until;
  const { timeZone } = facts.window;
  const today = localDate(now, timeZone);
  return [facts.disputeJudgedOn, facts.serviceDueOn]
    .flatMap((on) => (on != null && on > today ? [instantAt(on, 0, timeZone)] : []))
    .reduce((first, at) => (first === null || at < first ? at : first), until);
}
