import { residentMiB } from './process-figures.ts';
import { openPuntualRun } from './puntual-run.ts';
import type { BenchReport } from './report.ts';
import { invoiceEvent } from './sample-events.ts';
import type { BenchSettings } from './settings.ts';

const CASES = 600;
const WARM_UP = 60;
/** The smallest cache that the settings allow. */
const HARDLY_ANY = 10;
const SETTLE_MS = 5000;

interface Growth {
  readonly beforeMiB: number;
  readonly afterMiB: number;
}

/**
 * Part e: memory of the worker process per cached case: its growth with a cache for all cases, less its growth with the
 * smallest cache and the same cases.
 */
export async function measureMemory(settings: BenchSettings): Promise<BenchReport> {
  const small = await growth(settings, HARDLY_ANY);
  const large = await growth(settings, CASES + WARM_UP);
  const perCaseKiB = ((large.afterMiB - large.beforeMiB - (small.afterMiB - small.beforeMiB)) * 1024) / CASES;
  const row = (what: string, { beforeMiB, afterMiB }: Growth) => ({
    part: '(e)',
    what,
    value: `${beforeMiB.toFixed(0)} -> ${afterMiB.toFixed(0)} MiB`,
    ratio: '',
    goal: '',
    met: '' as const,
  });
  return {
    rows: [
      {
        part: '(e)',
        what: 'worker memory per cached case',
        value: `${perCaseKiB.toFixed(0)} KiB`,
        ratio: '',
        goal: 'published',
        met: '',
      },
      row(`worker, ${CASES} cases all cached`, large),
      row(`worker, the same with ${HARDLY_ANY} cached`, small),
    ],
    notes: [
      `(e) Resident memory of the worker process after ${WARM_UP} cases and after ${CASES} more. ` +
        'WORKER_MAX_CACHED_WORKFLOWS (default 400) bounds it; a case that was put out of the cache costs a replay ' +
        'of its short history when it wakes. Where it goes is not profiled.',
    ],
  };
}

async function growth(settings: BenchSettings, cached: number): Promise<Growth> {
  const run = await openPuntualRun(settings, { WORKER_MAX_CACHED_WORKFLOWS: String(cached) });
  try {
    const grow = async (from: number, to: number): Promise<number> => {
      await run.publish(Array.from({ length: to - from }, (_, n) => invoiceEvent(run.slug, from + n)));
      await run.until('SELECT count(*) AS n FROM invoice WHERE next_action IS NOT NULL', to);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      return residentMiB(run.stack.services.worker?.pid() ?? 0);
    };
    const beforeMiB = await grow(0, WARM_UP);
    const afterMiB = await grow(WARM_UP, WARM_UP + CASES);
    settings.log(`(e) cache of ${cached}: ${beforeMiB.toFixed(0)} -> ${afterMiB.toFixed(0)} MiB`);
    return { beforeMiB, afterMiB };
  } finally {
    await run.close();
  }
}
