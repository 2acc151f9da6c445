import type { Refusal } from '@puntual/domain/refusals/refusals';

/**
 * What was recorded at a moment is final so long after it: a transaction carries the time at which it began, and none takes longer (10 seconds for a connection and 30 in all,
 * and some for clocks that differ).
 */
export const FINAL_AFTER_MS = 60_000;

/** A moment at which something was recorded, or why there is no report as of it yet. */
export type KnownAt = { readonly knownAt: number | null } | Refusal;

/**
 * Reads the moment to which a report is pinned (ISO 8601 with an offset; left out: not pinned), in epoch milliseconds. One that is not final yet is a fault: what is being written
 * then would be in the next print and not in this one. `now` in epoch milliseconds, `speed` of the clock (1 in production).
 */
export function readKnownAt(text: string | undefined, now: number, speed: number): KnownAt {
  if (text === undefined) return { knownAt: null };
  const knownAt = Date.parse(text);
  return knownAt + FINAL_AFTER_MS * speed <= now ? { knownAt } : { code: 'not-final-yet', path: 'knownAt', values: {} };
}
