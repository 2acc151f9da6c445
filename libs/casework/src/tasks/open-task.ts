import type { AuditData } from '@puntual/domain/audit/audit-data';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { ReviewReason } from '@puntual/domain/tasks/review-reasons';
import { taskKinds, type TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import { type AuditRow, writeAudit } from '../record/audit.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { assignByRule } from './assign-by-rule.ts';
import { announcementOf, customerRowIdOf, type TaskOwner } from './task-owner.ts';

/** A task to open. What is left out is null in its row. */
export interface NewTask {
  readonly kind: TaskKind;
  /** The id that a new task gets; left out: a fresh one. A task that joins an open one has that one's id. */
  readonly taskId?: string;
  /**
   * The open task that it joins, or null: there is none. Left out: `openTasks` reads which task it joins. Only for a
   * caller who has read that under the customer's lock.
   */
  readonly joins?: string | null;
  readonly owner: TaskOwner;
  /** The invoices that it is about (row ids). */
  readonly invoiceRowIds?: readonly string[];
  /** The contacts (the ERP's ids) whose data it asks for. An open task that it joins asks for them, too. */
  readonly contactIds?: readonly string[];
  /** The message (row id) whose sending is in doubt. */
  readonly messageId?: string;
  /** The payment (row id) that is to be placed. */
  readonly paymentRowId?: string;
  /** The dispute (row id) that it is about. */
  readonly disputeRowId?: string;
  /** The policy's step that asks for a call, its script, and which try it is. */
  readonly stepId?: string;
  readonly script?: string | null;
  readonly round?: number;
  /** Why a case is to be reviewed. Each reason of a customer has a task of its own. */
  readonly reason?: ReviewReason;
  /** The person who answers for the task from the start; left out: anybody may claim it. */
  readonly claimedBy?: string;
  /** The customer's local day by which it should be done. */
  readonly dueOn?: IsoDate;
  /** The instant for which the customer asked to be called. */
  readonly dueAt?: Date;
  /** What the announcement says besides the task's id, its kind and its owner. */
  readonly announced?: Readonly<Record<string, unknown>>;
  /** What the audit says besides the task's id, its kind, its due day and whether it joined. */
  readonly noted?: Partial<Omit<AuditData['task.opened'], 'taskId' | 'kind' | 'dueOn' | 'joined'>>;
}

export interface OpenedTask {
  readonly taskId: string;
  /** Whether it joined a task that was open already. */
  readonly joined: boolean;
}

/** Opens one task, as `openTasks` does. */
export async function openTask(tx: Tx, organization: OrganizationRef, task: NewTask, at: Date): Promise<OpenedTask> {
  const [opened] = await openTasks(tx, organization, [task], at);
  if (!opened) throw new Error('a task to open is always answered');
  return opened;
}

/**
 * Opens tasks, in the order given, under the locks of their customers; nothing else adds rows to `task` and
 * `task_invoice`. When a customer can have one open task of a kind only, the invoices of a second one are added to it.
 * Writes `task.opened` to the audit of each invoice that is added to a task (of the customer when a new task has no
 * invoice), announces each new task, and gives it to a collector by the organization's rules.
 */
export async function openTasks(
  tx: Tx,
  organization: OrganizationRef,
  tasks: readonly NewTask[],
  at: Date,
): Promise<readonly OpenedTask[]> {
  if (tasks.length === 0) return [];
  const open = await openTasksToJoin(tx, tasks);
  const placed = tasks.map((task) => {
    const key = joinKeyOf(task);
    const known = key === null ? undefined : open.get(key);
    const taskId = known ?? task.taskId ?? newId();
    if (key !== null) open.set(key, taskId);
    return { task, taskId, joined: known !== undefined };
  });
  const fresh = placed.filter(({ joined }) => !joined);
  await insertTasks(tx, organization.id, fresh, at);
  const attached = await attachInvoices(tx, organization.id, placed);
  await attachContacts(tx, placed);
  await writeAudit(
    tx,
    organization.id,
    placed.flatMap((each) => auditOf(each, attached, at)),
  );
  await writeOutbox(
    tx,
    organization,
    fresh.map(({ task, taskId }) =>
      announcementOf('puntual.task.opened.v1', task.owner, { taskId, kind: task.kind, ...task.announced }, at),
    ),
  );
  const unclaimed = fresh.filter(({ task }) => task.claimedBy === undefined).map(({ taskId }) => taskId);
  await assignByRule(tx, organization.id, { taskIds: unclaimed }, at);
  return placed.map(({ taskId, joined }) => ({ taskId, joined }));
}

interface PlacedTask extends OpenedTask {
  readonly task: NewTask;
}

// What a task shares with the open one that it joins; null of a kind of which a customer may have several.
function joinKeyOf({ kind, owner, reason }: NewTask): string | null {
  const customerRowId = customerRowIdOf(owner);
  return taskKinds[kind].onePerCustomer && customerRowId !== null ? joinKey(kind, customerRowId, reason ?? null) : null;
}

function joinKey(kind: string, customerRowId: string, reason: string | null): string {
  return `${kind}/${customerRowId}/${reason ?? ''}`;
}

async function openTasksToJoin(tx: Tx, tasks: readonly NewTask[]): Promise<Map<string, string>> {
  const given = tasks.flatMap((task): [string, string][] => {
    const key = joinKeyOf(task);
    return key !== null && task.joins != null ? [[key, task.joins]] : [];
  });
  const joining = tasks.filter((task) => joinKeyOf(task) !== null && task.joins === undefined);
  if (joining.length === 0) return new Map(given);
  const rows = await tx.task.findMany({
    where: {
      customerId: { in: joining.flatMap(({ owner }) => customerRowIdOf(owner) ?? []) },
      kind: { in: [...new Set(joining.map(({ kind }) => kind))] },
      state: { not: 'done' },
    },
    select: { id: true, kind: true, customerId: true, reason: true },
    orderBy: { openedAt: 'desc' },
  });
  return new Map([
    ...rows.map((row): [string, string] => [joinKey(row.kind, row.customerId ?? '', row.reason), row.id]),
    ...given,
  ]);
}

async function insertTasks(tx: Tx, organizationId: string, fresh: readonly PlacedTask[], at: Date): Promise<void> {
  await insertRows(
    tx,
    'task',
    {
      id: 'uuid',
      organization_id: 'uuid',
      kind: 'text',
      customer_id: 'uuid',
      message_id: 'uuid',
      payment_id: 'uuid',
      receipt_id: 'uuid',
      dispute_id: 'uuid',
      state: 'text',
      claimed_by: 'text',
      step_id: 'text',
      script: 'text',
      reason: 'text',
      round: 'int',
      opened_at: 'timestamptz',
      due_on: 'date',
      due_at: 'timestamptz',
    },
    fresh.map(({ task, taskId }) => ({
      id: taskId,
      organization_id: organizationId,
      kind: task.kind,
      customer_id: customerRowIdOf(task.owner),
      message_id: task.messageId,
      payment_id: task.paymentRowId,
      receipt_id: 'receiptRowId' in task.owner ? task.owner.receiptRowId : null,
      dispute_id: task.disputeRowId,
      state: task.claimedBy === undefined ? 'open' : 'claimed',
      claimed_by: task.claimedBy,
      step_id: task.stepId,
      script: task.script,
      reason: task.reason,
      round: task.round ?? 1,
      opened_at: at,
      due_on: task.dueOn,
      due_at: task.dueAt,
    })),
  );
}

// Adds to the tasks the contacts that they do not name yet.
async function attachContacts(tx: Tx, placed: readonly PlacedTask[]): Promise<void> {
  for (const { task, taskId } of placed) {
    if (!task.contactIds?.length) continue;
    await tx.$executeRaw`
      UPDATE task
      SET contact_ids = ARRAY(SELECT DISTINCT id FROM unnest(contact_ids || ${[...task.contactIds]}::text[]) AS id)
      WHERE id = ${taskId}::uuid`;
  }
}

// Returns what is new, as `<task>/<invoice>`.
async function attachInvoices(
  tx: Tx,
  organizationId: string,
  placed: readonly PlacedTask[],
): Promise<ReadonlySet<string>> {
  const pairs = placed.flatMap(({ task, taskId }) =>
    (task.invoiceRowIds ?? []).map((invoiceRowId) => ({ taskId, invoiceRowId })),
  );
  if (pairs.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ task_id: string; invoice_id: string }[]>`
    INSERT INTO task_invoice (task_id, invoice_id, organization_id)
      SELECT v.task_id, v.invoice_id, ${organizationId}::uuid
      FROM unnest(
        ${pairs.map((pair) => pair.taskId)}::uuid[],
        ${pairs.map((pair) => pair.invoiceRowId)}::uuid[]
      ) AS v(task_id, invoice_id)
    ON CONFLICT DO NOTHING
    RETURNING task_id, invoice_id`;
  return new Set(rows.map((row) => `${row.task_id}/${row.invoice_id}`));
}

function auditOf({ task, taskId, joined }: PlacedTask, attached: ReadonlySet<string>, at: Date): AuditRow[] {
  const row = {
    at,
    kind: 'task.opened' as const,
    actor: 'puntual',
    customerRowId: customerRowIdOf(task.owner),
    data: {
      taskId,
      kind: task.kind,
      ...(task.dueOn === undefined ? {} : { dueOn: task.dueOn }),
      ...(taskKinds[task.kind].onePerCustomer ? { joined } : {}),
      ...task.noted,
    },
  };
  const invoiceRowIds = task.invoiceRowIds ?? [];
  if (invoiceRowIds.length === 0) return joined ? [] : [{ ...row, invoiceRowId: null }];
  return [...new Set(invoiceRowIds)]
    .filter((invoiceRowId) => attached.has(`${taskId}/${invoiceRowId}`))
    .map((invoiceRowId) => ({ ...row, invoiceRowId }));
}
