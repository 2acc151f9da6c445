import type { Words } from '@puntual/domain/refusals/refusal';
import type { RequestProblems } from '../requests.ts';

/** Problems of requests, whatever they are about, in English. */
export const requests: Words<RequestProblems> = {
  invalid: 'Parts of the request are refused: mend what "errors" lists, and send it again.',
  'not-found': 'There is nothing under this address: check it, and the ids in it.',
  unreadable: 'The request cannot be read: send a body of well-formed JSON, to a well-formed address.',
  'too-large': ({ what }) =>
    what === 'body'
      ? 'The body is larger than this route takes (4 MB of events or for a simulation, 256 KB elsewhere).'
      : 'A file may have at most 256 MB: split it.',
  'too-many-values': ({ most }) => `The body may hold at most ${most} values: send it in several requests.`,
  'not-json': 'Send the body as application/json in UTF-8.',
  'other-status': ({ status }) =>
    `The request was refused (HTTP ${status}): compare its method, address and headers with the API’s description.`,
  unexpected: 'Puntual failed on this request; the cause is in its log. Try again later, or ask whoever runs Puntual.',
  busy: ({ seconds }) => `Puntual is busy with other requests: send this one again in ${seconds} seconds.`,
  'too-heavy':
    'The work took too long or needed too much memory: ask for less at once (fewer invoices, fewer days, fewer rows).',
  'too-many-keys': ({ most }) => `The objects of the body may have at most ${most} different keys.`,
  'database-away': ({ eventsTaken }) =>
    eventsTaken === null
      ? 'The database does not answer. Nothing was changed by this request unless it says so; try again in a few ' +
        'seconds.'
      : `The database does not answer. ${eventsTaken} of the events were taken before; send all of them again: an ` +
        'event counts once, and what was taken answers "duplicate".',
  'idempotency-key-in-progress':
    'The request with this Idempotency-Key has not ended. If that stays so, see whether it happened, and use a new ' +
    'key.',
  'idempotency-answer-not-kept': ({ status }) =>
    `The request with this Idempotency-Key was done (HTTP ${status}), but its answer was not kept: it was too large, ` +
    'or a fault came before it. Read what the request changed; do not send it again with another key.',
  'idempotency-key-reuse': 'This Idempotency-Key belongs to another request; use a new one for each.',
};
