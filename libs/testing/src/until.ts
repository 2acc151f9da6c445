import { setTimeout as wait } from 'node:timers/promises';

/**
 * Asks until `probe` answers something, and returns it; false, null and undefined are no answer, and neither is a failure. Throws with what was awaited and
 * the last failure after `limitMs`: a limit against hanging only, however busy the machine is.
 */
export async function until<T>(what: string, probe: () => T | Promise<T>, { limitMs = 240_000, pollMs = 20 } = {}): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + limitMs;
  let last = 'nothing yet';
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== null && answer !== undefined && answer !== false) return answer as Exclude<T, false | null | undefined>;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s (${last})`);
    await wait(pollMs);
  }
}
