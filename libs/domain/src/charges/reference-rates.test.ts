import { describe, expect, it } from '@jest/globals';
import { addDays, daysBetween } from '../calendar/dates.ts';
import { rateTableSchema, type RateRow } from '../money/rate-table.ts';
import { bankOfEnglandBase, bundesbankBase, cmfCurrentInterest, ecbMainRefinancing } from './reference-rates.ts';

const tables = { ecbMainRefinancing, bundesbankBase, bankOfEnglandBase, cmfCurrentInterest };

describe('a table of reference rates', () => {
  it.each(Object.entries(tables))(
    '%s is in order, without overlaps, gaps or a row without its source',
    (_name, table) => {
      expect(rateTableSchema.parse([...table])).toEqual(table);
      table.forEach((entry, index) => {
        const before = table[index - 1];
        if (before) expect(daysBetween(before.until, entry.from)).toBe(1);
        expect(entry.effectiveOn <= entry.from).toBe(true);
      });
    },
  );
  it("of Germany moves with the ECB's rate, by the same points at every half-year (BGB § 247)", () => {
    const moves = (table: readonly RateRow[]) =>
      table
        .filter((entry) => entry.from >= '2014-07-01')
        .map((entry, index, all) =>
          Math.round((Number(entry.percent) - Number(all[index - 1]?.percent ?? entry.percent)) * 100),
        );
    expect(moves(bundesbankBase)).toEqual(moves(ecbMainRefinancing));
  });
  it('has each half-year once, from its first day to its last, since the law began', () => {
    for (const [since, table] of [
      ['2013-01-01', ecbMainRefinancing],
      ['2014-07-01', bundesbankBase],
      ['2013-01-01', bankOfEnglandBase],
    ] as const) {
      expect(table[0]?.from).toBe(since);
      expect(table.at(-1)?.until).toBe('2026-12-31');
      for (const { from, until } of table) {
        expect(['-01-01', '-07-01']).toContain(from.slice(4));
        expect(['-01-01', '-07-01']).toContain(addDays(until, 1).slice(4));
        expect(daysBetween(from, until)).toBeLessThan(184);
      }
    }
  });
});
