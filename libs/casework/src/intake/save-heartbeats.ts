import type { Tx } from '@puntual/db/database';
import { insertRows } from '@puntual/db/insert-rows';
import { wakeBatch, type WakeCursor } from '../gate/closed-gate.ts';
import type { Organization } from '../record/organization.ts';

/**
 * A heartbeat that is this much later than the one before may end a feed's staleness, because policies limit it in
 * hours. Heartbeats at their usual interval wake nobody.
 */
const LEAP_MS = 3_600_000;

/** Most payment feeds of one organization. Each one can close the gate, and each is a label of a metric. */
export const MOST_FEEDS = 50;

/** Whether an organization may have a heartbeat of a feed: the feed is known, or there is room for one more. */
export async function hasRoomForFeed(
  tx: Tx,
  organization: Organization,
  feed: string,
  added: ReadonlyMap<string, Date>,
): Promise<boolean> {
  if (added.has(feed)) return true;
  const rows = await tx.$queryRaw<{ feed: string }[]>`
    SELECT feed FROM feed_state WHERE organization_id = ${organization.id}::uuid`;
  const feeds = new Set([...rows.map((row) => row.feed), ...added.keys()]);
  return feeds.has(feed) || feeds.size < MOST_FEEDS;
}

/**
 * Writes the latest heartbeat of each feed; a feed's heartbeat never goes back, and never lies after `now`: nobody can
 * promise that payments to come are complete. A feed whose heartbeat is an hour later
 * than the one before may have been stale: the cases and contacts that waited for it are woken. Returns the cursor of
 * those that are still to be woken; null when there are none.
 */
export async function saveHeartbeats(
  tx: Tx,
  organization: Organization,
  heartbeats: ReadonlyMap<string, Date>,
  now: Date,
): Promise<WakeCursor | null> {
  if (heartbeats.size === 0) return null;
  // Rows from before heartbeats were limited may lie far ahead.
  await tx.$executeRaw`
    UPDATE feed_state SET complete_until = ${now}
    WHERE organization_id = ${organization.id}::uuid AND complete_until > ${now}`;
  const limited = new Map([...heartbeats].map(([feed, until]) => [feed, until > now ? now : until]));
  const former = await tx.$queryRaw<{ feed: string; complete_until: Date }[]>`
    SELECT feed, complete_until
    FROM feed_state
    WHERE organization_id = ${organization.id}::uuid AND feed = ANY(${[...limited.keys()]})`;
  await insertRows(
    tx,
    {
      table: 'feed_state',
      conflict: `
        ON CONFLICT (organization_id, feed) DO UPDATE SET
          complete_until = greatest(feed_state.complete_until, excluded.complete_until)`,
    },
    { organization_id: 'uuid', feed: 'text', complete_until: 'timestamptz' },
    [...limited]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([feed, until]) => ({ organization_id: organization.id, feed, complete_until: until })),
  );
  const leapt = former.some((row) => (limited.get(row.feed)?.getTime() ?? 0) - row.complete_until.getTime() >= LEAP_MS);
  return leapt ? wakeBatch(tx, organization, 'feed-stale') : null;
}
