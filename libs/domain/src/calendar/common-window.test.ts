import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { madridWindow } from '@puntual/testing/builders/case-facts';
import { commonWindow } from './common-window.ts';
import { addDays } from './dates.ts';
import { isOpenDay, openRanges, type SendWindow, type Weekday } from './send-window.ts';

const week = (...days: Weekday[]): ReadonlySet<Weekday> => new Set(days);
const windowOf = (change: Partial<SendWindow> = {}): SendWindow => ({ ...madridWindow(), ...change });

describe('a message that several policies ask for', () => {
  it('leaves on a weekday that all of them open, whichever stands first', () => {
    const [few, many] = [windowOf({ openWeekdays: week(2, 4) }), windowOf({ openWeekdays: week(1, 2, 3, 4, 5, 6) })];
    // From Monday 2026-06-08 on.
    const open = (window: SendWindow) =>
      [0, 1, 2, 3, 4, 5, 6].filter((days) => isOpenDay(addDays('2026-06-08', days), window));
    expect([
      open(commonWindow([few, many])),
      open(commonWindow([many, few])),
      open(commonWindow([many, windowOf()])),
    ]).toEqual([
      [1, 3],
      [1, 3],
      [0, 1, 2, 3, 4],
    ]);
  });

  it('keeps the quiet hours of each, and the hours that they have in common', () => {
    const early = windowOf({ fromMinute: 480, toMinute: 960, quiet: [{ fromMinute: 720, toMinute: 780 }] });
    const late = windowOf({ fromMinute: 600, toMinute: 1200, quiet: [{ fromMinute: 900, toMinute: 480 }] });
    for (const windows of [
      [early, late],
      [late, early],
    ]) {
      expect(openRanges(commonWindow(windows))).toEqual([
        { fromMinute: 600, toMinute: 720 },
        { fromMinute: 780, toMinute: 900 },
      ]);
    }
  });

  it('does not leave on the holidays of any', () => {
    const both = commonWindow([madridWindow(['2026-06-09']), madridWindow(['2026-06-10'])]);
    expect(['2026-06-08', '2026-06-09', '2026-06-10', '2026-06-11'].map((date) => isOpenDay(date, both))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('uses the first window when they have nothing in common, so that it still leaves', () => {
    const mornings = windowOf({ fromMinute: 480, toMinute: 600, openWeekdays: week(1) });
    const evenings = windowOf({ fromMinute: 1080, toMinute: 1200, openWeekdays: week(6, 7) });
    expect(commonWindow([mornings, evenings])).toMatchObject({ fromMinute: 480, toMinute: 600, openWeekdays: week(1) });
  });

  it('has the window of a single policy, and throws without any', () => {
    const window = windowOf();
    expect(commonWindow([window])).toBe(window);
    expect(commonWindow([window, window])).toBe(window);
    expect(() => commonWindow([])).toThrow('a window needs a policy');
  });
});

const windows = fc
  .record({
    fromMinute: fc.integer({ min: 0, max: 700 }),
    length: fc.integer({ min: 400, max: 739 }),
    openWeekdays: fc.subarray<Weekday>([1, 2, 3, 4, 5, 6], { minLength: 4 }),
    closed: fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 5 }),
    quiet: fc.array(
      fc.record({ fromMinute: fc.integer({ min: 0, max: 100 }), toMinute: fc.integer({ min: 101, max: 300 }) }),
      { maxLength: 2 },
    ),
  })
  .map(({ length, openWeekdays, closed, ...rest }): SendWindow => ({
    ...rest,
    timeZone: 'Europe/Madrid',
    toMinute: rest.fromMinute + length,
    openWeekdays: week(...openWeekdays),
    closedDays: new Set(closed.map((days) => addDays('2026-06-01', days))),
  }));

it('is never open where one of them is closed', () => {
  fc.assert(
    fc.property(
      fc.array(windows, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 0, max: 1439 }),
      (all, days, minute) => {
        const date = addDays('2026-06-01', days);
        const common = commonWindow(all);
        fc.pre(all.every((window) => window.fromMinute < Math.min(...all.map((each) => each.toMinute))));
        const open = (window: SendWindow) =>
          isOpenDay(date, window) &&
          openRanges(window).some((range) => minute >= range.fromMinute && minute < range.toMinute);
        if (open(common)) expect(all.map(open)).toEqual(all.map(() => true));
        else if (all.every((window) => window.quiet?.length === 0)) expect(all.every(open)).toBe(false);
      },
    ),
  );
});
