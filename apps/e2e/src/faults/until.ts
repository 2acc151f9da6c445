import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 20;
/** Other processes take as long as the machine is busy: this limit only ends what hangs. */
const HANGS_AFTER_MS = 240_000;

/**
 * Calls `probe` until it returns a value other than null, undefined or false, and returns it; a probe that throws is
 * called again. Throws with the awaited condition and the last answer after `limitMs`.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false>,
  limitMs = HANGS_AFTER_MS,
  pollMs = POLL_MS,
): Promise<T> {
  const end = Date.now() + limitMs;
  let last = 'nothing yet';
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s (${last})`);
    await wait(pollMs);
  }
}
