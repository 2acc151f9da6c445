import { beforeEach, describe, expect, it } from '@jest/globals';
import { watchBacklog, type BacklogWatch } from './watch-backlog.ts';

const NOW = Date.parse('2026-11-02T09:00:00Z');
const MINUTE = 60_000;
let waiting: number | null;
let fetchedAll: boolean;
let woken: number;
let wakeFails: boolean;

beforeEach(() => {
  [waiting, fetchedAll, woken, wakeFails] = [null, true, 0, false];
});

const watch = (closedBefore = false) =>
  watchBacklog(
    {
      waitingSince: () => waiting,
      fetchedAll: () => fetchedAll,
      nowMs: () => NOW,
      wake: () => {
        if (wakeFails) return Promise.reject(new Error('the database is away'));
        woken += 1;
        return Promise.resolve();
      },
    },
    closedBefore,
  );

async function beat(backlog: BacklogWatch): Promise<number | null> {
  const since = backlog.since();
  await backlog.afterBeat();
  return since;
}

describe('the end of a backlog', () => {
  it('wakes those that wait with the first heartbeat without a backlog', async () => {
    const backlog = watch();
    waiting = NOW - 5 * MINUTE;
    await beat(backlog);
    await beat(backlog);
    expect(woken).toBe(0);
    waiting = null;
    await beat(backlog);
    expect(woken).toBe(1);
  });

  // The backlog of this process was too short to close the gate, but it may have closed by the time another process
  // checked; and the process that reported the backlog may be gone.
  it('is checked after every heartbeat without a backlog, whichever process had reported one', async () => {
    const backlog = watch();
    waiting = NOW - MINUTE / 2;
    await beat(backlog);
    waiting = null;
    await beat(backlog);
    await beat(backlog);
    expect(woken).toBe(2);
  });

  it('is not reported before the stream has read its lag', async () => {
    fetchedAll = false;
    await beat(watch());
    expect(woken).toBe(0);
  });

  it('is reported again after a failure', async () => {
    const backlog = watch();
    waiting = NOW - 5 * MINUTE;
    await beat(backlog);
    [waiting, wakeFails] = [null, true];
    await expect(beat(backlog)).rejects.toThrow('away');
    wakeFails = false;
    await beat(backlog);
    expect(woken).toBe(1);
  });
});

describe('a process that starts with a closed gate, because all processes were down', () => {
  it('keeps it closed until it has read the lag, and then wakes those that wait', async () => {
    fetchedAll = false;
    const backlog = watch(true);
    expect(await beat(backlog)).toBe(NOW - 2 * MINUTE);
    expect(woken).toBe(0);
    fetchedAll = true;
    expect(await beat(backlog)).toBeNull();
    expect(woken).toBe(1);
  });

  it('wakes nobody before the backlog that it finds is processed', async () => {
    fetchedAll = false;
    const backlog = watch(true);
    await beat(backlog);
    [fetchedAll, waiting] = [true, NOW - 60 * MINUTE];
    expect(await beat(backlog)).toBe(NOW - 60 * MINUTE);
    expect(woken).toBe(0);
    waiting = null;
    await beat(backlog);
    expect(woken).toBe(1);
  });
});
