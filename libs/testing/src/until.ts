import { setTimeout as wait } from 'node:timers/promises';

/** What other processes do takes as long as the machine is busy: this ends only what hangs. */
export const HANGS_AFTER_MS = 240_000;

type Probe<T> = () => T | Promise<T>;
type Answer<T> = Exclude<T, false | null | undefined>;

/** Asks until `probe` answers something, and returns it; false, null and undefined are no answer. Throws what the probe throws, and after `limitMs` with what was awaited. */
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

/** `until` for what may be away meanwhile: a probe that throws has not answered. Throws after `limitMs` with what was awaited and what the probe threw last. */
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
