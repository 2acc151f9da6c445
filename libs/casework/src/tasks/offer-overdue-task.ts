import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { assignByRule } from './assign-by-rule.ts';

/**
 * Records that a task was not done in time, and takes it from whoever had it: the rules of assignment give it to
 * somebody else, and where they find nobody, anybody can claim it. A task that was put off is in the list again. The
 * caller writes the audit event, because it knows the case that the task delays.
 */
export async function offerOverdueTask(tx: Tx, organizationId: string, taskId: string, at: Date): Promise<void> {
  // Asked first, so that the collector who did not do it is still known and is passed over.
  await assignByRule(tx, organizationId, { taskIds: [taskId], passOver: true }, at);
  await tx.task.update({
    where: { id: taskId },
    data: { overdueNotedAt: at, reassignedAt: at, claimedBy: null, state: 'open', snoozedUntil: null },
  });
}

/**
 * Gives a task that was reassigned and still not done to a manager: the one named, or where there is none to everybody,
 * marked as escalated. Writes `task.escalated`. Returns false when it was done or escalated meanwhile.
 */
export async function escalateTask(
  tx: Tx,
  organizationId: string,
  { taskId, to }: { readonly taskId: string; readonly to: string | null },
  at: Date,
): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ customer_id: string | null; had: string | null }[]>`
    SELECT customer_id, coalesce(claimed_by, assigned_to) AS had
    FROM task
    WHERE id = ${taskId}::uuid AND state <> 'done' AND escalated_at IS NULL
    FOR UPDATE`;
  if (!row) return false;
  await tx.task.update({
    where: { id: taskId },
    data: {
      escalatedAt: at,
      assignedTo: to,
      assignedAt: at,
      assignedRule: null,
      claimedBy: null,
      state: 'open',
      snoozedUntil: null,
    },
  });
  await writeAudit(tx, organizationId, [
    {
      at,
      kind: 'task.escalated',
      actor: 'puntual',
      customerRowId: row.customer_id,
      invoiceRowId: null,
      data: { taskId, from: row.had, to },
    },
  ]);
  return true;
}
