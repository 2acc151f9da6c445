import type { Database } from '@puntual/db/database';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockSetting } from '../settings/settings.ts';

/** Makes the secret of the organization's inbound webhook a new one, and returns its version. */
export async function renewInboundSecret(database: Database, actor: Actor, now: number): Promise<number> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    await lockSetting(tx, actor.organizationId);
    const { inboundSecretVersion: version } = await tx.organizationSetting.update({
      where: { organizationId: actor.organizationId },
      data: { inboundSecretVersion: { increment: 1 } },
      select: { inboundSecretVersion: true },
    });
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'reply.secret-made',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { version },
      },
    ]);
    return version;
  });
}
