import { describe, expect, it } from '@jest/globals';
import { addDays, type IsoDate } from './dates.ts';
import { nextOpenDay, plannedInstant, type SendWindow, type Weekday } from './send-window.ts';

// docs/faults.md, F24. Checked by hand against the published rules of each zone: what a clock at nine shows in UTC
// before and after each change, at ends of months, on the leap day and over holidays. The window is one minute long, so
// nobody has a jitter.
const nineIn = (timeZone: string, closed: readonly IsoDate[], openWeekdays?: ReadonlySet<Weekday>): SendWindow => ({
  timeZone,
  fromMinute: 540,
  toMinute: 541,
  closedDays: new Set(closed),
  openWeekdays,
});
const christmas = ['2026-12-25', '2027-01-01'];

interface Zone {
  readonly zone: string;
  readonly closed: readonly IsoDate[];
  readonly due: readonly (readonly [wanted: IsoDate, instant: string])[];
}
const tables: readonly Zone[] = [
  {
    zone: 'Europe/Madrid',
    closed: [...christmas, '2026-04-02', '2026-04-03', '2026-12-08'],
    due: [
      ['2026-03-27', '2026-03-27T08:00Z'],
      ['2026-03-28', '2026-03-30T07:00Z'],
      ['2026-03-29', '2026-03-30T07:00Z'],
      ['2026-10-23', '2026-10-23T07:00Z'],
      ['2026-10-25', '2026-10-26T08:00Z'],
      ['2026-01-31', '2026-02-02T08:00Z'],
      ['2026-04-30', '2026-04-30T07:00Z'],
      ['2026-12-31', '2026-12-31T08:00Z'],
      ['2028-02-29', '2028-02-29T08:00Z'],
      ['2026-04-02', '2026-04-06T07:00Z'],
      ['2026-12-08', '2026-12-09T08:00Z'],
      ['2026-12-25', '2026-12-28T08:00Z'],
      ['2027-01-01', '2027-01-04T08:00Z'],
    ],
  },
  {
    zone: 'Europe/London',
    closed: [...christmas, '2026-04-03', '2026-04-06', '2026-12-28'],
    due: [
      ['2026-03-27', '2026-03-27T09:00Z'],
      ['2026-03-29', '2026-03-30T08:00Z'],
      ['2026-10-23', '2026-10-23T08:00Z'],
      ['2026-10-25', '2026-10-26T09:00Z'],
      ['2026-01-31', '2026-02-02T09:00Z'],
      ['2026-05-31', '2026-06-01T08:00Z'],
      ['2026-12-31', '2026-12-31T09:00Z'],
      ['2028-02-29', '2028-02-29T09:00Z'],
      ['2026-04-03', '2026-04-07T08:00Z'],
      ['2026-12-25', '2026-12-29T09:00Z'],
      ['2027-01-01', '2027-01-04T09:00Z'],
    ],
  },
  {
    zone: 'America/New_York',
    closed: [...christmas, '2026-07-03', '2026-11-26'],
    due: [
      ['2026-03-06', '2026-03-06T14:00Z'],
      ['2026-03-08', '2026-03-09T13:00Z'],
      ['2026-10-30', '2026-10-30T13:00Z'],
      ['2026-11-01', '2026-11-02T14:00Z'],
      ['2026-01-31', '2026-02-02T14:00Z'],
      ['2026-06-30', '2026-06-30T13:00Z'],
      ['2026-12-31', '2026-12-31T14:00Z'],
      ['2028-02-29', '2028-02-29T14:00Z'],
      ['2026-07-03', '2026-07-06T13:00Z'],
      ['2026-11-26', '2026-11-27T14:00Z'],
      ['2027-01-01', '2027-01-04T14:00Z'],
    ],
  },
  {
    zone: 'America/Santiago',
    closed: [...christmas, '2026-04-03', '2026-09-18'],
    due: [
      ['2026-04-02', '2026-04-02T12:00Z'],
      ['2026-04-05', '2026-04-06T13:00Z'],
      ['2026-09-04', '2026-09-04T13:00Z'],
      ['2026-09-06', '2026-09-07T12:00Z'],
      ['2026-01-31', '2026-02-02T12:00Z'],
      ['2026-06-30', '2026-06-30T13:00Z'],
      ['2026-12-31', '2026-12-31T12:00Z'],
      ['2028-02-29', '2028-02-29T12:00Z'],
      ['2026-04-03', '2026-04-06T13:00Z'],
      ['2026-09-18', '2026-09-21T12:00Z'],
      ['2027-01-01', '2027-01-04T12:00Z'],
    ],
  },
  {
    zone: 'Australia/Sydney',
    closed: [...christmas, '2026-01-26', '2026-04-03', '2026-04-06', '2026-12-28'],
    due: [
      // nine o'clock there is the evening before in UTC
      ['2026-04-02', '2026-04-01T22:00Z'],
      ['2026-04-05', '2026-04-06T23:00Z'],
      ['2026-10-02', '2026-10-01T23:00Z'],
      ['2026-10-04', '2026-10-04T22:00Z'],
      ['2026-01-31', '2026-02-01T22:00Z'],
      ['2026-06-30', '2026-06-29T23:00Z'],
      ['2026-12-31', '2026-12-30T22:00Z'],
      ['2028-02-29', '2028-02-28T22:00Z'],
      ['2026-01-26', '2026-01-26T22:00Z'],
      ['2026-12-25', '2026-12-28T22:00Z'],
      ['2027-01-01', '2027-01-03T22:00Z'],
    ],
  },
  {
    zone: 'Asia/Tokyo',
    closed: ['2027-01-01', '2026-05-04', '2026-05-05', '2026-05-06'],
    due: [
      // no change, and Christmas is a day like others
      ['2026-03-29', '2026-03-30T00:00Z'],
      ['2026-10-25', '2026-10-26T00:00Z'],
      ['2026-01-31', '2026-02-02T00:00Z'],
      ['2026-06-30', '2026-06-30T00:00Z'],
      ['2026-12-31', '2026-12-31T00:00Z'],
      ['2028-02-29', '2028-02-29T00:00Z'],
      ['2026-05-02', '2026-05-07T00:00Z'],
      ['2026-12-25', '2026-12-25T00:00Z'],
      ['2027-01-01', '2027-01-04T00:00Z'],
    ],
  },
];

