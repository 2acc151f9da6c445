import { NO_PROCEDURE, readProcedure, type CustomerProcedure } from '@puntual/domain/policy/customer-procedure';
import type { Tx } from '@puntual/db/database';
import { toJson } from '@puntual/db/json';
import { writeAudit } from '../record/audit.ts';

/**
 * Stores how a customer pays, under the customer's lock: as the ERP or a person stated it last; null: the
 * customer has no procedure. Returns whether it differs from what was known; the caller then wakes the cases.
 */
export async function storeProcedure(
  tx: Tx,
  organizationId: string,
  {
    customer,
    stated,
    by,
  }: {
    readonly customer: { readonly id: string; readonly procedure: unknown };
    readonly stated: CustomerProcedure | null;
    readonly by: string;
  },
  now: Date,
): Promise<boolean> {
  const procedure = stated ?? NO_PROCEDURE;
  if (JSON.stringify(readProcedure(procedure)) === JSON.stringify(readProcedure(customer.procedure))) return false;
  await tx.customer.update({ where: { id: customer.id }, data: { procedure: toJson(procedure) as object } });
  await writeAudit(tx, organizationId, [
    {
      at: now,
      kind: 'customer.procedure-set',
      actor: by,
      customerRowId: customer.id,
      invoiceRowId: null,
      data: procedure,
    },
  ]);
  return true;
}
