import type { TaskWorkView } from '@puntual/contracts/api/worklist';
import type { Tx } from '@puntual/db/database';
import { withNames } from '../http/with-names.ts';

/** Who does a task, and when; null when this organization has none of that id. */
export async function findTaskWork(tx: Tx, id: string, now: number): Promise<TaskWorkView | null> {
  const task = await tx.task.findUnique({ where: { id } });
  if (!task) return null;
  const { snoozedUntil, pinnedUntil } = task;
  return withNames<TaskWorkView>(tx, {
    taskId: task.id,
    claimedBy: task.claimedBy,
    assignedTo: task.assignedTo,
    assignedRule: task.assignedRule,
    snoozed:
      snoozedUntil && snoozedUntil.getTime() > now
        ? { by: task.snoozedBy ?? '', until: snoozedUntil.toISOString(), reason: task.snoozeReason }
        : null,
    pinned:
      pinnedUntil && pinnedUntil.getTime() > now
        ? { by: task.pinnedBy ?? '', until: pinnedUntil.toISOString(), reason: task.pinReason }
        : null,
    reassignedAt: task.reassignedAt?.toISOString() ?? null,
    escalatedAt: task.escalatedAt?.toISOString() ?? null,
  });
}
