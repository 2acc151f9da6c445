import type { Database } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { wakeBatch, wakeRemaining } from '../gate/closed-gate.ts';
import { lockSetting } from '../settings/settings.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';

/**
 * Ends the stop of all contact, and wakes the cases and contacts that wait for it. The gate reads all facts again, so
 * invoices that were paid meanwhile are not reminded, and spacing, send windows and limits apply. Returns
 * false, and changes nothing, when contact is not stopped.
 */
export async function resumeContact(database: Database, actor: Actor, now: number): Promise<boolean> {
  const organization = organizationOf(actor);
  const resumed = await database.inOrganization(actor.organizationId, async (tx) => {
    const { contactStoppedAt } = await lockSetting(tx, actor.organizationId);
    if (!contactStoppedAt) return null;
    await tx.organizationSetting.update({
      where: { organizationId: actor.organizationId },
      data: { contactStoppedAt: null, contactStoppedBy: null },
    });
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'contact.resumed',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { stoppedAt: contactStoppedAt.toISOString() },
      },
    ]);
    return { next: await wakeBatch(tx, organization, 'all-stopped') };
  });
  if (!resumed) return false;
  await wakeRemaining(database, organization, 'all-stopped', resumed.next);
  return true;
}
