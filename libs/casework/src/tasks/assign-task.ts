import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database } from '@puntual/db/database';
import { unknownCollector } from '../collectors/collectors.ts';
import { type Actor, storedActor } from '../record/actor.ts';
import { nameActor } from '../record/actor-names.ts';
import { changeOpenTask, type WorkResult } from './change-open-task.ts';

export interface TaskAssignment {
  readonly taskId: string;
  /** The collector who is to do it; null: it is given back, and everybody may claim it. */
  readonly to: string | null;
  /** With whom the caller believes it is; left out: not checked. */
  readonly from?: string | null;
  readonly reason: string;
  /** Whether the actor may give tasks to others. Who may not can only give back an own one. */
  readonly byManager: boolean;
}

export type AssignRefused =
  | { readonly code: 'assigned-to-other'; readonly by: string | null }
  | { readonly code: 'not-yours' }
  | { readonly code: 'invalid'; readonly refusal: Refusal };

/**
 * Gives an open task to a collector, or back to everybody, with a reason. A claim ends with it. Giving it to whoever
 * has it changes nothing.
 */
export function assignTask(
  database: Database,
  actor: Actor,
  assignment: TaskAssignment,
  now: number,
): Promise<WorkResult<AssignRefused>> {
  const { taskId, to, from, reason, byManager } = assignment;
  const at = new Date(now);
  return changeOpenTask<AssignRefused>(database, actor, { taskId, at }, async (tx, task) => {
    const has = task.claimed_by ?? task.assigned_to;
    if (from !== undefined && from !== has)
      return { refused: { code: 'assigned-to-other', by: has && (await nameActor(tx, has)) } };
    if (!byManager && (to !== null || has !== storedActor(actor))) return { refused: { code: 'not-yours' } };
    if (to !== null && !(await tx.collector.findFirst({ where: { personId: to, active: true } })))
      return { refused: { code: 'invalid', refusal: unknownCollector('to', to) } };
    if (to === has) return { noted: null };
    await tx.task.update({
      where: { id: taskId },
      data: { assignedTo: to, assignedAt: at, assignedRule: null, claimedBy: null, state: 'open' },
    });
    return { noted: { kind: 'task.assigned', data: { taskId, from: has, to, reason } } };
  });
}
