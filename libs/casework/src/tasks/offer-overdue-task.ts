import type { Tx } from '@puntual/db/database';

/** Notes that a task was not done in time, and offers it to everybody again. The audit is the caller's, who knows whose case it delays. */
export async function offerOverdueTask(tx: Tx, taskId: string, at: Date): Promise<void> {
  await tx.task.update({ where: { id: taskId }, data: { overdueNotedAt: at, claimedBy: null, state: 'open' } });
}
