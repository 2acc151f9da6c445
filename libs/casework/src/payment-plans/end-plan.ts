import type { Tx } from '@puntual/db/database';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { writeOutbox } from '../record/outbox.ts';
import { endTask } from '../tasks/end-task.ts';
import { endPlanHolds } from './hold-for-plan.ts';
import { announcePlanState, auditOfPlan, invoicesOfPlan, sumOfPlan, type PlanRow } from './plan-row.ts';

/** A plan that a person ends, with the ERP's id of its customer. */
export interface EndingPlan {
  readonly plan: PlanRow;
  readonly customerId: string;
  readonly to: 'cancelled' | 'rejected' | 'replaced';
  readonly reason: string | null;
}

/**
 * Ends a proposed or running plan under the customer's lock: its holds and the task for its approval end. Returns the
 * invoices (row ids) whose cases have to be woken.
 */
export async function endPlan(
  tx: Tx,
  actor: Actor,
  { plan, customerId, to, reason }: EndingPlan,
  now: number,
): Promise<readonly string[]> {
  const at = new Date(now);
  await tx.paymentPlan.update({
    where: { id: plan.id },
    data: { state: to, endedAt: at, endedBy: storedActor(actor), reason },
  });
  const released = await endPlanHolds(tx, plan, { by: storedActor(actor), at });
  const invoiceRowIds = await invoicesOfPlan(tx, plan.id);
  // A rejection ends the task by itself.
  if (plan.state === 'proposed' && plan.taskId !== null && to !== 'rejected')
    await endTask(
      tx,
      organizationOf(actor),
      {
        kind: 'approve-plan',
        outcome: 'not-needed',
        taskId: plan.taskId,
        owner: { customerRowId: plan.customerId, customerId },
        invoiceRowIds,
      },
      { by: storedActor(actor), at },
    );
  const data = { ...sumOfPlan(plan), to, ...(reason === null ? {} : { reason }) };
  const subject = { plan, customerId, invoiceRowIds };
  await writeAudit(
    tx,
    actor.organizationId,
    auditOfPlan(subject, { kind: 'plan.ended', data }, { by: storedActor(actor), at }),
  );
  await writeOutbox(tx, organizationOf(actor), [announcePlanState(subject, { to, paidMinor: plan.paidMinor }, at)]);
  return released;
}
