import { addDays, type IsoDate } from '../calendar/dates.ts';
import type { CaseFacts, PlacementState } from './case-facts.ts';
import type { Reason } from './decision.ts';
import { serviceStep } from '../policy/vocabulary.ts';

/** Why the hand-over waits for the last letter; null when its days have run, or the agency asks for none. */
export function lastLetterRuns(
  { steps, policy, invoice: { alreadyReached } }: CaseFacts,
  { lastLetterDays }: PlacementState,
  today: IsoDate,
): Extract<Reason, { code: 'last-letter' }> | null {
  if (lastLetterDays === undefined) return null;
  // The letter that names the agency is on its way: its days run from the day on which it leaves.
  const letters = steps.filter(({ stepId }) => stepId === serviceStep('last-letter'));
  if (letters.some(({ state }) => state === 'requested'))
    return { code: 'last-letter', untilOn: addDays(today, lastLetterDays) };
  const before = alreadyReached?.stage === 'demand' ? alreadyReached.on : null;
  const sentOn = steps.reduce<IsoDate | null>((last, { stepId, stage, state, on }) => {
    const isDemand =
      stepId === serviceStep('last-letter') ||
      (stage ?? policy.steps.find(({ id }) => id === stepId)?.stage) === 'demand';
    return isDemand && state === 'sent' && on > (last ?? '') ? on : last;
  }, before);
  if (sentOn === null) return { code: 'last-letter', untilOn: null };
  const untilOn = addDays(sentOn, lastLetterDays);
  return today > untilOn ? null : { code: 'last-letter', untilOn };
}
