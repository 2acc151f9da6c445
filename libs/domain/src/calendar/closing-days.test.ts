import { describe, expect, it } from '@jest/globals';
import { closingDaysSchema, isClosingDay } from './closing-days.ts';

describe('closing days', () => {
  const closing = closingDaysSchema.parse({
    days: ['2026-05-15'],
    ranges: [
      { from: '12-24', to: '01-06' },
      { from: '08-10', to: '08-23' },
      { from: '02-28', to: '02-29' },
    ],
  });

  it.each([
    ['2026-05-15', true],
    ['2027-05-15', false],
    ['2026-12-23', false],
    ['2026-12-24', true],
    ['2026-12-31', true],
    ['2027-01-01', true],
    ['2027-01-06', true],
    ['2027-01-07', false],
    ['2026-08-09', false],
    ['2026-08-10', true],
    ['2031-08-23', true],
    ['2031-08-24', false],
    ['2028-02-29', true],
    ['2027-02-28', true],
    ['2027-03-01', false],
  ])('%s: %s', (date, closed) => {
    expect(isClosingDay(date, closing)).toBe(closed);
  });

  it.each([
    ['a day that does not exist', { days: ['2026-02-30'] }],
    ['a day of no year', { ranges: [{ from: '12-24', to: '02-30' }] }],
    ['a date where a day of the year belongs', { ranges: [{ from: '2026-12-24', to: '01-06' }] }],
    ['a range of two months', { ranges: [{ from: '07-01', to: '08-31' }] }],
    [
      'two ranges that make one of two months',
      {
        ranges: [
          { from: '07-01', to: '07-31' },
          { from: '08-01', to: '08-31' },
        ],
      },
    ],
    [
      'days that lengthen a range too far',
      {
        days: Array.from({ length: 20 }, (_, index) => `2027-01-${String(index + 7).padStart(2, '0')}`),
        ranges: [{ from: '12-10', to: '01-06' }],
      },
    ],
    ['a range of the whole year', { ranges: [{ from: '01-01', to: '12-31' }] }],
    ['a range of a year that begins in its middle', { ranges: [{ from: '07-01', to: '06-30' }] }],
    [
      'a range of 41 days with five days that touch its end',
      {
        days: ['2027-08-11', '2027-08-12', '2027-08-13', '2027-08-14', '2027-08-15'],
        ranges: [{ from: '07-01', to: '08-10' }],
      },
    ],
    [
      'a range of 41 days with five days that touch its beginning',
      {
        days: ['2027-06-26', '2027-06-27', '2027-06-28', '2027-06-29', '2027-06-30'],
        ranges: [{ from: '07-01', to: '08-10' }],
      },
    ],
    ['a word that nobody knows', { holidays: [] }],
  ])('refuse %s', (_, closed) => {
    expect(closingDaysSchema.safeParse(closed).success).toBe(false);
  });

  it('may be none, and as long as 45 days in a row', () => {
    expect(closingDaysSchema.parse({})).toEqual({ days: [], ranges: [] });
    expect(closingDaysSchema.safeParse({ ranges: [{ from: '07-01', to: '08-14' }] }).success).toBe(true);
    expect(closingDaysSchema.safeParse({ ranges: [{ from: '07-01', to: '08-15' }] }).success).toBe(false);
    const ranges = [{ from: '07-01', to: '08-10' }];
    for (const day of [
      ['2027-08-11', '2027-08-12', '2027-08-13', '2027-08-14'],
      ['2027-06-28', '2027-06-29'],
    ])
      expect(closingDaysSchema.safeParse({ ranges, days: day }).success).toBe(true);
    // A day apart does not lengthen the range, and days of another year do not touch each other.
    expect(
      closingDaysSchema.safeParse({ ranges: [{ from: '07-01', to: '08-14' }], days: ['2027-08-16', '2027-06-29'] })
        .success,
    ).toBe(true);
  });
});
