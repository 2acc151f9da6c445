import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/dates.ts';
import { anySets, setsForSum, sumOf } from './find-sums.ts';
import type { MatchableInvoice } from './matchable-invoice.ts';

const invoices = (...amounts: number[]): MatchableInvoice[] =>
  amounts.map((amount, index) => ({
    id: `i${index}`,
    invoiceId: `I${index}`,
    number: `F-${1000 + index}`,
    dueOn: addDays('2026-01-01', index),
    openMinor: BigInt(amount),
  }));
const search = { maxSetSize: 6, maxSteps: 100_000 };
const ids = (sets: readonly MatchableInvoice[][]) =>
  sets.map((set) =>
    set
      .map((invoice) => invoice.id)
      .sort()
      .join(' '),
  );

describe('the sets with a sum', () => {
  it('are any where a customer has few invoices', () => {
    expect(ids(setsForSum(500n, invoices(100, 200, 400), search))).toEqual(['i0 i2']);
    expect(ids(setsForSum(300n, invoices(100, 200, 300), search))).toEqual(['i2', 'i0 i1']);
  });
  it('among many are those that payers make, and others only for a sum that tells something', () => {
    const many = invoices(120_017, 83_311, 240_109, 99_923, 18_077, 310_003, 77_777);
    expect(ids(setsForSum(120_017n + 83_311n, many, search))).toEqual(['i0 i1']);
    expect(ids(setsForSum(83_311n + 310_003n, many, search))).toEqual(['i1 i5']);
    const round = invoices(10_000, 20_000, 40_000, 80_000, 160_000, 320_000);
    expect(ids(setsForSum(50_000n, round, search))).toEqual([]);
  });
  it('among many are also the only one there is, when the sum is far rarer than sets of no more invoices', () => {
    const seven = [1_013, 2_027, 4_057, 8_111, 9_001, 12_007, 17_029];
    const three = BigInt(2_027 + 8_111 + 12_007);
    const four = BigInt(2_027 + 4_057 + 9_001 + 17_029);
    // 53,245 in all: more than 300 times the 63 sets of up to three, less than 1,000 times the 98 of up to four.
    expect(ids(setsForSum(three, invoices(...seven), search))).toEqual(['i1 i3 i5']);
    expect(ids(setsForSum(four, invoices(...seven), search))).toEqual([]);
    // 106,497 in all.
    const doubled = invoices(...seven.map((amount) => 2 * amount + 1));
    expect(ids(setsForSum(2n * four + 4n, doubled, search))).toEqual(['i1 i2 i4 i6']);
    // Another set of the same sum: neither is the only one.
    expect(ids(setsForSum(three, invoices(...seven, Number(three) - 9_001 - 2_027 - 1_013), search))).toEqual([]);
  });
  it('are those of one due date, also between others', () => {
    const [a, b, c, ...others] = invoices(10_000, 20_000, 40_000, 80_000, 160_000, 320_000) as [
      MatchableInvoice,
      MatchableInvoice,
      MatchableInvoice,
      ...MatchableInvoice[],
    ];
    const sameDay = [a, { ...b, dueOn: '2026-03-01' }, { ...c, dueOn: '2026-03-01' }, ...others];
    expect(ids(setsForSum(60_000n, sameDay, search))).toEqual([]);
    const odd = sameDay.map((each) => ({ ...each, openMinor: each.openMinor * 1_003n + 1n }));
    expect(ids(setsForSum(60_000n * 1_003n + 2n, odd, search))).toEqual(['i1 i2']);
  });
  it('of any sum are none of no money, and of no invoice that is larger than it', () => {
    expect(anySets(0n, invoices(100), search)).toEqual([]);
    expect(anySets(-1n, invoices(100), search)).toEqual([]);
    const large = invoices(...Array.from({ length: 201 }, () => 500), 3);
    expect(ids(anySets(3n, large, search))).toEqual(['i201']);
  });
  it('are searched for in as many steps as are allowed, and given up one step later', () => {
    // One invoice is taken or left, then the next: two steps to both.
    const found = (maxSteps: number) => ids(anySets(3n, invoices(1, 2), { maxSetSize: 6, maxSteps }));
    expect([found(2), found(1)]).toEqual([['i0 i1'], []]);
  });
  it('are none when another invoice could stand for one of them, as with a rent', () => {
    expect(setsForSum(3n * 33_241n, invoices(...Array.from({ length: 14 }, () => 33_241)), search)).toEqual([]);
    expect(setsForSum(20_002n, invoices(10_001, 10_001, 10_001), search)).toHaveLength(2);
    expect(ids(setsForSum(30_003n, invoices(10_001, 10_001, 10_001), search))).toEqual(['i0 i1 i2']);
  });
  it('are several when a small set has the sum of one invoice, even among very many invoices', () => {
    const many = invoices(10_000, 17_500, 7_500, 30_000, 42_500, 55_000, 17_500 + 42_500);
    expect(ids(setsForSum(60_000n, many, search))).toEqual(['i6', 'i1 i4']);
    expect(ids(setsForSum(60_000n, many.slice(0, 6), search))).toEqual([]);
  });
  it('count an early-payment discount of a single invoice', () => {
    expect(
      ids(setsForSum(9_800n, [{ ...(invoices(10_000)[0] as MatchableInvoice), discountMinor: 200n }], search)),
    ).toEqual(['i0']);
  });
  it('are found when they are there, at most two, each with the sum and within the size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 5 }),
        (amounts, sum, maxSetSize) => {
          const all = invoices(...amounts);
          const found = anySets(BigInt(sum), all, { maxSetSize, maxSteps: 1_000_000 });
          const real = Array.from({ length: 2 ** all.length }, (_, bits) =>
            all.filter((_invoice, index) => bits & (1 << index)),
          ).filter((set) => set.length > 0 && set.length <= maxSetSize && sumOf(set) === BigInt(sum));
          expect(found.length).toBe(Math.min(2, real.length));
          for (const set of found) expect(set.length <= maxSetSize && sumOf(set) === BigInt(sum)).toBe(true);
          expect(new Set(ids(found)).size).toBe(found.length);
        },
      ),
      { numRuns: 300 },
    );
  });
  it('are given up when the search is too long, or there are too many invoices for one', () => {
    const many = invoices(...Array.from({ length: 60 }, (_, index) => 2 * (index + 1)));
    expect(anySets(501n, many, { maxSetSize: 20, maxSteps: 5000 })).toEqual([]);
    expect(anySets(4n, invoices(...Array.from({ length: 201 }, () => 2)), search)).toEqual([]);
  });
  it('of five thousand open invoices are answered', () => {
    const many = invoices(...Array.from({ length: 5000 }, (_, index) => 10_003 + 7 * index));
    expect(ids(setsForSum(10_003n + 7n * 1234n, many, search))).toEqual(['i1234']);
    expect(setsForSum(sumOf(many.slice(0, 40)), many, search).map((set) => set.length)).toEqual([40]);
  });
});
