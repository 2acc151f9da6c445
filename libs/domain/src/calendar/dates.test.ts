import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  addDays,
  daysBetween,
  instantAt,
  isTimeZone,
  laterDate,
  localDate,
  localInstant,
  localMinute,
  weekday,
} from './dates.ts';

const day = fc.integer({ min: 0, max: 25_000 }).map((days) => addDays('2000-01-01', days));

// The nights of both changes, in each hemisphere: the last day before, the day of the change, the first day after.
const changes = [
  { zone: 'Europe/Madrid', spring: '2026-03-29', autumn: '2026-10-25' },
  { zone: 'America/New_York', spring: '2026-03-08', autumn: '2026-11-01' },
  { zone: 'America/Santiago', spring: '2026-09-06', autumn: '2026-04-05' },
];

describe('an instant as a clock shows it', () => {
  it.each([
    ['2026-12-05T09:15:30Z', 'Europe/Madrid', '2026-12-05T10:15:30+01:00'],
    ['2026-06-30T22:00:00.007Z', 'Europe/Madrid', '2026-07-01T00:00:00.007+02:00'],
    ['2026-01-01T02:00:00Z', 'America/St_Johns', '2025-12-31T22:30:00-03:30'],
    ['1969-12-31T23:59:59Z', 'UTC', '1969-12-31T23:59:59+00:00'],
  ])('%s in %s is %s', (instant, zone, text) => {
    expect(localInstant(Date.parse(instant), zone)).toBe(text);
    expect(Date.parse(text)).toBe(Date.parse(instant));
  });
});

describe('dates', () => {
  it('count calendar days, over leap years and ends of months', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(daysBetween('2026-06-10', '2026-06-10')).toBe(0);
    expect(daysBetween('2026-06-10', '2026-06-03')).toBe(-7);
    expect(weekday('2026-06-10')).toBe(3);
    expect(weekday('2026-06-14')).toBe(7);
  });

  it.each([
    '2026-02-30',
    '2026-02-29',
    '1900-02-29',
    '2026-00-10',
    '2026-13-01',
    '2026-06-00',
    '2026-06-31',
    '10/06/2026',
    '2026-6-1',
    '2026-06-10T00:00',
    '20260610',
    '+02026-06-10',
    '2026-06-1 ',
    '',
  ])('%j is refused, for it does not exist', (date) => {
    expect(() => addDays(date, 1)).toThrow(RangeError);
    expect(() => daysBetween('2026-06-10', date)).toThrow(RangeError);
    expect(() => weekday(date)).toThrow(RangeError);
    expect(() => instantAt(date, 0, 'UTC')).toThrow(RangeError);
  });

  it('are refused beyond the years that have four digits, and between two days', () => {
    expect(addDays('9999-12-30', 1)).toBe('9999-12-31');
    expect(addDays('0000-01-02', -1)).toBe('0000-01-01');
    for (const impossible of [
      () => addDays('9999-12-31', 1),
      () => addDays('0000-01-01', -1),
      () => addDays('2026-06-10', 0.5),
      () => addDays('2026-06-10', NaN),
    ])
      expect(impossible).toThrow(RangeError);
  });

  it('are those of Temporal, in every year', () => {
    const date = fc
      .record({
        year: fc.integer({ min: 0, max: 9999 }),
        month: fc.integer({ min: 1, max: 12 }),
        day: fc.integer({ min: 1, max: 31 }),
      })
      .map((parts) => Temporal.PlainDate.from(parts));
    fc.assert(
      fc.property(date, date, fc.integer({ min: -4000, max: 4000 }), (from, to, days) => {
        const there = from.add({ days });
        fc.pre(there.year >= 0 && there.year <= 9999);
        expect(addDays(from.toString(), days)).toBe(there.toString());
        expect(daysBetween(from.toString(), to.toString())).toBe(from.until(to, { largestUnit: 'days' }).days);
        expect(weekday(from.toString())).toBe(from.dayOfWeek);
      }),
      { numRuns: 1000 },
    );
  });

  it('the days between a day and a later one are the days that were added', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -2000, max: 2000 }), (from, days) => {
        expect(daysBetween(from, addDays(from, days))).toBe(days);
        expect(addDays(from, days) < from).toBe(days < 0);
      }),
    );
  });

  it('compare with null, which means never', () => {
    expect(laterDate('2026-01-02', null)).toBe('2026-01-02');
    expect(laterDate('2026-01-02', '2026-01-01')).toBe('2026-01-02');
    expect(laterDate('2026-01-02', '2026-01-03')).toBe('2026-01-03');
  });
});