describe('the due instant', () => {
  it.each(
    tables.flatMap(({ zone, closed, due }) => due.map(([wanted, instant]) => [zone, wanted, instant, closed] as const)),
  )('in %s of %s is %s', (zone, wanted, instant, closed) => {
    const window = nineIn(zone, closed);
    expect(plannedInstant(nextOpenDay(wanted, window), 'c', window)).toBe(Date.parse(instant));
  });

  // The clock has already changed at nine on the day of the change itself.
  it.each([
    ['Europe/Madrid', '2026-03-29', '2026-03-29T07:00Z'],
    ['Europe/Madrid', '2026-10-25', '2026-10-25T08:00Z'],
    ['Europe/London', '2026-03-29', '2026-03-29T08:00Z'],
    ['Europe/London', '2026-10-25', '2026-10-25T09:00Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T13:00Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T14:00Z'],
    ['America/Santiago', '2026-04-05', '2026-04-05T13:00Z'],
    ['America/Santiago', '2026-09-06', '2026-09-06T12:00Z'],
    ['Australia/Sydney', '2026-04-05', '2026-04-04T23:00Z'],
    ['Australia/Sydney', '2026-10-04', '2026-10-03T22:00Z'],
  ])('in %s on Sunday %s, where Sundays are open, is %s', (zone, sunday, instant) => {
    const window = nineIn(zone, [], new Set([7]));
    expect(plannedInstant(nextOpenDay(addDays(sunday, -3), window), 'c', window)).toBe(Date.parse(instant));
  });

  it('of the day after 28 February is the leap day only in a leap year', () => {
    const window = nineIn('Europe/Madrid', []);
    expect([2026, 2027, 2028].map((year) => nextOpenDay(addDays(`${year}-02-28`, 1), window))).toEqual([
      '2026-03-02',
      '2027-03-01',
      '2028-02-29',
    ]);
  });
});
