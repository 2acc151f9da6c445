import type { TaskEnd, TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { Database, Tx } from '@puntual/db/database';
import { refreshContacts } from '../facts/unreached-addresses.ts';
import { endHolds } from '../holds/end-holds.ts';
import { reopenHolds } from '../holds/open-holds.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomerRow } from '../record/lock-customer.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { dropSubjects } from '../tasks/move-tasks.ts';
import { reopenTask } from '../tasks/reopen-task.ts';
import { affectedInvoices } from './complete-task.ts';
import { commitmentsEnded, undoCommitments } from './outcomes/undo-commitments.ts';
import { effectsSchema } from './outcomes/effects.ts';
import type { Undoing } from './outcomes/undoing.ts';
import { endFollowingTasks, undoPlacements, withdrawProposals } from './outcomes/undo-tasks.ts';
import { takeBackSteps, type SentMessage } from './outcomes/undo-steps.ts';

/** Kinds of task whose end decides a dispute. A decided dispute is opened as a new one. */
const DECISIONS: ReadonlySet<string> = new Set<TaskKind>(['dispute', 'dispute-overdue', 'deduction']);

/**
 * `not-done`: the task is open. `final`: the outcome cannot be taken back, because it settled a message, decided a
 * dispute, is about a movement of the bank, or is of a version that did not note what it changed. `followed`: somebody
 * has acted on it since: a task that it opened is done, its promise or dispute has ended, or the debt was approved or
 * handed over.
 */
export type TakeBackResult =
  | { readonly result: 'done'; readonly alreadySent: readonly SentMessage[] }
  | { readonly result: 'not-found' | 'not-done' | 'final' | 'followed' };

/**
 * Takes back the last outcome of a task for whatever has not left: releases the holds that it opened and restores those
 * that it ended, drops the messages that are not on their way, ends the tasks that followed from it, opens the task
 * again, and wakes its cases, so that their plans are what they were. Answers which messages had left before.
 */
export async function takeBackOutcome(
  database: Database,
  actor: Actor,
  taskId: string,
  now: number,
): Promise<TakeBackResult> {
  return database.inOrganization(actor.organizationId, (tx) => takeBackOutcomeIn(tx, actor, taskId, now));
}

/** Does what `takeBackOutcome` does, in a transaction of the caller. */
export async function takeBackOutcomeIn(tx: Tx, actor: Actor, taskId: string, now: number): Promise<TakeBackResult> {
  const known = await tx.task.findUnique({ where: { id: taskId }, select: { customerId: true } });
  if (!known) return { result: 'not-found' };
  if (known.customerId === null) return { result: 'final' };
  const customerRowId = await lockCustomerRow(tx, known.customerId);
  const undoing = await loadUndoing(tx, actor, { taskId, customerRowId }, now);
  if ('result' in undoing) return undoing;
  if (await isFollowed(tx, undoing)) return { result: 'followed' };
  return takeBack(tx, undoing);
}

async function loadUndoing(
  tx: Tx,
  actor: Actor,
  { taskId, customerRowId }: { readonly taskId: string; readonly customerRowId: string },
  now: number,
): Promise<Undoing | TakeBackResult> {
  const task = await tx.task.findUniqueOrThrow({ where: { id: taskId } });
  if (task.state !== 'done') return { result: 'not-done' };
  if (DECISIONS.has(task.kind)) return { result: 'final' };
  const [last] = await tx.taskOutcome.findMany({
    where: { taskId, takenBackAt: null },
    orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
    take: 1,
  });
  const effects = effectsSchema.safeParse(last?.effects).data;
  if (!last || !effects || last.outcome !== task.outcome || effects.settledMessage) return { result: 'final' };
  // An older version noted only that tasks were joined, and not by what.
  if (effects.tasksJoined.length > effects.joined.length) return { result: 'final' };
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: customerRowId } });
  return {
    actor,
    task: { id: taskId, kind: task.kind as TaskKind, outcome: task.outcome as TaskEnd },
    customer,
    effects,
    endedAt: last.endedAt,
    now,
  };
}

