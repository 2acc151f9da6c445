import { dayText } from '../../language/day-text.ts';
import type { Words } from '../refusal.ts';
import type { RequestRefusals } from '../requests.ts';

const day = (on: string) => dayText(on, 'en');

/** Refusals of requests, in English. */
export const requests: Words<RequestRefusals> = {
  'not-final-yet':
    'what was known at a moment is final only one minute later: give a moment at least one minute ago, or wait',
  'other-cursor': 'not a cursor of this list: take nextCursor of the page before',
  'not-storable': 'cannot be stored: remove NUL characters and halves of surrogate pairs, and nest it less deeply',
  'reserved-name': 'the history uses this name for what no person did: choose another',
  'too-deep': 'the JSON is nested too deeply: send it with fewer levels',
  'not-an-idempotency-key': 'must be 1 to 200 characters of ASCII, [!-~]',
  'key-of-other-policy': 'must be the key in the address: the preview is of that policy',
  'not-an-open-invoice': 'there is no open invoice with this id: leave it out, or name another one',
  'past-ends-first': ({ from }) => `must not lie before the first day, ${day(from)}`,
  'past-in-future': 'must not lie in the future: history ends today',
  'past-too-long': ({ mostDays }) => `a simulation is at most ${mostDays} days long: choose a shorter time`,
};
