import type { z } from 'zod';
import { takeEvents } from '@puntual/casework/intake/take-events';
import type { Verdict } from '@puntual/casework/intake/verdict';
import type { eventVerdictSchema } from '@puntual/contracts/api/events-body';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { readEventValue } from '@puntual/contracts/events/read-event';
import { isDatabaseAway, type Database } from '@puntual/db/database';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import { errorFields, type Logger } from '@puntual/platform/log';
import { ApiProblem } from '../http/api-problem.ts';
import { EVENTS_PER_TRANSACTION } from '../http/limits.ts';

export type EventVerdict = z.infer<typeof eventVerdictSchema>;

/** What accepting posted events needs. */
interface EventTarget {
  readonly database: Database;
  /** The slug of the organization that the key belongs to. */
  readonly slug: string;
  readonly now: () => Date;
  readonly log: Logger;
}

/** A valid event with its position in the request. */
interface Readable {
  readonly index: number;
  readonly event: PuntualEvent;
}

/**
 * Processes events in the order sent, one transaction for every hundred, and returns a verdict for each in the same
 * order. Throws the problem `database-away` (503) when the database stops answering: the transactions committed so far
 * stay, and their events answer `duplicate` when the request is sent again.
 */
export async function postEvents(target: EventTarget, values: readonly unknown[]): Promise<EventVerdict[]> {
  const verdicts: EventVerdict[] = [];
  const readable: Readable[] = [];
  values.forEach((value, index) => {
    const read = readPosted(value, target.slug);
    verdicts.push('event' in read ? { id: idOf(value), verdict: 'rejected' } : read);
    if ('event' in read) readable.push({ index, event: read.event });
  });
  let taken = 0;
  for (let start = 0; start < readable.length; start += EVENTS_PER_TRANSACTION) {
    try {
      taken += await takeSlice(target, readable.slice(start, start + EVENTS_PER_TRANSACTION), verdicts);
    } catch (error) {
      if (isDatabaseAway(error)) throw away(taken, error);
      throw error;
    }
  }
  return verdicts;
}

// Reads the event in a posted value, or returns the verdict that rejects the value.
function readPosted(value: unknown, slug: string): { readonly event: PuntualEvent } | EventVerdict {
  const read = readEventValue(value);
  const rejected = { id: idOf(value), verdict: 'rejected' as const };
  if (!read.ok)
    return {
      ...rejected,
      code: read.code,
      reason: read.reason,
      ...(read.faults.length > 0
        ? { errors: read.faults.map((fault) => ({ path: fault.path, message: sayRefusal(fault, 'en') })) }
        : {}),
    };
  if (read.event.org !== slug)
    return {
      ...rejected,
      code: 'unknown-organization',
      reason: `This key belongs to the organization "${slug}", not to "${read.event.org}".`,
    };
  return { event: read.event };
}

// Processes events in one transaction, writes their verdicts into `verdicts`, and returns how many were accepted. When
// the transaction fails for an unexpected reason, the slice is halved until the failing event is alone and the others
// are accepted.
async function takeSlice(target: EventTarget, slice: readonly Readable[], verdicts: EventVerdict[]): Promise<number> {
  try {
    const events = slice.map((item) => item.event);
    const results = await takeEvents(target.database, target.slug, events, target.now());
    slice.forEach((item, position) => {
      const result = results[position];
      if (result) Object.assign(verdicts[item.index] ?? {}, asAnswer(result));
    });
    return slice.length;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (slice.length > 1) {
      const middle = Math.ceil(slice.length / 2);
      const first = await takeSlice(target, slice.slice(0, middle), verdicts);
      return first + (await takeSlice(target, slice.slice(middle), verdicts));
    }
    target.log.error(
      { ...errorFields(error), eventId: slice[0]?.event.id, type: slice[0]?.event.type },
      'an event failed for an unexpected reason',
    );
    for (const item of slice)
      Object.assign(verdicts[item.index] ?? {}, {
        code: 'unexpected',
        reason: 'Puntual failed on this event; the others went on. Its cause is in the log.',
      });
    return 0;
  }
}

function asAnswer(verdict: Verdict): Omit<EventVerdict, 'id'> {
  return verdict.verdict === 'rejected'
    ? {
        verdict: 'rejected',
        code: verdict.code,
        refusal: verdict.refusal.code,
        reason: sayRefusal(verdict.refusal, 'en'),
      }
    : verdict;
}

function away(taken: number, cause: unknown): ApiProblem {
  return new ApiProblem(
    503,
    { code: 'database-away', values: { eventsTaken: taken } },
    { headers: { 'retry-after': '5' }, cause },
  );
}

function idOf(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return typeof id === 'string' ? id.slice(0, 200) : null;
}
