import type { Tx } from '@puntual/db/database';
import { insertRows } from '@puntual/db/insert-rows';
import { wakeBatch, type WakeCursor } from '../gate/closed-gate.ts';
import type { Organization } from '../record/organization.ts';

/**
 * A heartbeat that is this much later than the one before may end a feed's staleness, because policies limit it in
 * hours. Heartbeats at their usual interval wake nobody.
 */
const LEAP_MS = 3_600_000;

/**
 * Writes the latest heartbeat of each feed; a feed's heartbeat never goes back. A feed whose heartbeat is an hour later
 * than the one before may have been stale: the cases and contacts that waited for it are woken. Returns the cursor of
 * those that are still to be woken; null when there are none.
 */
export async function saveHeartbeats(
  tx: Tx,
  organization: Organization,
  heartbeats: ReadonlyMap<string, Date>,
): Promise<WakeCursor | null> {
  if (heartbeats.size === 0) return null;
  const former = await tx.$queryRaw<{ feed: string; complete_until: Date }[]>`
    SELECT feed, complete_until
    FROM feed_state
    WHERE organization_id = ${organization.id}::uuid AND feed = ANY(${[...heartbeats.keys()]})`;
  await insertRows(
    tx,
    {
      table: 'feed_state',
      conflict: `
        ON CONFLICT (organization_id, feed) DO UPDATE SET
          complete_until = greatest(feed_state.complete_until, excluded.complete_until)`,
    },
    { organization_id: 'uuid', feed: 'text', complete_until: 'timestamptz' },
    [...heartbeats]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([feed, until]) => ({ organization_id: organization.id, feed, complete_until: until })),
  );
  const leapt = former.some(
    (row) => (heartbeats.get(row.feed)?.getTime() ?? 0) - row.complete_until.getTime() >= LEAP_MS,
  );
  return leapt ? wakeBatch(tx, organization, 'feed-stale') : null;
}
