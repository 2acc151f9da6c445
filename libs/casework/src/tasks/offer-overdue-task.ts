import type { Tx } from '@puntual/db/database';

/**
 * Records that a task was not done in time, and removes its claim, so that anybody can claim it. The caller writes the
 * audit event, because it knows the case that the task delays.
 */
export async function offerOverdueTask(tx: Tx, taskId: string, at: Date): Promise<void> {
  await tx.task.update({ where: { id: taskId }, data: { overdueNotedAt: at, claimedBy: null, state: 'open' } });
}
