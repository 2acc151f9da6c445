import type { Database } from '@puntual/db/database';
import { wakeBatch, wakeRemaining } from '../gate/closed-gate.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';

/**
 * Forgets a payment feed, which then no longer keeps messages back: one that sends no heartbeats any more, or was named
 * by mistake. Wakes the cases and contacts that waited for it. The feed counts again with its next heartbeat. Returns
 * whether there was such a feed.
 */
export async function retireFeed(database: Database, actor: Actor, feed: string, now: number): Promise<boolean> {
  const organization = organizationOf(actor);
  const retired = await database.inOrganization(actor.organizationId, async (tx) => {
    const [row] = await tx.$queryRaw<{ complete_until: Date }[]>`
      DELETE FROM feed_state
      WHERE organization_id = ${organization.id}::uuid AND feed = ${feed}
      RETURNING complete_until`;
    if (!row) return null;
    await writeAudit(tx, organization.id, [
      {
        at: new Date(now),
        kind: 'feed.retired',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { feed, completeUntil: row.complete_until.toISOString() },
      },
    ]);
    return { next: await wakeBatch(tx, organization, 'feed-stale') };
  });
  if (!retired) return false;
  await wakeRemaining(database, organization, 'feed-stale', retired.next);
  return true;
}
