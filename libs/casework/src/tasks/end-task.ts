import type { AuditData } from '@puntual/domain/audit/audit-data';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { EndOf, TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { announcementOf, customerRowIdOf, type TaskOwner } from './task-owner.ts';

type NotedOfEnd = Partial<Omit<AuditData['task.completed'], 'taskId' | 'kind' | 'outcome'>>;

/** A task to end, with an outcome of its kind. */
export type EndingTask = {
  readonly [K in TaskKind]: { readonly kind: K; readonly outcome: EndOf<K> };
}[TaskKind] & {
  readonly taskId: string;
  readonly owner: TaskOwner;
  /** The invoices (row ids) in whose history the end stands, besides the customer's. */
  readonly invoiceRowIds?: readonly string[];
  /** The customer's local day of the work that was done; none when the task ended because the facts changed. */
  readonly completedOn?: IsoDate;
  /** The person who ended it, who counts as having claimed it when nobody had. */
  readonly claimedBy?: string;
  readonly note?: string | null;
  /** What the announcement says besides the task's id, its kind, its outcome and its owner. */
  readonly announced?: Readonly<Record<string, unknown>>;
  /** What the audit events of the customer and the invoices hold besides the task's id, its kind and its outcome. */
  readonly noted?: NotedOfEnd;
  readonly notedOfInvoices?: NotedOfEnd;
};

/** Ends one task, as `endTasks` does. Returns whether this call ended it. */
export async function endTask(
  tx: Tx,
  organization: OrganizationRef,
  task: EndingTask,
  ended: { readonly by: string; readonly at: Date },
): Promise<boolean> {
  return (await endTasks(tx, organization, [task], ended)) === 1;
}

/**
 * Ends tasks, under the locks of their customers; nothing else ends a task. `by` is the actor in the audit. Writes
 * `task.completed` to the audit and announces each end. A task that has ended before is skipped, without audit event.
 * Returns how many tasks this call ended.
 */
export async function endTasks(
  tx: Tx,
  organization: OrganizationRef,
  tasks: readonly EndingTask[],
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<number> {
  if (tasks.length === 0) return 0;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE task t
    SET state = 'done',
        completed_at = ${at}::timestamptz,
        completed_on = v.completed_on,
        outcome = v.outcome,
        note = v.note,
        claimed_by = coalesce(t.claimed_by, v.claimed_by)
    FROM unnest(
      ${tasks.map((task) => task.taskId)}::uuid[],
      ${tasks.map((task) => task.outcome)}::text[],
      ${tasks.map((task) => task.completedOn ?? null)}::text[]::date[],
      ${tasks.map((task) => task.note ?? null)}::text[],
      ${tasks.map((task) => task.claimedBy ?? null)}::text[]
    ) AS v(id, outcome, completed_on, note, claimed_by)
    WHERE t.id = v.id AND t.state <> 'done'
    RETURNING t.id`;
  const now = new Set(rows.map((row) => row.id));
  const ended = tasks.filter((task) => now.has(task.taskId));
  await writeAudit(
    tx,
    organization.id,
    ended.flatMap((task) => {
      const data = { taskId: task.taskId, kind: task.kind, outcome: task.outcome, ...task.noted };
      const row = { at, kind: 'task.completed' as const, actor: by, customerRowId: customerRowIdOf(task.owner) };
      return [
        { ...row, invoiceRowId: null, data },
        ...(task.invoiceRowIds ?? []).map((invoiceRowId) => ({
          ...row,
          invoiceRowId,
          data: { ...data, ...task.notedOfInvoices },
        })),
      ];
    }),
  );
  await writeOutbox(
    tx,
    organization,
    ended.map(({ taskId, kind, outcome, owner, announced }) =>
      announcementOf('puntual.task.completed.v1', owner, { taskId, kind, outcome, ...announced }, at),
    ),
  );
  return ended.length;
}
