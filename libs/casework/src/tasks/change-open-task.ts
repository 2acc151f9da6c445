import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import type { Database, Tx } from '@puntual/db/database';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';

/** A task as a person finds it who wants to change who does it or when. */
export interface WorkedTask {
  readonly id: string;
  readonly customer_id: string | null;
  readonly claimed_by: string | null;
  readonly assigned_to: string | null;
  readonly snoozed_until: Date | null;
  readonly snoozes: number;
  readonly pinned_until: Date | null;
}

type WorkKind = 'task.assigned' | 'task.snoozed' | 'task.woken' | 'task.pinned' | 'task.unpinned';

/** What a change writes to the audit; null: it changed nothing. */
export type WorkChange<Refused> = { readonly noted: AuditEvent<WorkKind> | null } | { readonly refused: Refused };

export type WorkResult<Refused> =
  | { readonly result: 'done' }
  | { readonly result: 'not-found' }
  | { readonly result: 'already-done' }
  | { readonly result: 'refused'; readonly refused: Refused };

/**
 * Changes an open task under its row lock, so that of two people one comes second and finds what the first did; writes
 * the audit event of the change.
 */
export async function changeOpenTask<Refused>(
  database: Database,
  actor: Actor,
  { taskId, at }: { readonly taskId: string; readonly at: Date },
  change: (tx: Tx, task: WorkedTask) => Promise<WorkChange<Refused>>,
): Promise<WorkResult<Refused>> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const [task] = await tx.$queryRaw<(WorkedTask & { readonly state: string })[]>`
      SELECT id, state, customer_id, claimed_by, assigned_to, snoozed_until, snoozes, pinned_until
      FROM task
      WHERE id = ${taskId}::uuid
      FOR UPDATE`;
    if (!task) return { result: 'not-found' };
    if (task.state === 'done') return { result: 'already-done' };
    const changed = await change(tx, task);
    if ('refused' in changed) return { result: 'refused', refused: changed.refused };
    if (changed.noted)
      await writeAudit(tx, actor.organizationId, [
        { at, actor: storedActor(actor), customerRowId: task.customer_id, invoiceRowId: null, ...changed.noted },
      ]);
    return { result: 'done' };
  });
}
