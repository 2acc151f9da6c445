import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { anEvent } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
const beat = (org: string, feed: string, completeUntil: string) =>
  anEvent(org, `${org}/${feed}/${completeUntil}`, 'puntual.feed.heartbeat.v1', { feed, completeUntil });
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  const other = { id: await ensureOrganization(db.ownerUrl, { slug: 'other' }), slug: 'other' };
  await api.take(
    db.organization,
    beat('demo', 'payments', '2026-11-20T09:00:00Z'),
    beat('demo', 'paiments / typo', '2026-11-01T09:00:00Z'),
  );
  await api.take(other, beat('other', 'payments', '2026-11-10T10:00:00Z'));
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const feeds = async () => (await api.get('/v1/feeds', { key: api.keys.viewer })).body.items;
const retire = (feed: string, key = api.keys.manager) =>
  api.call('DELETE', `/v1/feeds/${encodeURIComponent(feed)}`, { key });
const payments = { feed: 'payments', completeUntil: '2026-11-20T09:00:00.000Z' };

test('a mistyped feed is retired by a manager, with an audit event, and the others stay', async () => {
  expect(await feeds()).toEqual([{ feed: 'paiments / typo', completeUntil: '2026-11-01T09:00:00.000Z' }, payments]);
  expect((await retire('paiments / typo', api.keys.collector)).status).toBe(403);
  expect((await retire('paiments / typo')).status).toBe(204);
  expect(await feeds()).toEqual([payments]);
  expect(
    await db.database.inOrganization(db.organization.id, (tx) =>
      tx.auditEvent.findMany({ where: { kind: 'feed.retired' }, select: { actor: true, data: true } }),
    ),
  ).toEqual([
    {
      actor: expect.stringMatching(/^key:/),
      data: { feed: 'paiments / typo', completeUntil: '2026-11-01T09:00:00.000Z' },
    },
  ]);
  expect([(await retire('paiments / typo')).status, (await retire('x'.repeat(81))).status]).toEqual([404, 422]);
});

test('a retired feed counts again with its next heartbeat', async () => {
  expect((await retire('payments')).status).toBe(204);
  expect(await feeds()).toEqual([]);
  await api.take(db.organization, beat('demo', 'payments', '2026-11-20T09:30:00Z'));
  expect(await feeds()).toMatchObject([{ feed: 'payments', completeUntil: '2026-11-20T09:30:00.000Z' }]);
});