// Whether somebody acted on what followed from the outcome.
async function isFollowed(tx: Tx, { task, effects, endedAt }: Undoing): Promise<boolean> {
  if (await commitmentsEnded(tx, effects)) return true;
  const followed = [...effects.tasksOpened, ...effects.tasksJoined];
  const acted = await tx.task.count({ where: { id: { in: followed }, state: 'done' } });
  if (acted > 0) return true;
  const [row] = await tx.$queryRaw<{ handed: boolean }[]>`
    SELECT EXISTS (
      SELECT 1 FROM placement p
      WHERE p.id = ANY(${effects.placements.map(({ id }) => id)}::uuid[]) AND p.state IN ('placed', 'recalled')
    ) OR EXISTS (
      SELECT 1 FROM placement p JOIN task_invoice ti ON ti.invoice_id = p.invoice_id
      WHERE ti.task_id = ${task.id}::uuid AND p.proposed_at >= ${endedAt}::timestamptz
        AND p.state IN ('approved', 'placed', 'recalled')
    ) AS handed`;
  return row?.handed ?? false;
}

async function takeBack(tx: Tx, undoing: Undoing): Promise<TakeBackResult> {
  const { actor, task, customer, effects, now } = undoing;
  const at = new Date(now);
  const organization = organizationOf(actor);
  await undoCommitments(tx, undoing);
  await restoreHolds(tx, undoing);
  const alreadySent = await takeBackSteps(tx, undoing);
  await restoreAddresses(tx, undoing);
  await undoPlacements(tx, effects);
  if (task.outcome === 'refuses') await withdrawProposals(tx, undoing);
  for (const { taskId, ...subjects } of effects.joined) await dropSubjects(tx, taskId, subjects);
  await endFollowingTasks(tx, undoing);
  await reopenTask(
    tx,
    organization,
    { taskId: task.id, kind: task.kind, owner: { customerRowId: customer.id, customerId: customer.customerId } },
    at,
  );
  await tx.taskOutcome.updateMany({
    where: { taskId: task.id, takenBackAt: null },
    data: { takenBackAt: at, takenBackBy: storedActor(actor) },
  });
  const invoiceRowIds = await affectedInvoices(tx, { taskId: task.id, kind: task.kind });
  const data = {
    taskId: task.id,
    kind: task.kind,
    outcome: task.outcome,
    alreadySent: alreadySent.map(({ messageId }) => messageId),
  };
  await writeAudit(
    tx,
    actor.organizationId,
    [null, ...invoiceRowIds].map((invoiceRowId) => ({
      at,
      kind: 'task.taken-back' as const,
      actor: storedActor(actor),
      customerRowId: customer.id,
      invoiceRowId,
      data,
    })),
  );
  await wakeCases(tx, organization, invoiceRowIds, { signal: 'task', detail: { taskId: task.id, takenBack: 'yes' } });
  return { result: 'done', alreadySent };
}

async function restoreHolds(tx: Tx, { actor, effects, now }: Undoing): Promise<void> {
  const change = { by: storedActor(actor), at: new Date(now) };
  await endHolds(tx, actor.organizationId, { holdIds: effects.holdsOpened }, change);
  await reopenHolds(tx, actor.organizationId, effects.holdsReleased, change);
}

// Addresses that counted as usable by the outcome are unusable again.
async function restoreAddresses(tx: Tx, { actor, customer, effects }: Undoing): Promise<void> {
  if (effects.addressesRevived.length === 0) return;
  await tx.unreachedAddress.createMany({
    data: effects.addressesRevived.map(({ since, lastOn, ...mark }) => ({
      ...mark,
      organizationId: actor.organizationId,
      customerId: customer.id,
      since: new Date(since),
      lastOn: new Date(lastOn),
    })),
    skipDuplicates: true,
  });
  await refreshContacts(tx, { organizationId: actor.organizationId, customerRowId: customer.id });
}
