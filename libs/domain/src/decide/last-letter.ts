import { addDays, type IsoDate } from '../calendar/dates.ts';
import type { CaseFacts, PlacementState } from './case-facts.ts';
import type { Reason } from './decision.ts';

/** Why the hand-over waits for the last letter; null when its days have run, or the agency asks for none. */
export function lastLetterRuns(
  { steps, policy, invoice: { alreadyReached } }: CaseFacts,
  { lastLetterDays }: PlacementState,
  today: IsoDate,
): Extract<Reason, { code: 'last-letter' }> | null {
  if (lastLetterDays === undefined) return null;
  const before = alreadyReached?.stage === 'demand' ? alreadyReached.on : null;
  const sentOn = steps.reduce<IsoDate | null>((last, { stepId, stage, state, on }) => {
    const isDemand = (stage ?? policy.steps.find(({ id }) => id === stepId)?.stage) === 'demand';
    return isDemand && state === 'sent' && on > (last ?? '') ? on : last;
  }, before);
  if (sentOn === null) return { code: 'last-letter', untilOn: null };
  const untilOn = addDays(sentOn, lastLetterDays);
  return today > untilOn ? null : { code: 'last-letter', untilOn };
}
