import { afterEach, describe, expect, test } from '@jest/globals';
import type { SampleWork } from './testing/sample-thread.ts';
import { openThreadPool, type ThreadJob, type ThreadLimits, type ThreadPool } from './thread-pool.ts';

const ENTRY = new URL('./testing/sample-thread.ts', import.meta.url);
const LIMITS: ThreadLimits = {
  threads: 1,
  ofOne: 1,
  waiting: 3,
  waitingOfOne: 2,
  deadlineMs: 600_000,
  memoryMb: 64,
  idleMs: 600_000,
};
let pool: ThreadPool;
const open = (limits: Partial<ThreadLimits> = {}, data?: unknown) => {
  pool = openThreadPool(ENTRY, { ...LIMITS, ...limits }, data);
};
const run = (work: SampleWork, job: Partial<ThreadJob> = {}) => pool.run({ organizationId: 'a', ...job, input: work });
const answer = (given: unknown, organizationId = 'a') => run({ do: 'answer', with: given }, { organizationId });
afterEach(() => pool.close());

/** Starts a job that waits until it is aborted or its pool ends. */
async function occupy(job: Partial<ThreadJob> = {}): Promise<{ ended: Promise<unknown> }> {
  let ended: Promise<unknown> = Promise.resolve();
  await new Promise<void>((started) => {
    ended = run({ do: 'wait' }, { ...job, onProgress: () => started() }).catch((error: unknown) => error);
  });
  return { ended };
}

describe('a pool of threads', () => {
  test('runs jobs from sources, one after the other in one thread, with the data of the pool', async () => {
    open({}, { url: 'somewhere' });
    expect(await answer({ big: 10n, when: new Map([['x', 1]]) })).toEqual({ big: 10n, when: new Map([['x', 1]]) });
    expect(await run({ do: 'data' })).toEqual({ url: 'somewhere' });
  });

  test('reports progress in order, before the result', async () => {
    open();
    const seen: unknown[] = [];
    expect(await run({ do: 'progress', times: 4 }, { onProgress: (each) => seen.push(each) })).toBe('done');
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  test('reports no progress of a job that was aborted', async () => {
    open({ threads: 1 });
    const seen: unknown[] = [];
    const aborting = new AbortController();
    const ended = run(
      { do: 'report-when-aborted' },
      {
        signal: aborting.signal,
        onProgress: (each) => {
          seen.push(each);
          aborting.abort(new Error('gone'));
        },
      },
    );
    await expect(ended).rejects.toThrow('gone');
    // The thread answers this only after it has reported the progress of the aborted job.
    expect(await answer('next')).toBe('next');
    expect(seen).toEqual(['waits']);
  });

  test('ends the thread of a job that runs too long, however busy it is, and goes on with another', async () => {
    open({ deadlineMs: 1500 });
    await expect(run({ do: 'spin' })).rejects.toMatchObject({ reason: 'too-long' });
    expect(await answer('after')).toBe('after');
  });

  test('ends the thread of a job that needs too much memory, and the process lives', async () => {
    open();
    await expect(run({ do: 'eat' })).rejects.toMatchObject({ reason: 'out-of-memory' });
    expect(await answer('after')).toBe('after');
  });

  test.each<[SampleWork, string]>([
    [{ do: 'throw', message: 'oh' }, 'failed'],
    [{ do: 'throw', message: 'oh', code: 'ECONNREFUSED' }, 'database-away'],
    [{ do: 'exit' }, 'failed'],
  ])('says why a job failed, and goes on: %j', async (work, reason) => {
    open();
    await expect(run(work)).rejects.toMatchObject({ reason });
    expect(await answer('after')).toBe('after');
  });

  test('refuses what cannot wait any more: of one organization, then of all', async () => {
    open();
    await occupy();
    const waiting = [answer(1), answer(2)].map((each) => each.catch((error: unknown) => error));
    await expect(answer(3)).rejects.toMatchObject({ reason: 'full-of-one' });
    waiting.push(answer(4, 'b').catch((error: unknown) => error));
    await expect(answer(5, 'c')).rejects.toMatchObject({ reason: 'full' });
    await pool.close();
    for (const each of waiting) expect(await each).toMatchObject({ reason: 'closed' });
    await expect(answer(6)).rejects.toMatchObject({ reason: 'closed' });
  });

  test('takes organizations in turns', async () => {
    open({ waiting: 9, waitingOfOne: 9 });
    const gone = new AbortController();
    await occupy({ signal: gone.signal });
    const order: unknown[] = [];
    const jobs = ['a1', 'a2', 'a3', 'b1', 'c1', 'b2'].map((name) =>
      answer(name, name.charAt(0)).then((value) => order.push(value)),
    );
    gone.abort();
    await Promise.all(jobs);
    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  test('lets one organization use no more than its threads, and another the rest', async () => {
    open({ threads: 2 });
    await occupy();
    const second = answer('second').catch((error: unknown) => error);
    expect(await answer('other', 'b')).toBe('other');
    await pool.close();
    expect(await second).toMatchObject({ reason: 'closed' });
  });

  test('gives up a job whose caller has gone, whether it waits or runs', async () => {
    open();
    const [running, waiting] = [new AbortController(), new AbortController()];
    const { ended } = await occupy({ signal: running.signal });
    const waits = run({ do: 'spin' }, { signal: waiting.signal }).catch((error: unknown) => error);
    waiting.abort(new Error('gone'));
    expect(await waits).toMatchObject({ message: 'gone' });
    running.abort(new Error('gone too'));
    expect(await ended).toMatchObject({ message: 'gone too' });
    expect(await answer('after')).toBe('after');
  });

  test('ends a thread whose job does not notice that its caller has gone', async () => {
    open();
    const gone = new AbortController();
    const spins = run({ do: 'spin' }, { signal: gone.signal }).catch((error: unknown) => error);
    gone.abort(new Error('gone'));
    expect(await spins).toMatchObject({ message: 'gone' });
    expect(await answer('after')).toBe('after');
  });

  test('ends threads that have nothing to do, and starts new ones', async () => {
    open({ idleMs: 1 });
    expect(await answer(1)).toBe(1);
    expect(await answer(2)).toBe(2);
  });
});
