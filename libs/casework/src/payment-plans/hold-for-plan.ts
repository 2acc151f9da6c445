import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { dateColumn } from '../record/dates.ts';
import type { PlanRow } from './plan-row.ts';

/** Until when a plan holds its invoices, and the day after which it is judged before that. */
export interface PlanHold {
  readonly untilOn: IsoDate;
  readonly wakeOn: IsoDate | null;
}

/** Holds those of these invoices (row ids) that the plan does not hold. Returns them. */
export async function holdForPlan(
  tx: Tx,
  plan: PlanRow,
  invoiceRowIds: readonly string[],
  { untilOn, wakeOn, at }: PlanHold & { readonly at: Date },
): Promise<readonly string[]> {
  const held = await tx.hold.findMany({ where: { planId: plan.id, releasedAt: null }, select: { invoiceId: true } });
  const fresh = invoiceRowIds.filter((id) => !held.some(({ invoiceId }) => invoiceId === id));
  await tx.hold.createMany({
    data: fresh.map((invoiceId) => ({
      id: newId(),
      organizationId: plan.organizationId,
      invoiceId,
      customerId: plan.customerId,
      kind: 'plan',
      untilOn: dateColumn(untilOn),
      wakeOn: wakeOn === null ? null : dateColumn(wakeOn),
      reason: plan.note,
      openedAt: at,
      openedBy: plan.proposedBy,
      planId: plan.id,
    })),
  });
  return fresh;
}

/** Moves the holds of a plan. Returns the invoices (row ids) whose holds changed. */
export async function movePlanHolds(tx: Tx, planId: string, hold: PlanHold): Promise<string[]> {
  const moved = await tx.$queryRaw<{ invoice_id: string }[]>`
    UPDATE hold SET until_on = ${hold.untilOn}::text::date, wake_on = ${hold.wakeOn}::text::date
    WHERE plan_id = ${planId}::uuid AND released_at IS NULL
      AND (until_on, coalesce(wake_on, 'infinity'))
        IS DISTINCT FROM (${hold.untilOn}::text::date, coalesce(${hold.wakeOn}::text::date, 'infinity'))
    RETURNING invoice_id`;
  return moved.map((row) => row.invoice_id);
}

/** Releases the holds of a plan. Returns their invoices (row ids). */
export async function releasePlanHolds(tx: Tx, planId: string, at: Date): Promise<string[]> {
  const released = await tx.hold.updateManyAndReturn({
    where: { planId, releasedAt: null },
    data: { releasedAt: at },
    select: { invoiceId: true },
  });
  return released.map(({ invoiceId }) => invoiceId);
}
