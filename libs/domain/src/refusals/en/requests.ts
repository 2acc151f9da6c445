import type { Words } from '../refusal.ts';
import type { RequestRefusals } from '../requests.ts';

/** Refusals of requests, in English. */
export const requests: Words<RequestRefusals> = {
  'not-final-yet': 'what was known at a moment is final one minute later: give an earlier one',
  'other-cursor': 'not a cursor of this list: take nextCursor of the page before',
  'not-storable': 'cannot be stored: it holds a NUL or half of a surrogate pair, or is too deep',
  'too-deep': 'the JSON is too deep',
  'not-an-idempotency-key': 'must be 1 to 200 characters of ASCII, [!-~]',
  'key-of-other-policy': 'is not the key in the address: the preview is of that policy',
  'not-an-open-invoice': 'there is no open invoice with this id',
  'past-ends-first': ({ from }) => `lies before the first day, ${from}`,
  'past-in-future': 'lies in the future: history ends today',
  'past-too-long': ({ mostDays }) => `a simulation is at most ${mostDays} days long`,
};
