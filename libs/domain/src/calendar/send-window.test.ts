import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { madrid, madridWindow } from '@puntual/testing/builders/case-facts';
import { addDays, instantAt, localDate, localMinute, type IsoDate } from './dates.ts';
import {
  addOpenDays,
  isInWindow,
  isOpenDay,
  nextInWindow,
  nextOpenDay,
  openRanges,
  plannedInstant,
  rollDay,
  type Roll,
  type SendWindow,
  type Weekday,
} from './send-window.ts';

// Thursday and Friday before Easter 2026, and Easter Monday.
const easter = madridWindow(['2026-04-02', '2026-04-03', '2026-04-06']);

describe('open days', () => {
  it.each([
    ['2026-04-01', '2026-04-01'],
    ['2026-04-02', '2026-04-07'],
    ['2026-04-04', '2026-04-07'],
    ['2026-04-06', '2026-04-07'],
    ['2026-04-10', '2026-04-10'],
    ['2026-04-11', '2026-04-13'],
  ])('%s rolls to %s', (date, open) => {
    expect(nextOpenDay(date, easter)).toBe(open);
  });
  it.each([
    ['2026-04-01', 0, '2026-04-01'],
    ['2026-04-01', 1, '2026-04-07'],
    ['2026-04-01', 2, '2026-04-08'],
    ['2026-04-04', 0, '2026-04-07'],
    ['2026-04-04', 1, '2026-04-08'],
  ])('%s and %s open days is %s', (date, count, day) => {
    expect(addOpenDays(date, count, easter)).toBe(day);
  });
  it('are searched for 60 days, and a calendar without an open day throws', () => {
    const closed = Array.from({ length: 60 }, (_, index) => addDays('2026-01-01', index));
    expect(() => nextOpenDay('2026-01-01', madridWindow(closed))).toThrow('no open day in 60 days from 2026-01-01');
  });
});

