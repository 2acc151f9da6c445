import type { Tx } from '@puntual/db/database';
import type { HoldDays } from '../holds/change-holds.ts';
import { endHolds } from '../holds/end-holds.ts';
import type { HoldChange } from '../holds/hold-selection.ts';
import { openHolds } from '../holds/open-holds.ts';
import type { PlanRow } from './plan-row.ts';

/** Holds those of these invoices (row ids) that the plan does not hold. Returns them. */
export async function holdForPlan(
  tx: Tx,
  plan: PlanRow,
  { invoiceRowIds, untilOn, wakeOn }: HoldDays & { readonly invoiceRowIds: readonly string[] },
  change: HoldChange,
): Promise<readonly string[]> {
  const held = await tx.hold.findMany({ where: { planId: plan.id, releasedAt: null }, select: { invoiceId: true } });
  const fresh = invoiceRowIds.filter((id) => !held.some(({ invoiceId }) => invoiceId === id));
  await openHolds(
    tx,
    plan.organizationId,
    fresh.map((invoiceRowId) => ({
      kind: 'plan',
      invoiceRowId,
      customerRowId: plan.customerId,
      untilOn,
      wakeOn,
      reason: plan.note,
      planId: plan.id,
      openedBy: plan.proposedBy,
    })),
    change,
  );
  return fresh;
}

/** Ends the holds of a plan. Returns their invoices (row ids). */
export async function endPlanHolds(tx: Tx, plan: PlanRow, change: HoldChange): Promise<string[]> {
  const ended = await endHolds(tx, plan.organizationId, { planId: plan.id }, change);
  return ended.map(({ invoiceRowId }) => invoiceRowId);
}
