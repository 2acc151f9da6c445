import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { type Actor, storedActor } from '../record/actor.ts';
import { nameActor } from '../record/actor-names.ts';
import { changeOpenTask, type WorkedTask, type WorkResult } from './change-open-task.ts';

/** How often a task may be put off, and how far ahead. */
export const MOST_SNOOZES = 5;
const MOST_SNOOZE_DAYS = 30;
/** How long a task may stay pinned. */
const MOST_PIN_DAYS = 60;
const DAY_MS = 86_400_000;

export interface TaskUntil {
  readonly taskId: string;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly reason: string;
}

export type PutOffRefused =
  | { readonly code: 'claimed-by-other'; readonly by: string }
  | { readonly code: 'put-off-too-often' }
  | { readonly code: 'already-ended'; readonly what: 'snooze' | 'task-pin' }
  | { readonly code: 'invalid'; readonly refusal: Refusal };

/**
 * Takes an open task out of the worklist until an instant. Its deadline stays: a task that passes it is in the list
 * again. Refused when somebody else has claimed it, unless the actor is a manager.
 */
export function snoozeTask(
  database: Database,
  actor: Actor,
  { byManager, ...asked }: TaskUntil & { readonly byManager: boolean },
  now: number,
): Promise<WorkResult<PutOffRefused>> {
  const { taskId, until, reason } = asked;
  return changeOpenTask<PutOffRefused>(database, actor, { taskId, at: new Date(now) }, async (tx, task) => {
    const refused = (await othersClaim(tx, task, { actor, byManager })) ?? refusedInstant(until, now, MOST_SNOOZE_DAYS);
    if (refused) return { refused };
    if (task.snoozed_until?.getTime() === until) return { noted: null };
    if (task.snoozes >= MOST_SNOOZES && !byManager) return { refused: { code: 'put-off-too-often' } };
    await tx.task.update({
      where: { id: taskId },
      data: {
        snoozedUntil: new Date(until),
        snoozedBy: storedActor(actor),
        snoozeReason: reason,
        snoozes: task.snoozes + 1,
      },
    });
    return { noted: { kind: 'task.snoozed', data: { taskId, until: new Date(until).toISOString(), reason } } };
  });
}

/** Puts a task that was put off back into the worklist. Refuses one that is not put off. */
export function wakeTask(
  database: Database,
  actor: Actor,
  { taskId, byManager }: { readonly taskId: string; readonly byManager: boolean },
  now: number,
): Promise<WorkResult<PutOffRefused>> {
  return changeOpenTask<PutOffRefused>(database, actor, { taskId, at: new Date(now) }, async (tx, task) => {
    const refused = await othersClaim(tx, task, { actor, byManager });
    if (refused) return { refused };
    if (task.snoozed_until === null) return { refused: { code: 'already-ended', what: 'snooze' } };
    await tx.task.update({ where: { id: taskId }, data: { snoozedUntil: null } });
    return { noted: { kind: 'task.woken', data: { taskId } } };
  });
}

/** Pins an open task to the top of the worklist until an instant. */
export function pinTask(
  database: Database,
  actor: Actor,
  { taskId, until, reason }: TaskUntil,
  now: number,
): Promise<WorkResult<PutOffRefused>> {
  return changeOpenTask<PutOffRefused>(database, actor, { taskId, at: new Date(now) }, async (tx) => {
    const refused = refusedInstant(until, now, MOST_PIN_DAYS);
    if (refused) return { refused };
    await tx.task.update({
      where: { id: taskId },
      data: { pinnedUntil: new Date(until), pinnedBy: storedActor(actor), pinReason: reason },
    });
    return { noted: { kind: 'task.pinned', data: { taskId, until: new Date(until).toISOString(), reason } } };
  });
}

/** Ends the pin of a task. Refuses one that is not pinned. */
export function unpinTask(
  database: Database,
  actor: Actor,
  { taskId }: { readonly taskId: string },
  now: number,
): Promise<WorkResult<PutOffRefused>> {
  return changeOpenTask<PutOffRefused>(database, actor, { taskId, at: new Date(now) }, async (tx, task) => {
    if (task.pinned_until === null) return { refused: { code: 'already-ended', what: 'task-pin' } };
    await tx.task.update({ where: { id: taskId }, data: { pinnedUntil: null, pinnedBy: null, pinReason: null } });
    return { noted: { kind: 'task.unpinned', data: { taskId } } };
  });
}

async function othersClaim(
  tx: Tx,
  task: WorkedTask,
  { actor, byManager }: { readonly actor: Actor; readonly byManager: boolean },
): Promise<PutOffRefused | null> {
  return task.claimed_by !== null && task.claimed_by !== storedActor(actor) && !byManager
    ? { code: 'claimed-by-other', by: await nameActor(tx, task.claimed_by) }
    : null;
}

function refusedInstant(until: number, now: number, mostDays: number): PutOffRefused | null {
  const refusal: Refusal | null =
    until <= now
      ? { code: 'instant-in-past', path: 'until', values: {} }
      : until > now + mostDays * DAY_MS
        ? { code: 'put-off-too-far', path: 'until', values: { mostDays } }
        : null;
  return refusal && { code: 'invalid', refusal };
}
