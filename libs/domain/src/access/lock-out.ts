/** Failed attempts at an account that lock nothing. */
export const FREE_ATTEMPTS = 4;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 60 * 60_000;
/** After so long without an attempt, the count starts again. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60_000;

/**
 * How long an account is locked after so many failed attempts in a row, in milliseconds: a minute after the fifth, and
 * twice as long after each further one, an hour at most. A person is never locked out for good, and somebody who
 * guesses has about thirty tries a day.
 */
export function lockMs(failures: number): number {
  const beyond = failures - FREE_ATTEMPTS;
  if (beyond <= 0) return 0;
  return Math.min(FIRST_LOCK_MS * 2 ** Math.min(beyond - 1, 20), LONGEST_LOCK_MS);
}

/** Whether the failures before no longer count: the last lock ended a day ago. */
export function startsAfresh(lockedUntilMs: number | null, nowMs: number): boolean {
  return lockedUntilMs !== null && lockedUntilMs + FORGOTTEN_AFTER_MS <= nowMs;
}
