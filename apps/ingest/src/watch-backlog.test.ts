import { beforeEach, describe, expect, it } from '@jest/globals';
import { watchBacklog, type BacklogWatch } from './watch-backlog.ts';

const NOW = Date.parse('2026-11-02T09:00:00Z');
const MINUTE = 60_000;
let waiting: number | null;
let looked: boolean;
let woken: number;
let wakeFails: boolean;

beforeEach(() => {
  [waiting, looked, woken, wakeFails] = [null, true, 0, false];
});

const watch = (closedBefore = false) =>
  watchBacklog(
    {
      waitingSince: () => waiting,
      looked: () => looked,
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
  it('wakes whoever waits with the first beat that told of none', async () => {
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
  it('is asked for after every beat that told of none, however short it was and whosever', async () => {
    const backlog = watch();
    waiting = NOW - MINUTE / 2;
    await beat(backlog);
    waiting = null;
    await beat(backlog);
    await beat(backlog);
    expect(woken).toBe(2);
  });

  it('is nobody’s to tell before the stream has looked', async () => {
    looked = false;
    await beat(watch());
    expect(woken).toBe(0);
  });

  it('is told again when the telling failed', async () => {
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

describe('a process that finds the gate closed, because all were away', () => {
  it('keeps it closed until it has looked at what came meanwhile, and then wakes whoever waited', async () => {
    looked = false;
    const backlog = watch(true);
    expect(await beat(backlog)).toBe(NOW - 2 * MINUTE);
    expect(woken).toBe(0);
    looked = true;
    expect(await beat(backlog)).toBeNull();
    expect(woken).toBe(1);
  });

  it('wakes nobody before the backlog that it finds is taken', async () => {
    looked = false;
    const backlog = watch(true);
    await beat(backlog);
    [looked, waiting] = [true, NOW - 60 * MINUTE];
    expect(await beat(backlog)).toBe(NOW - 60 * MINUTE);
    expect(woken).toBe(0);
    waiting = null;
    await beat(backlog);
    expect(woken).toBe(1);
  });
});
