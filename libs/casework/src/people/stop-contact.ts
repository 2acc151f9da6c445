import type { Database } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { lockSetting } from '../settings/settings.ts';
import type { Actor } from '../record/actor.ts';

/**
 * The stop-all switch: from now on nothing is composed, called for or handed over for any customer of the organization. Messages that the provider was
 * given before are not called back. Stopping again changes nothing: the first stop, and who made it, stay.
 */
export async function stopContact(database: Database, actor: Actor, reason: string | null, now: number): Promise<void> {
  await database.inOrganization(actor.organizationId, async (tx) => {
    const { contactStoppedAt } = await lockSetting(tx, actor.organizationId);
    if (contactStoppedAt) return;
    await tx.organizationSetting.update({
      where: { organizationId: actor.organizationId },
      data: { contactStoppedAt: new Date(now), contactStoppedBy: actor.name },
    });
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'contact.stopped',
        actor: actor.name,
        customerRowId: null,
        invoiceRowId: null,
        data: { reason },
      },
    ]);
  });
}
