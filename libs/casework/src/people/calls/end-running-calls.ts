import type { TaskEnd } from '@puntual/domain/tasks/task-kinds';
import type { Tx } from '@puntual/db/database';
import { type Actor, storedActor } from '../../record/actor.ts';
import { writeAudit } from '../../record/audit.ts';

/**
 * Ends the entries of the call log that run for a task, when the task ends with the outcome of the call: their duration
 * is counted from their start.
 */
export async function endRunningCalls(
  tx: Tx,
  actor: Actor,
  { taskId, outcome }: { readonly taskId: string; readonly outcome: TaskEnd },
  now: number,
): Promise<void> {
  const at = new Date(now);
  const rows = await tx.$queryRaw<{ id: string; customer_id: string; direction: 'out' | 'in'; seconds: number }[]>`
    UPDATE call_log
    SET ended_at = ${at}::timestamptz, outcome = ${outcome},
      seconds = greatest(0, floor(extract(epoch FROM ${at}::timestamptz - started_at)))::int
    WHERE task_id = ${taskId}::uuid AND ended_at IS NULL
    RETURNING id, customer_id, direction, seconds`;
  await writeAudit(
    tx,
    actor.organizationId,
    rows.map((row) => ({
      at,
      kind: 'call.ended' as const,
      actor: storedActor(actor),
      customerRowId: row.customer_id,
      invoiceRowId: null,
      data: { callId: row.id, direction: row.direction, taskId, seconds: row.seconds, outcome },
    })),
  );
}