describe('instants', () => {
  // docs/cases.md, case 22: due today is not late, at 00:00 and at 23:59, also in the night of a change.
  it.each(
    changes.flatMap(({ zone, spring, autumn }) =>
      [spring, autumn].flatMap((change) => [-1, 0, 1].map((offset) => [zone, addDays(change, offset)] as const)),
    ),
  )('in %s, the whole of %s is that day, from its first minute to its last', (zone, date) => {
    const first = instantAt(date, 0, zone);
    const last = instantAt(date, 23 * 60 + 59, zone);
    expect(localDate(first, zone)).toBe(date);
    expect(localDate(first - 1, zone)).toBe(addDays(date, -1));
    expect(localDate(last, zone)).toBe(date);
    expect(daysBetween(date, localDate(last, zone))).toBe(0);
    expect(daysBetween(date, localDate(instantAt(addDays(date, 1), 0, zone), zone))).toBe(1);
  });

  it('lie 23 and 25 hours apart over the changes of Madrid, and are a day apart all the same', () => {
    const hours = (from: string) =>
      (instantAt(addDays(from, 1), 720, 'Europe/Madrid') - instantAt(from, 720, 'Europe/Madrid')) / 3_600_000;
    expect([hours('2026-03-28'), hours('2026-10-24'), hours('2026-06-10')]).toEqual([23, 25, 24]);
  });

  it('become one hour later when a clock change skips them, and the first of two when it repeats them', () => {
    expect(localMinute(instantAt('2026-03-29', 150, 'Europe/Madrid'), 'Europe/Madrid')).toBe(210);
    expect(instantAt('2026-10-25', 150, 'Europe/Madrid')).toBe(Date.parse('2026-10-25T00:30:00Z'));
    // Santiago has no midnight on that Sunday: the day begins at one.
    expect(instantAt('2026-09-06', 0, 'America/Santiago')).toBe(Date.parse('2026-09-06T04:00:00Z'));
  });

  it('show the minute and the day that they were made from, in zones around the world', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 240, max: 1439 }),
        fc.constantFrom(
          'Europe/Madrid',
          'America/New_York',
          'America/Santiago',
          'Asia/Tokyo',
          'Asia/Kolkata',
          'Pacific/Auckland',
          'UTC',
        ),
        (date, minute, zone) => {
          const at = instantAt(date, minute, zone);
          expect([localDate(at, zone), localMinute(at, zone)]).toEqual([date, minute]);
        },
      ),
    );
  });

  // F24: a change at midnight (Santiago, Cairo), of half an hour (Lord Howe), of a whole day (Apia, 2011), four a year
  // (Casablanca), none.
  const zones = [
    'Europe/Madrid',
    'Europe/London',
    'America/New_York',
    'America/Santiago',
    'Australia/Sydney',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Africa/Cairo',
    'Pacific/Apia',
    'Asia/Kolkata',
    'Asia/Tokyo',
    'UTC',
  ];
  const changesOf = (zone: string) => {
    const found: number[] = [];
    let next = Temporal.ZonedDateTime.from(`2005-01-01T00:00[${zone}]`).getTimeZoneTransition('next');
    for (; next && next.year < 2040; next = next.getTimeZoneTransition('next')) found.push(next.epochMilliseconds);
    return found;
  };
  it.each(zones)('in %s are those of Temporal, on any day and around every change of its clock', (zone) => {
    const anywhere = fc.integer({ min: Date.parse('1975-01-01T00:00:00Z'), max: Date.parse('2060-01-01T00:00:00Z') });
    const found = changesOf(zone);
    const aroundChanges = fc
      .record({
        change: fc.constantFrom(...(found.length > 0 ? found : [0])),
        minutes: fc.integer({ min: -1600, max: 1600 }),
        ms: fc.constantFrom(-1, 0, 1),
      })
      .map(({ change, minutes, ms }) => change + minutes * 60_000 + ms);
    fc.assert(
      fc.property(fc.oneof(anywhere, aroundChanges), (at) => {
        const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
        expect([localDate(at, zone), localMinute(at, zone)]).toEqual([
          time.toPlainDate().toString(),
          time.hour * 60 + time.minute,
        ]);
        // The wall clock read as if it were UTC: around a change it also names times that are skipped or repeated.
        const wall = Temporal.Instant.fromEpochMilliseconds(
          at + Math.round(time.offsetNanoseconds / 1e6) + (at % 3) * 1_800_000,
        )
          .toZonedDateTimeISO('UTC')
          .toPlainDateTime();
        const expected = wall
          .with({ second: 0, millisecond: 0 })
          .toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
        expect(instantAt(wall.toPlainDate().toString(), wall.hour * 60 + wall.minute, zone)).toBe(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('are refused when no clock shows them', () => {
    for (const minute of [-1, 1440, 0.5, NaN]) expect(() => instantAt('2026-06-10', minute, 'UTC')).toThrow(RangeError);
    for (const at of [NaN, Infinity, 0.5]) expect(() => localDate(at, 'UTC')).toThrow(RangeError);
    expect(() => instantAt('2026-06-10', 0, 'Europe/Atlantis')).toThrow(RangeError);
  });

  it('know their zones: what is taken as a zone can be computed with', () => {
    for (const zone of [
      'Europe/Madrid',
      'America/Argentina/Buenos_Aires',
      'UTC',
      'Asia/Calcutta',
      '+02:00',
      'europe/madrid',
    ]) {
      if (isTimeZone(zone)) expect(localDate(0, zone)).toMatch(/^19(70-01-01|69-12-31)$/);
    }
    expect(isTimeZone('Europe/Madrid')).toBe(true);
    for (const zone of ['', 'Madrid', 'Europe/Atlantis', 'CEST?', '+01:00', '-0500', '+01', '−01:00', '01:00'])
      expect(isTimeZone(zone)).toBe(false);
    expect(() => localDate(0, 'Europe/Atlantis')).toThrow(RangeError);
  });
});
