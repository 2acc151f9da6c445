import { setTimeout as wait } from 'node:timers/promises';

/** What other processes do takes as long as the machine is busy: this ends only what hangs. */
export const HANGS_AFTER_MS = 240_000;

/** Asks until `probe` answers something, and returns it; false, null and undefined are no answer. Throws what the probe throws, and after `limitMs` with what was awaited. */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  limitMs = HANGS_AFTER_MS,
  pollMs = 50,
): Promise<Exclude<T, false | null | undefined>> {
  for (const end = performance.now() + limitMs; ; await wait(pollMs)) {
    const answer = await probe();
    if (answer !== null && answer !== undefined && answer !== false)
      return answer as Exclude<T, false | null | undefined>;
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`);
  }
}
