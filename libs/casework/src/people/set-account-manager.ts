import type { Database } from '@puntual/db/database';
import { accountManagerId } from '../collectors/account-manager-id.ts';
import type { Actor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomerRow } from '../record/lock-customer.ts';

/**
 * Notes who looks after a customer (row id): a collector's id, or a person's e-mail; null: nobody. It holds until the
 * ERP or a file names somebody. Assignment rules use it for tasks that are opened from now on.
 */
export async function setAccountManager(
  database: Database,
  actor: Actor,
  { customerRowId, named }: { readonly customerRowId: string; readonly named: string | null },
  now: number,
): Promise<void> {
  await database.inOrganization(actor.organizationId, async (tx) => {
    // The customer may have been merged into another one since it was looked up.
    const id = await lockCustomerRow(tx, customerRowId);
    const { accountManager: from } = await tx.customer.findUniqueOrThrow({
      where: { id },
      select: { accountManager: true },
    });
    const to = await accountManagerId(tx, named);
    if (from === to) return;
    await tx.customer.update({ where: { id }, data: { accountManager: to } });
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'customer.account-manager-set',
        actor: actor.name,
        customerRowId: id,
        invoiceRowId: null,
        data: { from, to },
      },
    ]);
  });
}
