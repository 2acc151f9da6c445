import { describe, expect, it } from '@jest/globals';
import { compactText, isInside, isOneSlipAway, overlap, wordsOf } from './reference-text.ts';

describe('two parts of a text', () => {
  const part = (from: number, to: number) => ({ from, to });
  it('overlap when they share a character, and not when one begins where the other ends', () => {
    expect(overlap(part(0, 3), part(2, 5))).toBe(true);
    expect(overlap(part(2, 5), part(0, 3))).toBe(true);
    expect(overlap(part(0, 3), part(3, 5))).toBe(false);
    expect(overlap(part(3, 5), part(0, 3))).toBe(false);
    expect(overlap(part(0, 9), part(3, 5))).toBe(true);
  });
  it('lie inside each other with their ends, and not beyond one of them', () => {
    expect(isInside(part(2, 5), part(2, 5))).toBe(true);
    expect(isInside(part(3, 4), part(2, 5))).toBe(true);
    expect(isInside(part(1, 4), part(2, 5))).toBe(false);
    expect(isInside(part(3, 6), part(2, 5))).toBe(false);
  });
});

describe('a slip of the pen', () => {
  it.each<[string, string, boolean]>([
    ['1001', '1002', true],
    ['1001', '1010', true],
    ['2001', '0201', true],
    ['1001', '1001', false],
    ['1001', '10011', false],
    ['1001', '2002', false],
    ['1234', '4231', false],
    ['1234', '2134', true],
    ['1234', '2143', false],
    ['1234', '2534', false],
  ])('makes %s of %s: %s', (a, b, isSlip) => {
    expect(isOneSlipAway(a, b)).toBe(isSlip);
    expect(isOneSlipAway(b, a)).toBe(isSlip);
  });
});

it('the words of a text are what stands between its gaps, in capitals', () => {
  expect(wordsOf(compactText('Fra. F-2026/1001 y 12')).map(({ chars }) => chars)).toEqual([
    'FRA',
    'F',
    '2026',
    '1001',
    'Y',
    '12',
  ]);
  expect(wordsOf(compactText(' -/ '))).toEqual([]);
});