describe('a day that is closed', () => {
  // Maundy Thursday and Good Friday, the weekend and Easter Monday: Wednesday before, Tuesday after.
  it.each<readonly [Roll, IsoDate, IsoDate | undefined, IsoDate]>([
    ['next-business-day', '2026-04-03', undefined, '2026-04-07'],
    ['next-business-day', '2026-04-01', undefined, '2026-04-01'],
    ['next-business-day', '2026-04-04', '2026-04-04', '2026-04-07'],
    ['previous-business-day', '2026-04-06', undefined, '2026-04-01'],
    ['previous-business-day', '2026-04-01', undefined, '2026-04-01'],
    ['previous-business-day', '2026-04-06', '2026-04-01', '2026-04-01'],
    ['previous-business-day', '2026-04-06', '2026-04-02', '2026-04-07'],
    ['previous-business-day', '2026-04-06', '2026-04-06', '2026-04-07'],
    ['none', '2026-04-03', undefined, '2026-04-03'],
    ['none', '2026-04-06', '2026-04-06', '2026-04-06'],
  ])('%s: %s, not back past %s, becomes %s', (roll, date, notBefore, day) => {
    expect(rollDay(date, easter, roll, notBefore)).toBe(day);
  });
  it('rolls forward when no open day lies before it', () => {
    const everything = Array.from({ length: 80 }, (_, index) => addDays('2026-01-01', index - 79));
    expect(rollDay('2026-01-01', madridWindow(everything), 'previous-business-day')).toBe('2026-01-02');
  });
  it('is what the window says: Sunday to Thursday, or every day', () => {
    const gulf: SendWindow = { ...madridWindow(), openWeekdays: new Set<Weekday>([7, 1, 2, 3, 4]) };
    expect(['2026-06-11', '2026-06-12', '2026-06-13', '2026-06-14'].map((date) => isOpenDay(date, gulf))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    const always: SendWindow = {
      ...madridWindow(['2026-06-14']),
      openWeekdays: new Set<Weekday>([1, 2, 3, 4, 5, 6, 7]),
    };
    expect(nextOpenDay('2026-06-13', always)).toBe('2026-06-13');
    expect(nextOpenDay('2026-06-14', always)).toBe('2026-06-15');
    expect(() => nextOpenDay('2026-06-14', { ...madridWindow(), openWeekdays: new Set() })).toThrow(RangeError);
  });
});

describe('quiet hours', () => {
  const night = { fromMinute: 21 * 60, toMinute: 8 * 60 };
  it.each([
    ['a night that the window does not touch', 540, 1050, night, [[540, 1050]]],
    ['a night that narrows the window on both sides', 420, 1320, night, [[480, 1260]]],
    [
      'hours in the middle: two stretches',
      540,
      1050,
      { fromMinute: 780, toMinute: 900 },
      [
        [540, 780],
        [900, 1050],
      ],
    ],
    ['hours at the opening', 540, 1050, { fromMinute: 0, toMinute: 600 }, [[600, 1050]]],
    ['a window that is quiet from end to end: the other hours of the day', 360, 450, night, [[480, 1260]]],
    ['hours that begin when they end: none', 540, 1050, { fromMinute: 600, toMinute: 600 }, [[540, 1050]]],
    ['a whole quiet day', 540, 1050, { fromMinute: 0, toMinute: 1440 }, []],
  ] as const)('take from the window %s', (_, fromMinute, toMinute, quiet, ranges) => {
    expect(
      openRanges({ ...madridWindow(), fromMinute, toMinute, quiet: [quiet] }).map((range) => [
        range.fromMinute,
        range.toMinute,
      ]),
    ).toEqual(ranges);
  });
  it('add up: a night of the law, and the lunch of the customer', () => {
    const both: SendWindow = {
      ...madridWindow(),
      fromMinute: 420,
      toMinute: 1320,
      quiet: [night, { fromMinute: 780, toMinute: 900 }, { fromMinute: 850, toMinute: 960 }],
    };
    expect(openRanges(both).map((range) => [range.fromMinute, range.toMinute])).toEqual([
      [480, 780],
      [960, 1260],
    ]);
  });
  it('move the planned instant to an allowed time', () => {
    const early: SendWindow = { ...madridWindow(), fromMinute: 420, toMinute: 1320, quiet: [night] };
    expect(
      [
        ['07:59', false],
        ['08:00', true],
        ['20:59', true],
        ['21:00', false],
      ].map(([time]) => [time, isInWindow(madrid('2026-06-10', time as string), early, 0)]),
    ).toEqual([
      ['07:59', false],
      ['08:00', true],
      ['20:59', true],
      ['21:00', false],
    ]);
    const lunch: SendWindow = { ...madridWindow(), quiet: [{ fromMinute: 780, toMinute: 900 }] };
    const after = nextInWindow(madrid('2026-06-10', '13:30'), 'c', lunch, 0);
    expect(localDate(after, 'Europe/Madrid')).toBe('2026-06-10');
    expect(localMinute(after, 'Europe/Madrid')).toBeGreaterThanOrEqual(900);
    expect(localMinute(after, 'Europe/Madrid')).toBeLessThan(1020);
  });
  it('of a whole day leave no instant at all', () => {
    const silent: SendWindow = { ...madridWindow(), quiet: [{ fromMinute: 0, toMinute: 1440 }] };
    expect(() => plannedInstant('2026-06-10', 'c', silent)).toThrow(RangeError);
    expect(() => nextInWindow(madrid('2026-06-10'), 'c', silent, 0)).toThrow(RangeError);
  });
});

describe('the night of a change', () => {
  const sundays = new Set<Weekday>([7]);
  it('skips a window that the clock change removes, and uses the opening when the jitter is skipped', () => {
    const skipped: SendWindow = { ...madridWindow(), fromMinute: 120, toMinute: 180, openWeekdays: sundays };
    expect(localDate(nextInWindow(madrid('2026-03-28'), 'c', skipped, 0), 'Europe/Madrid')).toBe('2026-04-05');
    const half: SendWindow = { ...skipped, fromMinute: 60, toMinute: 150 };
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
      expect(isInWindow(plannedInstant('2026-03-29', seed, half), half, 0)).toBe(true);
  });
  it('never answers with a past instant when the clock shows an hour twice', () => {
    const window: SendWindow = { ...madridWindow(), fromMinute: 150, toMinute: 170, openWeekdays: sundays };
    const second = Date.parse('2026-10-25T01:10:00Z'); // 02:10 for the second time
    expect(nextInWindow(second, 'c', window, 0)).toBeGreaterThan(second);
  });
});

describe('the window', () => {
  it.each([
    ['2026-06-10', '08:59', false],
    ['2026-06-10', '09:00', true],
    ['2026-06-10', '17:29', true],
    ['2026-06-10', '17:30', false],
    ['2026-06-13', '12:00', false],
    ['2026-06-14', '12:00', false],
    ['2026-03-27', '09:00', true],
    ['2026-03-30', '09:00', true],
    ['2026-10-26', '09:00', true],
    ['2026-10-26', '08:59', false],
  ])('on %s at %s in Madrid: %s', (date, time, open) => {
    expect(isInWindow(madrid(date, time), madridWindow(), 0)).toBe(open);
  });
  it('is closed all day on a holiday', () => {
    expect(isInWindow(madrid('2026-04-02', '12:00'), easter, 0)).toBe(false);
  });
  it('accepts the clock tolerance before opening and after closing, and no more', () => {
    const halfHour = 30 * 60_000;
    for (const [time, open] of [
      ['08:29', false],
      ['08:30', true],
      ['17:59', true],
      ['18:00', false],
    ] as const)
      expect([time, isInWindow(madrid('2026-06-10', time), madridWindow(), halfHour)]).toEqual([time, open]);
  });
  it.each([
    ['2026-06-10 08:00', '2026-06-10'],
    ['2026-06-10 17:30', '2026-06-11'],
    ['2026-06-12 18:00', '2026-06-15'],
    ['2026-06-13 12:00', '2026-06-15'],
    ['2026-06-14 23:59', '2026-06-15'],
    ['2026-06-15 00:00', '2026-06-15'],
  ])('after %s next opens on %s', (from, day) => {
    const [date = '', time] = from.split(' ');
    expect(nextInWindow(madrid(date, time), 'c', madridWindow(), 0)).toBe(plannedInstant(day, 'c', madridWindow()));
  });
});

const weekdays = fc.subarray<Weekday>([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }).map((days) => new Set(days));
const quiets = fc.record({
  fromMinute: fc.integer({ min: 1000, max: 1439 }),
  toMinute: fc.integer({ min: 300, max: 700 }),
});
const windows = fc
  .record({
    timeZone: fc.constantFrom('Europe/Madrid', 'America/New_York', 'America/Santiago', 'Asia/Tokyo'),
    fromMinute: fc.integer({ min: 300, max: 1200 }),
    length: fc.integer({ min: 1, max: 230 }),
    closed: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 }),
    openWeekdays: fc.option(weekdays, { nil: undefined }),
    quiet: fc.option(
      quiets.map((quiet) => [quiet]),
      { nil: undefined },
    ),
  })
  .map(({ fromMinute, length, closed, ...rest }): SendWindow => ({
    ...rest,
    fromMinute,
    toMinute: fromMinute + length,
    closedDays: new Set(closed.map((days) => addDays('2026-01-01', days))),
  }));
