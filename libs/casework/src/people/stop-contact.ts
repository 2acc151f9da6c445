import type { Database } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { lockSetting } from '../settings/settings.ts';
import { type Actor, storedActor } from '../record/actor.ts';

/**
 * Stops all contact: from now on no message is composed, no call is opened and no debt is handed to an agency for any
 * customer of the organization. Messages that the provider has already are not recalled. The first stop
 * stays, with its user: returns false when contact is stopped already.
 */
export async function stopContact(
  database: Database,
  actor: Actor,
  reason: string | null,
  now: number,
): Promise<boolean> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const { contactStoppedAt } = await lockSetting(tx, actor.organizationId);
    if (contactStoppedAt) return false;
    await tx.organizationSetting.update({
      where: { organizationId: actor.organizationId },
      data: { contactStoppedAt: new Date(now), contactStoppedBy: storedActor(actor) },
    });
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'contact.stopped',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { reason },
      },
    ]);
    return true;
  });
}
