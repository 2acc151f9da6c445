import { expect, it } from '@jest/globals';
import { standardPolicy } from '../policy/standard.ts';
import { samplePolicy } from '@puntual/testing/builders/case-facts';
import { staleFeedOf } from './stale-feed.ts';

const HOUR = 3_600_000;
const now = Date.UTC(2026, 5, 10, 12);

it('a feed is stale when the instant up to which it is complete is older than the policy allows', () => {
  const feeds = [
    { feed: 'bank', completeUntil: now - 72 * HOUR },
    { feed: 'cards', completeUntil: now - HOUR },
  ];
  expect(staleFeedOf(feeds, null, standardPolicy, now)).toBeNull();
  expect(staleFeedOf(feeds, null, standardPolicy, now + 1)).toEqual({ feed: 'bank', completeUntil: now - 72 * HOUR });
  expect(staleFeedOf(feeds, null, samplePolicy({ feed: { maxAgeHours: null } }), now + 1)).toBeNull();
});

it('a feed without such an instant is not stale; a feed that lags stops chasing under every policy', () => {
  expect(staleFeedOf([], null, standardPolicy, now)).toBeNull();
  expect(staleFeedOf([], 'ar.payments', samplePolicy({ feed: { maxAgeHours: null } }), now)).toEqual({
    feed: 'ar.payments',
    completeUntil: null,
  });
});
