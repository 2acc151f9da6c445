import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureOrganization } from '@puntual/testing/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/test-database';
import { anEvent } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { sayFeeds } from './feed-ages.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  const other = { id: await ensureOrganization(db.ownerUrl, { slug: 'other' }), slug: 'other' };
  await api.take(db.organization, anEvent('demo', 'beat', 'puntual.feed.heartbeat.v1', { feed: 'payments', completeUntil: '2026-11-20T09:00:00Z' }));
  await api.take(other, anEvent('other', 'beat', 'puntual.feed.heartbeat.v1', { feed: 'bank', completeUntil: '2026-11-10T10:00:00Z' }));
}, 60_000);
afterAll(async () => {
  await api.close();
  await db.close();
});

test('the age of each feed is a number for Prometheus, by organization', async () => {
  const { text } = await api.get('/metrics', { key: null });
  expect(text).toContain('puntual_feed_age_seconds{organization="demo",feed="payments"} 3600');
  expect(text).toContain('puntual_feed_age_seconds{organization="other",feed="bank"} 864000');
});

test('readiness shows old feeds without a name', async () => {
  const { body } = await api.get('/readyz', { key: null });
  expect((body.checks as Record<string, string>).feeds).toBe('1 of 2 payment feeds too old to chase on');
});

test('feeds that are fresh are ok, and payments that wait are told', () => {
  expect(sayFeeds([{ slug: 'demo', feed: 'payments', ageMs: 1000 }], false)).toBeNull();
  expect(sayFeeds([], true)).toBe('payments wait to be taken');
});
