import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { paymentsLag } from '@puntual/casework/facts/payments-backlog';
import { standardDocument } from '@puntual/domain/policy/standard';
import { clockOf } from '@puntual/platform/clock';
import { startBeat } from '@puntual/platform/service-health';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { until } from '@puntual/testing/until';
import { Registry } from 'prom-client';
import { aCustomer, anEvent, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { feedLimits, readFeedAges, sayFeeds } from './feed-ages.ts';
import { openReadiness } from './readiness.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  const other = { id: await ensureOrganization(db.ownerUrl, { slug: 'other' }), slug: 'other' };
  await api.take(
    db.organization,
    anEvent('demo', 'beat', 'puntual.feed.heartbeat.v1', { feed: 'payments', completeUntil: '2026-11-20T09:00:00Z' }),
  );
  await api.take(
    other,
    anEvent('other', 'beat', 'puntual.feed.heartbeat.v1', { feed: 'bank', completeUntil: '2026-11-10T10:00:00Z' }),
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

test('the age of each feed is a number for Prometheus, by organization', async () => {
  const text = await api.metrics();
  expect(text).toContain('puntual_feed_age_seconds{organization="demo",feed="payments"} 3600');
  expect(text).toContain('puntual_feed_age_seconds{organization="other",feed="bank"} 864000');
});

test('readiness counts stale feeds without naming an organization', async () => {
  // On a busy machine a check may have no answer in time.
  const feeds = await until('the check of the feeds answers', async () => {
    const { body } = await api.get('/readyz', { key: null });
    const answer = (body.checks as Record<string, string>).feeds;
    return answer !== 'no answer in time' && answer;
  });
  expect(feeds).toBe('1 of 2 payment feeds too old to chase on');
});

test('fresh feeds are no fault, and waiting payments are reported', () => {
  expect(sayFeeds([{ slug: 'demo', feed: 'payments', ageMs: 1000 }], new Map([['demo', 2000]]), 'taken')).toBeNull();
  expect(sayFeeds([], new Map(), 'waiting')).toBe('payments wait to be taken');
});

test('an ingest that shuts down counts as away at once, and as unread after ten minutes', async () => {
  const { shared } = db.database;
  let written = (): void => undefined;
  const first = new Promise<void>((resolve) => (written = resolve));
  // `afterBeat` runs once the first heartbeat is written.
  const beat = startBeat(
    shared,
    'ingest',
    { registry: new Registry(), runChecks: () => Promise.resolve({ ready: true, checks: {} }) },
    { afterBeat: () => Promise.resolve(written()) },
  );
  await first;
  await beat.stop();
  // A new `Health` each time, because one keeps the heartbeats that it read for a moment.
  const checks = async () =>
    (
      await openReadiness(
        db.database,
        { ping: () => Promise.resolve(), close: () => Promise.resolve() },
        clockOf(null, api.now),
      ).runChecks()
    ).checks;
  expect(await checks()).toMatchObject({
    ingest: 'no sign of life',
    feeds: '1 of 2 payment feeds too old to chase on',
  });
  expect(await paymentsLag(db.database)).toBe(false);
  await shared.serviceBeat.updateMany({ data: { beatAt: new Date(Date.now() - 11 * 60_000) } });
  expect(await paymentsLag(db.database)).toBe(true);
  expect(await checks()).toMatchObject({
    feeds: '1 of 2 payment feeds too old to chase on; no ingest reads the payments: nobody is chased',
  });
  await shared.serviceBeat.deleteMany();
});

test('a feed is compared with the strictest of the policies that its organization’s open cases run on', async () => {
  await api.post('/v1/policies', { ...standardDocument, key: 'wary', feed: { maxAgeHours: 1 } });
  expect((await api.post('/v1/policies/wary/publish', { mode: 'new-only' })).status).toBe(200);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    anInvoice('demo', 'A', 'C-1', '2026-12-10'),
    anInvoice('demo', 'B', 'C-1', '2026-12-10'),
  );
  api.setNow('2026-11-20T11:00:00Z');
  const said = async (policies: readonly (readonly [string, string])[]) => {
    for (const [invoiceId, key] of policies)
      await db.database.inOrganization(db.organization.id, (tx) =>
        tx.invoice.updateMany({
          where: { invoiceId },
          data: { runsPolicyKey: key, runsPolicyVersion: 1, policyRule: 'default', caseState: 'running' },
        }),
      );
    const ages = await readFeedAges(db.database.shared, api.now());
    return sayFeeds(ages, await feedLimits(db.database)(ages.map((age) => age.slug)), 'taken');
  };
  // The feed is two hours old; the other organization's is ten days old, and the standard policy allows three.
  expect(
    await said([
      ['A', 'standard'],
      ['B', 'standard'],
    ]),
  ).toBe('1 of 2 payment feeds too old to chase on');
  expect(await said([['B', 'wary']])).toBe('2 of 2 payment feeds too old to chase on');
});
