import type { Refusal } from '@puntual/domain/refusals/refusals';

/**
 * How long after a moment the records of that moment are final. A transaction stamps its rows with the time at which it
 * began, and commits within 30 seconds; the rest allows for waiting for a connection and for clocks that differ.
 */
export const FINAL_AFTER_MS = 60_000;

/**
 * The moment of recording to which a report is pinned (null: not pinned), or why it cannot be pinned to that moment.
 */
export type KnownAt = { readonly knownAt: number | null } | Refusal;

/**
 * Reads the moment of recording to which a report is pinned (ISO 8601 with an offset; undefined: not pinned) as epoch
 * milliseconds. Refuses a moment that is not final yet: a transaction that still runs could add rows to it, and the
 * same report would differ the next time. `now` in epoch milliseconds; `speed` is the clock's (1 in production).
 */
export function readKnownAt(text: string | undefined, now: number, speed: number): KnownAt {
  if (text === undefined) return { knownAt: null };
  const knownAt = Date.parse(text);
  return knownAt + FINAL_AFTER_MS * speed <= now ? { knownAt } : { code: 'not-final-yet', path: 'knownAt', values: {} };
}
