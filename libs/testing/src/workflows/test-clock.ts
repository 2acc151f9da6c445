import { instantAt } from '@puntual/domain/calendar/dates';

/** What `Clock` of the platform is to the activities: virtual instants for real (server) ones, and back. Epoch milliseconds. */
export interface TestClock {
  fromReal(realMs: number): number;
  toReal(virtualMs: number): number;
}

/** A clock that shows `virtualMs` at `realMs` and runs at the server's own speed: for a server that skips time. */
export function shiftedClock(realMs: number, virtualMs: number): TestClock {
  const shift = virtualMs - realMs;
  return { fromReal: (ms) => ms + shift, toReal: (ms) => ms - shift };
}

/** A clock that stands at `virtualMs` until it is moved, so that nothing depends on how fast a machine is. Timers stay days away: whoever moves it tells the cases to look. */
export function standingClock(
  realMs: number,
  virtualMs: number,
): TestClock & { readonly moveTo: (virtualMs: number) => void } {
  let shown = virtualMs;
  return {
    fromReal: () => shown,
    toReal: (ms) => ms - virtualMs + realMs,
    moveTo: (ms) => {
      shown = ms;
    },
  };
}

/** How long the office hours of a day that matters last, and the nights or weeks between two such days. */
export interface CalendarPace {
  readonly dayMs: number;
  readonly gapMs: number;
}

/**
 * A clock for a server with real time: it strolls through the office hours (08:30 to 17:30) of the days that matter, and leaps over what lies between. So months pass in
 * seconds although server timers are up to a second late, and no timer falls out of its window. `days` ascend; before the first and after the last it runs at speed 1.
 */
export function calendarClock(
  startMs: number,
  startAt: number,
  days: readonly string[],
  timeZone: string,
  pace: CalendarPace,
): TestClock {
  const knots: { real: number; virtual: number }[] = [{ real: startMs, virtual: startAt }];
  let real = startMs;
  for (const day of days) {
    const opens = instantAt(day, 8 * 60 + 30, timeZone);
    const closes = instantAt(day, 17 * 60 + 30, timeZone);
    if (opens > startAt) knots.push({ real: (real += pace.gapMs), virtual: opens });
    knots.push({ real: (real += pace.dayMs), virtual: closes });
  }
  const along =
    (from: 'real' | 'virtual', to: 'real' | 'virtual') =>
    (ms: number): number => {
      const after = knots.findIndex((knot) => knot[from] > ms);
      const first = knots[0];
      const last = knots.at(-1);
      if (!first || !last) return ms;
      if (after === 0) return first[to] + (ms - first[from]);
      if (after < 0) return last[to] + (ms - last[from]);
      const a = knots[after - 1] ?? first;
      const b = knots[after] ?? last;
      return a[to] + ((ms - a[from]) / (b[from] - a[from])) * (b[to] - a[to]);
    };
  const toVirtual = along('real', 'virtual');
  const toReal = along('virtual', 'real');
  return { fromReal: (ms) => Math.round(toVirtual(ms)), toReal: (ms) => Math.ceil(toReal(ms)) };
}
