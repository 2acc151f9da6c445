import { afterEach, expect, it, jest } from '@jest/globals';
import { instantAt, localMinute } from '@puntual/domain/calendar/dates';
import { spreadOver, tenMillionthOf } from '@puntual/testing/statistics/chi-square';
import { withClient } from '@puntual/sandbox/prepare-database';
import { HANGS_AFTER_MS } from '@puntual/testing/until';
import { evaluateCases, openFullQueue, takeInvoices, type FullQueue } from './testing/delivery-queue-world.ts';

jest.setTimeout(600_000);

// docs/faults.md, F11, on the real server, Postgres and the stand-in provider: many invoices due on one morning. `npm
// run soak` uses a thousand (PUNTUAL_FAULT_SCALE=5).
const SCALE = Math.max(1, Number(process.env.PUNTUAL_FAULT_SCALE ?? 1));
const STORM = 200 * SCALE;
const SENT = SCALE === 1 ? 60 : STORM;
const PER_SECOND = SCALE === 1 ? 4 : 20;
const ZONE = 'Europe/Madrid';
const OPENS = 9 * 60;
const CELLS = 24;
const CELL_MINUTES = 5;
/** Sends that the worker holds before it delivers them: they may reach the provider together. */
const IN_HAND = 16;
/** How many times the ideal time the queue may take to drain. With few messages a busy machine may lose seconds. */
const DRAINED_IN = SCALE === 1 ? 2 : 1.2;

// The API is another app: loaded at run time by path.
const api = (await import(new URL('../../api/src/testing/with-api.ts', import.meta.url).href)) as {
  withApi(
    database: unknown,
    organization: unknown,
  ): Promise<{
    setNow(iso: string): void;
    now(): number;
    get(path: string): Promise<{ status: number }>;
    close(): Promise<void>;
  }>;
};

let queue: FullQueue | null = null;
afterEach(async () => {
  await queue?.close();
  queue = null;
}, 180_000);

it('cases that are due on one morning sleep until instants that are spread over its first two hours', async () => {
  queue = await openFullQueue({ suite: 'morning' });
  const { db } = queue;
  await queue.organization('norte');
  await takeInvoices(db, 'norte', STORM);
  await evaluateCases(db, 'norte', instantAt('2026-12-02', 0, ZONE));
  const planned = await withClient(db.ownerUrl, async (pg) =>
    (await pg.query<{ at: Date }>('SELECT next_action_at AS at FROM invoice')).rows.map(
      ({ at }) => localMinute(at.getTime(), ZONE) - OPENS,
    ),
  );
  expect(planned).toHaveLength(STORM);
  const { statistic, freedom } = spreadOver(
    planned.map((minute) => Math.floor(minute / CELL_MINUTES)),
    CELLS,
  );
  // A customer's slot follows from a row id, which differs in every run.
  expect(statistic).toBeLessThan(tenMillionthOf(freedom));
});

it(
  'when all of them send at once, the provider is asked no faster than allowed, the queue is emptied in its time, ' +
    'and the API answers',
  async () => {
    queue = await openFullQueue({ suite: 'storm', env: { DELIVERY_PER_SECOND: String(PER_SECOND) } });
    const { arrivals, answers } = await drain(queue);
    const tooMany = windowsAbove(arrivals, PER_SECOND, PER_SECOND + IN_HAND);
    const took = secondsOf(arrivals);
    const ideal = arrivals.length / PER_SECOND;
    const slowest = [...answers.map(({ ms }) => ms)].sort((a, b) => a - b)[Math.floor(answers.length * 0.95)] ?? 0;
    console.info('storm', {
      messages: arrivals.length,
      allowedPerSecond: PER_SECOND,
      seconds: took,
      ratio: Number((took / ideal).toFixed(2)),
      apiRequests: answers.length,
      apiP95Ms: Math.round(slowest),
    });
    expect(tooMany).toEqual([]);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    // A machine that cannot send that fast is compared with its own unlimited speed.
    const allowed = took <= ideal * DRAINED_IN ? ideal : Math.max(ideal, await unlimitedSeconds());
    expect(took / allowed).toBeLessThanOrEqual(DRAINED_IN);
  },
);

interface Drained {
  /** Arrival times at the provider, epoch milliseconds, ascending. */
  readonly arrivals: readonly number[];
  readonly answers: readonly { readonly status: number; readonly ms: number }[];
}

async function drain(full: FullQueue): Promise<Drained> {
  await full.organization('norte');
  await full.ask('norte', SENT);
  const organization = await withClient(
    full.db.ownerUrl,
    async (pg) =>
      (await pg.query<{ id: string; slug: string }>(`SELECT id, slug FROM organization WHERE slug = 'norte'`)).rows[0],
  );
  const meanwhile = await api.withApi(full.db.database, organization);
  try {
    meanwhile.setNow(new Date(full.clock.now()).toISOString());
    const answers: { status: number; ms: number }[] = [];
    full.release();
    for (const end = performance.now() + HANGS_AFTER_MS; full.tookFrom().length < SENT;) {
      if (performance.now() > end) throw new Error(`${full.tookFrom().length} of ${SENT} messages were sent`);
      for (const path of ['/v1/invoices?limit=20', '/v1/messages?limit=20']) {
        const began = performance.now();
        const { status } = await meanwhile.get(path);
        answers.push({ status, ms: performance.now() - began });
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return {
      answers,
      arrivals: full.outside
        .requests()
        .map(({ at }) => Date.parse(at))
        .sort((a, b) => a - b),
    };
  } finally {
    await meanwhile.close();
  }
}

async function unlimitedSeconds(): Promise<number> {
  await queue?.close();
  queue = await openFullQueue({ suite: 'unlimited' });
  return secondsOf((await drain(queue)).arrivals);
}

function secondsOf(arrivals: readonly number[]): number {
  return ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1000;
}

/** The intervals between two arrivals in which more messages arrived than `burst` and the rate allow. */
function windowsAbove(arrivals: readonly number[], perSecond: number, burst: number): string[] {
  const above: string[] = [];
  for (const [from, first] of arrivals.entries()) {
    for (const [more, at] of arrivals.slice(from).entries()) {
      const most = burst + (perSecond * (at - first)) / 1000;
      if (more + 1 > most) above.push(`${more + 1} messages in ${at - first} ms, at most ${most.toFixed(1)}`);
    }
  }
  return above.slice(0, 5);
}
