import type { TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { Tx } from '@puntual/db/database';
import { writeOutbox } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { announcementOf, type TaskOwner } from './task-owner.ts';

/** A task that ended with an outcome which a person takes back. */
export interface ReopeningTask {
  readonly taskId: string;
  readonly kind: TaskKind;
  readonly owner: TaskOwner;
}

/**
 * Opens a task again, under the lock of its customer: it is as it was before it ended, with whoever claimed it.
 * Announces it as opened. Returns whether this call opened it.
 */
export async function reopenTask(
  tx: Tx,
  organization: OrganizationRef,
  { taskId, kind, owner }: ReopeningTask,
  at: Date,
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE task
    SET state = CASE WHEN claimed_by IS NULL THEN 'open' ELSE 'claimed' END,
      completed_at = NULL, completed_on = NULL, outcome = NULL, note = NULL
    WHERE id = ${taskId}::uuid AND state = 'done'`;
  if (changed === 0) return false;
  await writeOutbox(tx, organization, [
    announcementOf('puntual.task.opened.v1', owner, { taskId, kind, reopened: true }, at),
  ]);
  return true;
}
