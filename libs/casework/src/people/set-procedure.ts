import type { CustomerProcedure } from '@puntual/domain/policy/customer-procedure';
import type { Database } from '@puntual/db/database';
import { storeProcedure } from '../intake/store-procedure.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { lockCustomerRow } from '../record/lock-customer.ts';
import { wakeOpenCases } from '../record/wake-cases.ts';

/**
 * Notes how a customer (row id) pays: what invoices need, the cut-off day, the pay runs. The customer's open cases are
 * evaluated again when that changes anything. The ERP's next customer event replaces it only if it speaks of a
 * procedure.
 */
export async function setProcedure(
  database: Database,
  actor: Actor,
  { customerRowId, procedure }: { readonly customerRowId: string; readonly procedure: CustomerProcedure },
  now: number,
): Promise<void> {
  await database.inOrganization(actor.organizationId, async (tx) => {
    // The customer may have been merged into another one since it was looked up.
    const id = await lockCustomerRow(tx, customerRowId);
    const customer = await tx.customer.findUniqueOrThrow({
      where: { id },
      select: { id: true, procedure: true },
    });
    const at = new Date(now);
    if (await storeProcedure(tx, actor.organizationId, { customer, stated: procedure, by: storedActor(actor) }, at))
      await wakeOpenCases(tx, organizationOf(actor), id, {
        signal: 'amendment',
        detail: { customer: 'changed' },
      });
  });
}
