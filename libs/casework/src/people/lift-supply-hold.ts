import type { Database } from '@puntual/db/database';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomerOfInvoice } from '../record/lock-customer.ts';
import { writeOutbox } from '../record/outbox.ts';
import { liftSupplyHold } from '../supply/supply-holds.ts';

export type LiftResult =
  { readonly result: 'done' } | { readonly result: 'not-found' } | { readonly result: 'no-hold' };

/**
 * A person lifts the supply hold of an invoice (row id), with a reason: the ERP is told to supply again, and the case
 * does not ask for a hold again in its present run. `no-hold`: none was requested, or it is lifted already.
 */
export async function liftHoldByPerson(
  database: Database,
  actor: Actor,
  { invoiceRowId, reason }: { readonly invoiceRowId: string; readonly reason: string },
  now: number,
): Promise<LiftResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<LiftResult> => {
    await lockCustomerOfInvoice(tx, invoiceRowId);
    const invoice = await tx.invoice.findUnique({
      where: { id: invoiceRowId },
      select: { invoiceId: true, number: true, customerId: true },
    });
    if (!invoice) return { result: 'not-found' };
    const customer = await tx.customer.findUniqueOrThrow({
      where: { id: invoice.customerId },
      select: { customerId: true },
    });
    const held = {
      organizationId: actor.organizationId,
      invoiceRowId,
      invoiceId: invoice.invoiceId,
      number: invoice.number,
      customerRowId: invoice.customerId,
      customerId: customer.customerId,
    };
    const lifted = await liftSupplyHold(tx, held, {
      because: 'person',
      by: storedActor(actor),
      reason,
      at: new Date(now),
    });
    if (!lifted) return { result: 'no-hold' };
    await writeAudit(tx, actor.organizationId, [lifted.audit]);
    await writeOutbox(tx, organizationOf(actor), [lifted.outbox]);
    return { result: 'done' };
  });
}
