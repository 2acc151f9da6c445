import { setTimeout as wait } from 'node:timers/promises';

const EVERY_MS = 25;

/** How long the API took to answer /healthz while something else happened, in milliseconds. */
export interface WatchedHealth {
  readonly answers: number;
  readonly failures: number;
  readonly slowestMs: number;
  /** Of a hundred answers ninety-five were faster. */
  readonly p95Ms: number;
}

async function isHealthy(apiUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${apiUrl}/healthz`, { signal: AbortSignal.timeout(60_000) });
    await response.text();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** Asks for /healthz again and again while `work` runs. Throws what `work` throws. */
export async function watchHealth(apiUrl: string, work: () => Promise<unknown>): Promise<WatchedHealth> {
  const took: number[] = [];
  let failures = 0;
  let over = false;
  const asking = (async () => {
    while (!over) {
      const began = performance.now();
      // A connection that was kept too long is closed by the server: the next request opens another.
      if (!(await isHealthy(apiUrl)) && !(await isHealthy(apiUrl))) failures++;
      took.push(performance.now() - began);
      await wait(EVERY_MS);
    }
  })();
  try {
    await work();
  } finally {
    over = true;
    await asking;
  }
  took.sort((a, b) => a - b);
  return {
    answers: took.length,
    failures,
    slowestMs: Math.round(took.at(-1) ?? 0),
    p95Ms: Math.round(took[Math.floor(took.length * 0.95)] ?? 0),
  };
}
