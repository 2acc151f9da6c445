import type { z } from 'zod';
import { takeEvents } from '@puntual/casework/intake/take-events';
import type { eventVerdictSchema } from '@puntual/contracts/api/schemas';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { readEventValue } from '@puntual/contracts/events/read-event';
import { isDatabaseAway, type Database } from '@puntual/db/database';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import { errorFields, type Logger } from '@puntual/platform/log';
import { ApiProblem } from '../http/api-problem.ts';
import { EVENTS_PER_TRANSACTION } from '../http/limits.ts';

export type EventVerdict = z.infer<typeof eventVerdictSchema>;

interface Readable {
  readonly index: number;
  readonly event: PuntualEvent;
}

/**
 * Takes events in the order sent, one transaction for every hundred, and gives a verdict for each, in the same order.
 * Throws the problem `database-away` (503) when the database goes away: what was taken until then stays taken, and
 * answers `duplicate` when all are sent again.
 */
export async function postEvents(
  database: Database,
  slug: string,
  values: readonly unknown[],
  now: () => Date,
  log: Logger,
): Promise<EventVerdict[]> {
  const verdicts: EventVerdict[] = values.map((value) => ({ id: idOf(value), verdict: 'rejected' }));
  const readable: Readable[] = [];
  values.forEach((value, index) => {
    const read = readEventValue(value);
    if (!read.ok)
      Object.assign(verdicts[index] ?? {}, {
        code: read.code,
        reason: read.reason,
        ...(read.faults.length > 0
          ? { errors: read.faults.map((fault) => ({ path: fault.path, message: sayRefusal(fault, 'en') })) }
          : {}),
      });
    else if (read.event.org !== slug)
      Object.assign(verdicts[index] ?? {}, {
        code: 'unknown-organization',
        reason: `This key belongs to the organization "${slug}", not to "${read.event.org}".`,
      });
    else readable.push({ index, event: read.event });
  });
  let taken = 0;
  for (let start = 0; start < readable.length; start += EVENTS_PER_TRANSACTION) {
    try {
      taken += await takeSlice(readable.slice(start, start + EVENTS_PER_TRANSACTION));
    } catch (error) {
      if (isDatabaseAway(error)) throw away(taken, error);
      throw error;
    }
  }
  return verdicts;

  async function takeSlice(slice: readonly Readable[]): Promise<number> {
    try {
      const results = await takeEvents(
        database,
        slug,
        slice.map((item) => item.event),
        now(),
      );
      slice.forEach((item, position) => Object.assign(verdicts[item.index] ?? {}, results[position]));
      return slice.length;
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      // One of them is a bug to us; the others do not suffer for it. Halve until it stands alone.
      if (slice.length > 1) {
        const middle = Math.ceil(slice.length / 2);
        return (await takeSlice(slice.slice(0, middle))) + (await takeSlice(slice.slice(middle)));
      }
      log.error(
        { ...errorFields(error), eventId: slice[0]?.event.id, type: slice[0]?.event.type },
        'an event failed for a reason nobody expected',
      );
      for (const item of slice)
        Object.assign(verdicts[item.index] ?? {}, {
          code: 'unexpected',
          reason: 'Puntual failed on this event; the others went on. Its cause is in the log.',
        });
      return 0;
    }
  }
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