const instants = fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-01-15T00:00:00Z') });
const dates = fc.integer({ min: 0, max: 380 }).map((days): IsoDate => addDays('2026-01-01', days));

describe('planned instants', () => {
  it('lie inside the window and are always the same for one customer', () => {
    fc.assert(
      fc.property(windows, dates, fc.string(), (window, date, seed) => {
        const open = nextOpenDay(date, window);
        const at = plannedInstant(open, seed, window);
        expect(isInWindow(at, window, 0)).toBe(true);
        expect(localDate(at, window.timeZone)).toBe(open);
        expect(plannedInstant(open, seed, { ...window })).toBe(at);
      }),
    );
  });
  it('spread customers over the first two hours', () => {
    const minutes = Array.from(
      { length: 2000 },
      (_, index) =>
        (plannedInstant('2026-06-10', `customer-${index}`, madridWindow()) -
          instantAt('2026-06-10', 540, 'Europe/Madrid')) /
        60_000,
    );
    expect(Math.min(...minutes)).toBe(0);
    expect(Math.max(...minutes)).toBe(119);
    expect(new Set(minutes).size).toBe(120);
  });
  it('the next instant in the window is not earlier, lies in the window, and is its own next instant', () => {
    fc.assert(
      fc.property(
        windows,
        instants,
        fc.string(),
        fc.integer({ min: 0, max: 7_200_000 }),
        (window, at, seed, toleranceMs) => {
          const next = nextInWindow(at, seed, window, toleranceMs);
          expect(next).toBeGreaterThanOrEqual(at);
          expect(isInWindow(next, window, toleranceMs)).toBe(true);
          expect(isInWindow(nextInWindow(at, seed, window, 0), window, 0)).toBe(true);
          expect(nextInWindow(next, seed, window, toleranceMs)).toBe(next);
        },
      ),
    );
  });
  it('lie outside the quiet hours, always', () => {
    fc.assert(
      fc.property(windows, quiets, instants, fc.string(), (window, quiet, at, seed) => {
        const minute = localMinute(nextInWindow(at, seed, { ...window, quiet: [quiet] }, 0), window.timeZone);
        expect(minute >= quiet.toMinute && minute < quiet.fromMinute).toBe(true);
      }),
    );
  });
  it('leave out no open day: none lies between an instant outside the window and the next one in it', () => {
    fc.assert(
      fc.property(windows, instants, (window, at) => {
        fc.pre(!isInWindow(at, window, 0));
        const next = localDate(nextInWindow(at, 'c', window, 0), window.timeZone);
        for (let day = addDays(localDate(at, window.timeZone), 1); day < next; day = addDays(day, 1))
          expect(isOpenDay(day, window)).toBe(false);
      }),
    );
  });
});

describe('rolling', () => {
  it('backwards or forwards passes closed days only and never the limit; with none the day stays', () => {
    fc.assert(
      fc.property(windows, dates, fc.integer({ min: 0, max: 12 }), (window, date, slack) => {
        const notBefore = addDays(date, -slack);
        const back = rollDay(date, window, 'previous-business-day', notBefore);
        expect(back >= notBefore && isOpenDay(back, window)).toBe(true);
        for (let day = addDays(back, 1); day <= date; day = addDays(day, 1)) expect(isOpenDay(day, window)).toBe(false);
        expect(rollDay(date, window, 'previous-business-day', date)).toBe(rollDay(date, window, 'next-business-day'));
        expect(rollDay(date, window, 'none')).toBe(date);
      }),
    );
  });
});
