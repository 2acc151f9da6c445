import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addFractions,
  compareFractions,
  fraction,
  multiplyFractions,
  percentOf,
  percentText,
  roundHalfEven,
} from './fraction.ts';

const fractions = fc
  .tuple(fc.bigInt({ min: -10_000n, max: 10_000n }), fc.bigInt({ min: 1n, max: 500n }))
  .map(([numerator, denominator]) => fraction(numerator, denominator));

describe('fractions', () => {
  it.each([
    [1n, 2n, 0n],
    [3n, 2n, 2n],
    [5n, 2n, 2n],
    [-1n, 2n, 0n],
    [-3n, 2n, -2n],
    [-5n, 2n, -2n],
    [7n, 3n, 2n],
    [8n, 3n, 3n],
    [-7n, 3n, -2n],
    [-8n, 3n, -3n],
    [6n, 3n, 2n],
    [499n, 1000n, 0n],
    [501n, 1000n, 1n],
    [0n, 7n, 0n],
  ])('%s/%s is %s in whole units, halves to even', (numerator, denominator, whole) => {
    expect(roundHalfEven(fraction(numerator, denominator))).toBe(whole);
  });
  it.each([
    ['10.62', 531n, 5000n, '10.62'],
    ['8', 2n, 25n, '8.00'],
    ['-0.88', -11n, 1250n, '-0.88'],
    ['0', 0n, 1n, '0.00'],
    ['0.0625', 1n, 1600n, '0.0625'],
    ['100', 1n, 1n, '100.00'],
    ['12.5', 1n, 8n, '12.50'],
  ])('%s %% is the share %s/%s', (text, numerator, denominator, written) => {
    expect(percentOf(text)).toEqual({ numerator, denominator });
    expect(percentText(percentOf(text))).toBe(written);
  });
  it.each(['', '8,5', '8.', '.5', '1e3', '+8', '8 %', '8.123456789', '1234567'])('"%s" is no percentage', (text) => {
    expect(() => percentOf(text)).toThrow(RangeError);
  });
  it('have no zero denominator', () => {
    expect(() => fraction(1n, 0n)).toThrow(RangeError);
  });
  it('add and multiply exactly, and equal numbers are equal objects', () => {
    fc.assert(
      fc.property(fractions, fractions, fractions, (a, b, c) => {
        expect(addFractions(a, b)).toEqual(addFractions(b, a));
        expect(addFractions(addFractions(a, b), c)).toEqual(addFractions(a, addFractions(b, c)));
        expect(multiplyFractions(a, addFractions(b, c))).toEqual(
          addFractions(multiplyFractions(a, b), multiplyFractions(a, c)),
        );
        expect(compareFractions(addFractions(a, b), addFractions(a, c))).toBe(compareFractions(b, c));
      }),
    );
  });
  it('round to the nearest whole, never further than a half', () => {
    fc.assert(
      fc.property(fractions, (value) => {
        const off = addFractions(value, fraction(-roundHalfEven(value), 1n));
        expect(2n * (off.numerator < 0n ? -off.numerator : off.numerator) <= off.denominator).toBe(true);
      }),
    );
  });
});
