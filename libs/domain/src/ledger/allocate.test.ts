import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate, allocateInOrder } from './allocate.ts';

describe('an allocation by shares', () => {
  it.each<[bigint, bigint[], bigint[]]>([
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [5n, [70n, 30n], [4n, 1n]],
    [1n, [1n, 2n], [0n, 1n]],
    [10n, [0n, 1n, 0n], [0n, 10n, 0n]],
    [-100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
    [0n, [3n, 4n], [0n, 0n]],
    [101n, [50n, 50n], [51n, 50n]],
  ])('of %s over %s gives %s', (minor, shares, parts) => {
    expect(allocate(minor, shares)).toEqual(parts);
  });
  it('has nowhere to go without a share, and no share is below zero', () => {
    expect(() => allocate(1n, [])).toThrow(RangeError);
    expect(() => allocate(1n, [0n, 0n])).toThrow(RangeError);
    expect(() => allocate(1n, [2n, -1n])).toThrow(RangeError);
  });
  it('gives every minor unit away, nobody a unit more than the share rounded up, and nothing to those without one', () => {
    const shares = fc
      .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 })
      .filter((all) => all.some((share) => share > 0n));
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), shares, (minor, all) => {
        const parts = allocate(minor, all);
        const total = all.reduce((sum, share) => sum + share, 0n);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(minor);
        parts.forEach((part, index) => {
          const off = part * total - minor * (all[index] ?? 0n);
          expect((off < 0n ? -off : off) < total).toBe(true);
          if (all[index] === 0n) expect(part).toBe(0n);
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('an allocation in order', () => {
  it.each<[bigint, bigint[], bigint[], bigint]>([
    [250n, [100n, 100n, 100n], [100n, 100n, 50n], 0n],
    [400n, [100n, 200n], [100n, 200n], 100n],
    [0n, [5n], [0n], 0n],
    [-5n, [5n], [0n], 0n],
    [10n, [0n, -3n, 4n], [0n, 0n, 4n], 6n],
    [7n, [], [], 7n],
  ])('of %s over %s gives %s and leaves %s', (minor, claims, parts, leftMinor) => {
    expect(allocateInOrder(minor, claims)).toEqual({ parts, leftMinor });
  });
  it('gives what there is: parts and rest are the whole, and a later claim gets nothing while an earlier one is open', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 1000n }),
        fc.array(fc.bigInt({ min: 0n, max: 300n }), { maxLength: 8 }),
        (minor, claims) => {
          const { parts, leftMinor } = allocateInOrder(minor, claims);
          expect(parts.reduce((sum, part) => sum + part, leftMinor)).toBe(minor);
          const firstShort = parts.findIndex((part, index) => part < (claims[index] ?? 0n));
          if (firstShort >= 0)
            expect(parts.slice(firstShort + 1).every((part) => part === 0n) && leftMinor === 0n).toBe(true);
        },
      ),
    );
  });
});
