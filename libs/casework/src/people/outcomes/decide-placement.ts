import type { Tx } from '@puntual/db/database';
import type { Ending } from './ending.ts';

/** A person approves or rejects the hand-off of the debt to the agency. */
export async function decidePlacement(tx: Tx, { task }: Ending, state: 'approved' | 'rejected'): Promise<null> {
  await tx.placement.updateMany({ where: { taskId: task.id, state: 'proposed' }, data: { state } });
  return null;
}
