import { expect, test } from '@jest/globals';
import { verifyChain } from '@puntual/casework/audit/verify-chain';
import { writeAudit } from '@puntual/casework/record/audit';
import { clockOf } from '@puntual/platform/clock';
import { openLog } from '@puntual/platform/log';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { until } from '@puntual/testing/until';
import { startAuditSealer } from './seal-audit.ts';

const db = useTestDatabase();
const NOW = Date.parse('2026-11-20T10:00:00Z');

const write = (organizationId: string, count: number) =>
  db.database.inOrganization(organizationId, (tx) =>
    writeAudit(
      tx,
      organizationId,
      Array.from({ length: count }, () => ({
        kind: 'contact.stopped' as const,
        data: { reason: 'x' },
        at: new Date(NOW),
        actor: 'somebody',
        customerRowId: null,
        invoiceRowId: null,
      })),
    ),
  );

test('seals what every organization writes, a large one beside a small one, also with two sealers', async () => {
  const [large, small] = [await freshOrganization(db), await freshOrganization(db)];
  await write(large.id, 2500);
  await write(small.id, 1);
  const parts = {
    database: db.database,
    clock: clockOf(null, () => NOW),
    log: openLog('ingest', 'silent'),
    everyMs: 20,
  };
  const sealers = [startAuditSealer(parts), startAuditSealer(parts)];
  const report = (id: string) => verifyChain(db.database, id, { from: 1, blocks: 50 }, Date.now());
  try {
    await until('the large one is sealed', async () => (await report(large.id)).unsealed.events === 0);
    await until('the small one is sealed', async () => (await report(small.id)).unsealed.events === 0);
    expect(await report(large.id)).toMatchObject({ events: 2500, faults: [] });
    expect(await report(small.id)).toMatchObject({ blocks: 1, events: 1, faults: [] });
    await write(small.id, 2);
    await until('the small one is sealed', async () => (await report(small.id)).unsealed.events === 0);
    expect(await report(small.id)).toMatchObject({
      events: 3,
      faults: [],
      head: { sealedAt: new Date(NOW).toISOString() },
    });
    await until('nothing waits', () => sealers.every((sealer) => sealer.unsealedSeconds() === 0));
    expect(sealers.map((sealer) => sealer.fault())).toEqual([null, null]);
  } finally {
    await Promise.all(sealers.map((sealer) => sealer.stop()));
  }
});
