import { describe, expect, test } from '@jest/globals';
import { keptPercentForRisk, keptPromises, promisesUnpaidBy, type CountedPromise } from './kept-share.ts';

const promise = (state: CountedPromise['state'], promisedMinor: bigint, keptMinor = 0n, currency = 'EUR') => ({
  state,
  promisedMinor,
  keptMinor,
  currency,
  waitsUntil: state === 'open' ? '2026-12-17' : null,
});

describe('what a customer keeps of its promises', () => {
  test('is counted by money and currency, over the promises that are over', () => {
    const promises = [
      promise('kept', 100n, 100n),
      promise('partly-kept', 100n, 30n),
      promise('broken', 50n),
      promise('open', 900n),
      promise('renewed', 900n),
      promise('withdrawn', 900n),
      promise('kept', 7n, 7n, 'CLP'),
    ];
    expect(keptPromises(promises)).toEqual([
      { currency: 'CLP', judged: 1, promisedMinor: 7n, keptMinor: 7n },
      { currency: 'EUR', judged: 3, promisedMinor: 250n, keptMinor: 130n },
    ]);
    expect(keptPercentForRisk(promises)).toBe(52);
  });
  test('says nothing of the risk before three are judged, and the worst currency counts', () => {
    expect(keptPercentForRisk([promise('kept', 1n, 1n), promise('broken', 1n)])).toBeNull();
    const kept = [1, 2, 3].map(() => promise('kept', 1n, 1n));
    const broken = [1, 2, 3].map(() => promise('broken', 1n, 0n, 'USD'));
    expect(keptPercentForRisk([...kept, ...broken])).toBe(0);
  });
  test('counts an open promise as not kept when its last day passes unpaid', () => {
    const open = [promise('open', 10n), promise('open', 10n, 3n)];
    expect(promisesUnpaidBy(open, '2026-12-17').map(({ state }) => state)).toEqual(['open', 'open']);
    expect(promisesUnpaidBy(open, '2026-12-18').map(({ state }) => state)).toEqual(['broken', 'partly-kept']);
  });
});
