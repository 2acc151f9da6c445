import { setTimeout as wait } from 'node:timers/promises';

/** Other processes may be slow on a busy machine; this limit only ends a test that hangs. */
export const HANGS_AFTER_MS = 240_000;

type Probe<T> = () => T | Promise<T>;
type Answer<T> = Exclude<T, false | null | undefined>;

/**
 * Calls `probe` until it returns a value, and returns that value; false, null and undefined are no value. Throws what
 * the probe throws, and an Error that names `what` after `limitMs`.
 */
export async function until<T>(
  what: string,
  probe: Probe<T>,
  limitMs = HANGS_AFTER_MS,
  pollMs = 50,
): Promise<Answer<T>> {
  for (const end = performance.now() + limitMs; ; await wait(pollMs)) {
    const answer = await probe();
    if (answer !== null && answer !== undefined && answer !== false) return answer as Answer<T>;
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`);
  }
}

/**
 * `until` for something that may be unreachable: an exception of the probe is no value. After `limitMs` the Error names
 * `what` and the last exception.
 */
export async function untilReachable<T>(
  what: string,
  probe: Probe<T>,
  limitMs = HANGS_AFTER_MS,
  pollMs = 20,
): Promise<Answer<T>> {
  let last = 'nothing yet';
  const patient = async () => {
    try {
      return await probe();
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
      return null;
    }
  };
  try {
    return await until<T | null>(what, patient, limitMs, pollMs);
  } catch (error) {
    throw new Error(`${what}: not within ${limitMs / 1000} s (${last})`, { cause: error });
  }
}
