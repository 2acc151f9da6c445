import { instantAt } from '@puntual/domain/calendar/dates';

/** Converts between real (server) instants and virtual ones, as the platform's `Clock` does. Epoch milliseconds. */
export interface TestClock {
  fromReal(realMs: number): number;
  toReal(virtualMs: number): number;
}

/** A clock that shows `virtualMs` at `realMs` and runs at the server's own speed: for a server that skips time. */
export function shiftedClock(realMs: number, virtualMs: number): TestClock {
  const shift = virtualMs - realMs;
  return { fromReal: (ms) => ms + shift, toReal: (ms) => ms - shift };
}

/**
 * A clock that stands still at `virtualMs` until it is moved, so that no result depends on the speed of the machine.
 * Timers do not end by themselves: after moving the clock, a test signals the cases so that they are evaluated.
 */
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

/** Real duration of the office hours of a listed day, and of the time between two such days. */
export interface CalendarPace {
  readonly dayMs: number;
  readonly gapMs: number;
}

/** Ascending days whose office hours matter, and the zone of those hours. */
export interface CalendarDays {
  readonly days: readonly string[];
  readonly timeZone: string;
}

/**
 * A clock for a server in real time: it runs steadily through the office hours (08:30 to 17:30) of `days` and quickly
 * through the time between. Months therefore pass in seconds, although server timers are up to a second late and every
 * timer must end within its window. `days` ascend; before the first and after the last the clock runs at speed 1.
 */
export function calendarClock(
  startMs: number,
  startAt: number,
  { days, timeZone }: CalendarDays,
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
