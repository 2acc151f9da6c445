import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FREE_ATTEMPTS, lockMs, startsAfresh } from './lock-out.ts';

const MINUTE = 60_000;

test.each([
  [0, 0],
  [4, 0],
  [5, 1],
  [6, 2],
  [7, 4],
  [10, 32],
  [11, 60],
  [1_000_000, 60],
])('after %d failures in a row an account is locked for %d minutes', (failures, minutes) => {
  expect(lockMs(failures)).toBe(minutes * MINUTE);
});

test('more failures never lock for less, and never for more than an hour', () => {
  fc.assert(
    fc.property(fc.nat(10_000), (failures) => {
      expect(lockMs(failures + 1)).toBeGreaterThanOrEqual(lockMs(failures));
      expect(lockMs(failures)).toBeLessThanOrEqual(60 * MINUTE);
      expect(lockMs(failures) === 0).toBe(failures <= FREE_ATTEMPTS);
    }),
  );
});

test('somebody who tries as soon as each lock ends has few tries in a day', () => {
  let atMs = 0;
  let tries = 0;
  for (; atMs < 24 * 60 * MINUTE; tries++) atMs += lockMs(tries + 1);
  expect(tries).toBeLessThan(40);
});

test('failures count until a day after the last lock', () => {
  const day = 24 * 60 * MINUTE;
  expect([startsAfresh(null, day), startsAfresh(0, day - 1), startsAfresh(0, day)]).toEqual([false, false, true]);
});
