import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@puntual/db/ids';
import { clockOf } from '@puntual/platform/clock';
import { openLog } from '@puntual/platform/log';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { until } from '@puntual/testing/until';
import { watchWorklists } from './watch-worklists.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());

const NOW = Date.parse('2026-11-27T10:00:00Z');

function asked(subject: string, expiresAt: Date): Promise<string> {
  const id = newId();
  return db.database.inOrganization(db.organization.id, async (tx) => {
    await tx.approval.create({
      data: {
        id,
        organizationId: db.organization.id,
        kind: 'write-off',
        subject,
        request: {},
        state: 'open',
        requestedBy: 'user:ana',
        requestedName: 'Ana',
        requestedUser: newId(),
        requestedAt: new Date(NOW - 7 * 86_400_000),
        expiresAt,
      },
    });
    return id;
  });
}

test('a request that nobody decided in time is refused by the clock, once, and whoever asked is told', async () => {
  const late = await asked('late', new Date(NOW));
  const inTime = await asked('in time', new Date(NOW + 1));
  const parts = {
    database: db.database,
    clock: clockOf(null, () => NOW),
    log: openLog('ingest', 'silent'),
    everyMs: 5,
  };
  const watches = [watchWorklists(parts), watchWorklists(parts)];
  const read = (id: string) =>
    db.database.inOrganization(db.organization.id, (tx) => tx.approval.findUniqueOrThrow({ where: { id } }));
  await until('the late request is expired', async () => (await read(late)).state === 'expired');
  await Promise.all(watches.map((watch) => watch.stop()));
  expect((await read(inTime)).state).toBe('open');
  const events = await db.database.inOrganization(db.organization.id, (tx) =>
    tx.auditEvent.findMany({ where: { kind: 'approval.decided' } }),
  );
  expect(events.map(({ actor, data }) => [actor, data])).toEqual([
    ['puntual', expect.objectContaining({ approvalId: late, decision: 'expired', requestedBy: 'user:ana' })],
  ]);
});
