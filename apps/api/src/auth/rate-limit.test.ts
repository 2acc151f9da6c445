import { expect, test } from '@jest/globals';
import { RateLimit } from './rate-limit.ts';

test('a burst passes, then as many as the rate allows', () => {
  let now = 0;
  const limit = new RateLimit(3, 2, { now: () => now });
  expect([1, 2, 3, 4].map(() => limit.take('a'))).toEqual([0, 0, 0, 1]);
  now = 500;
  expect([limit.take('a'), limit.take('a')]).toEqual([0, 1]);
  expect(limit.take('b')).toBe(0);
  now = 60_000;
  expect([1, 2, 3, 4].map(() => limit.take('a'))).toEqual([0, 0, 0, 1]);
});

test('a refused caller is told how many seconds to wait', () => {
  const limit = new RateLimit(1, 0.1, { now: () => 0 });
  limit.take('a');
  expect(limit.take('a')).toBe(10);
});

test('only the most recent callers are remembered, up to the limit', () => {
  const limit = new RateLimit(1, 0.001, { now: () => 0, kept: 2 });
  limit.take('a');
  limit.take('b');
  limit.take('a');
  limit.take('c');
  expect(limit.size).toBe(2);
  expect(limit.take('a')).toBeGreaterThan(0);
});
