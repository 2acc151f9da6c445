import type { Tx } from '@puntual/db/database';
import type { OrganizationRef } from '../record/refs.ts';
import { endTasks } from '../tasks/end-task.ts';

/**
 * Retries the steps that failed because no channel reached the customer (row id), when its contact data changed: drops
 * them, so that their cases request them again, and ends the task that asks for contact data. Steps also fail in this
 * way when an invoice arrives before its customer's own event. Returns whether any step had failed; the caller then
 * wakes their cases.
 */
export async function retryUnreachableSteps(
  tx: Tx,
  organization: OrganizationRef,
  customerRowId: string,
  now: Date,
): Promise<boolean> {
  const retried = await dropUnreachableSteps(tx, customerRowId);
  const tasks = await tx.$queryRaw<{ id: string; customer_id: string }[]>`
    SELECT t.id, c.customer_id
    FROM task t JOIN customer c ON c.id = t.customer_id
    WHERE t.customer_id = ${customerRowId}::uuid AND t.kind = 'fix-contact' AND t.state <> 'done'`;
  await endTasks(
    tx,
    organization,
    tasks.map((task) => ({
      taskId: task.id,
      kind: 'fix-contact',
      outcome: 'fixed',
      owner: { customerRowId, customerId: task.customer_id },
    })),
    { by: 'puntual', at: now },
  );
  return retried;
}

/**
 * Drops the steps of a customer (row id) that failed because no channel reached it, so that their cases request them
 * again; what the customer itself asked for, and service messages, are requested again here, because no case does.
 * Returns whether there was any.
 */
export async function dropUnreachableSteps(tx: Tx, customerRowId: string): Promise<boolean> {
  const unreachable = { customerId: customerRowId, state: 'failed', reason: 'no-way-to-reach' } as const;
  const asked = await tx.step.updateMany({
    where: { ...unreachable, OR: [{ askedId: { not: null } }, { serviceId: { not: null } }] },
    data: { state: 'requested', reason: null, messageId: null },
  });
  const { count } = await tx.step.updateMany({
    where: { ...unreachable, askedId: null, serviceId: null },
    data: { state: 'dropped', reason: 'contact-data-mended' },
  });
  return count + asked.count > 0;
}
