import { expect, it } from '@jest/globals';
import { cautiousMatching, matchingChoiceSchema, toleranceIn } from './matching-choice.ts';

it('nothing chosen is cautious', () => {
  expect(matchingChoiceSchema.parse({})).toEqual(cautiousMatching);
  expect(toleranceIn(cautiousMatching, 'EUR')).toBe(0n);
});

it('a tolerance counts in its own currency alone, in that currency’s minor units', () => {
  const choice = matchingChoiceSchema.parse({ tolerance: { EUR: '5.00', CLP: '900' } });
  expect([toleranceIn(choice, 'EUR'), toleranceIn(choice, 'CLP'), toleranceIn(choice, 'USD')]).toEqual([
    500n,
    900n,
    0n,
  ]);
});

it.each([
  [{ tolerance: { CLP: '9.50' } }],
  [{ tolerance: { XXQ: '1' } }],
  [{ tolerance: { EUR: '-1' } }],
  [{ tolerance: { EUR: '1.00 EUR' } }],
  [{ tolerance: { EUR: 'EUR 1.00' } }],
  [{ oldest: true }],
])('%j is refused', (wrong) => {
  expect(matchingChoiceSchema.safeParse(wrong).success).toBe(false);
});
