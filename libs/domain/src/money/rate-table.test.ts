import { describe, expect, it } from '@jest/globals';
import { ratesKnownUntil } from '../charges/own-rates.ts';
import { sayRefusal } from '../refusals/say-refusal.ts';
import { refusalsOf } from '../refusals/schema-issues.ts';
import { knownUntil, rateOn, rateTableSchema, withRates, type RateRow } from './rate-table.ts';

const row = (from: string, until: string, percent = '1'): RateRow => ({
  from,
  until,
  percent,
  source: 'test',
  effectiveOn: from,
});

describe('a rate table', () => {
  it("holds from a row's first day to its last, and knows nothing between rows", () => {
    const table = [row('2024-01-01', '2024-06-30', '1'), row('2024-08-01', '2024-12-31', '2')];
    expect(
      ['2023-12-31', '2024-01-01', '2024-06-30', '2024-07-15', '2024-08-01', '2025-01-01'].map(
        (on) => rateOn(table, on)?.percent ?? null,
      ),
    ).toEqual([null, '1', '1', null, '2', null]);
  });
  it('is known until the first gap after a day', () => {
    const table = [row('2024-01-01', '2024-06-30'), row('2024-07-01', '2024-12-31'), row('2025-02-01', '2025-12-31')];
    expect(
      ['2023-12-31', '2024-03-01', '2024-12-31', '2025-01-15', '2025-02-01'].map((on) => knownUntil(table, on)),
    ).toEqual([null, '2024-12-31', '2024-12-31', null, '2025-12-31']);
    expect(ratesKnownUntil({ cl: [row('2026-11-15', '2026-12-14')] }, '2026-11-26')).toEqual({
      be: '2026-12-31',
      nl: '2026-12-31',
      eu: '2026-12-31',
      es: '2026-12-31',
      de: '2026-12-31',
      uk: '2026-12-31',
      cl: '2026-12-14',
    });
    expect(ratesKnownUntil({}, '2027-01-01')).toEqual({
      be: null,
      nl: null,
      eu: null,
      es: null,
      de: null,
      uk: null,
      cl: null,
    });
  });
  it("is completed by an organization's rows, which go before its own", () => {
    const table = [row('2024-01-01', '2024-06-30', '1'), row('2024-07-01', '2024-12-31', '2')];
    expect(
      withRates(table, [row('2025-01-01', '2025-06-30', '3'), row('2024-07-01', '2024-12-31', '9')].reverse()).map(
        (entry) => entry.percent,
      ),
    ).toEqual(['1', '9', '3']);
    expect(withRates(table, [])).toBe(table);
  });
  it.each([
    [
      'rows that overlap',
      [row('2024-01-01', '2024-06-30'), row('2024-06-30', '2024-12-31')],
      'while the one before still holds',
    ],
    ['a row that ends before it starts', [row('2024-06-30', '2024-01-01')], 'before it starts'],
    ['a percentage in words', [row('2024-01-01', '2024-06-30', 'eight')], 'a percentage'],
  ])('is refused with %s', (_what, rows, message) => {
    const { error } = rateTableSchema.safeParse(rows, { reportInput: true });
    expect(
      error &&
        refusalsOf(error)
          .map((refusal) => sayRefusal(refusal, 'en'))
          .join(),
    ).toContain(message);
  });
  it.each<[string, RateRow, readonly (readonly [string, string, string])[]]>([
    [
      'reaches a day into the half-year before it',
      row('2026-12-31', '2027-06-30', '9'),
      [
        ['2026-01-01', '2026-06-30', '1'],
        ['2026-07-01', '2026-12-30', '2'],
        ['2026-12-31', '2027-06-30', '9'],
      ],
    ],
    [
      'lies inside a half-year',
      row('2026-08-01', '2026-08-31', '9'),
      [
        ['2026-01-01', '2026-06-30', '1'],
        ['2026-07-01', '2026-07-31', '2'],
        ['2026-08-01', '2026-08-31', '9'],
        ['2026-09-01', '2026-12-31', '2'],
      ],
    ],
    [
      'covers the end of one half-year and the beginning of the next',
      row('2026-06-15', '2026-07-15', '9'),
      [
        ['2026-01-01', '2026-06-14', '1'],
        ['2026-06-15', '2026-07-15', '9'],
        ['2026-07-16', '2026-12-31', '2'],
      ],
    ],
    ['covers all of it', row('2025-01-01', '2027-12-31', '9'), [['2025-01-01', '2027-12-31', '9']]],
  ])('keeps the other days of its half-years when an own row %s', (_, own, days) => {
    const table = [row('2026-01-01', '2026-06-30', '1'), row('2026-07-01', '2026-12-31', '2')];
    expect(withRates(table, [own]).map(({ from, until, percent }) => [from, until, percent])).toEqual(days);
  });
});
