import type { Tx } from '@puntual/db/database';
import { organizationOf, storedActor } from '../../record/actor.ts';
import { endTasks, type EndingTask } from '../../tasks/end-task.ts';
import { copySubjects } from '../../tasks/move-tasks.ts';
import type { Effects } from './effects.ts';
import type { Undoing } from './undoing.ts';

/** The kinds of tasks that follow from an outcome and end with it. */
const FOLLOWING = ['call', 'fix-contact', 'complete-invoice', 'approve-agency'] as const;

/** Gives the placements that the outcome decided their former state, where nothing was done with them since. */
export async function undoPlacements(tx: Tx, { placements }: Effects): Promise<void> {
  for (const { id, before, after } of placements)
    await tx.placement.updateMany({ where: { id, state: after }, data: { state: before } });
}

/**
 * Withdraws the hand-overs that the cases proposed because the customer refused to pay: their tasks end, and their
 * steps are dropped, so that the cases propose them by their own days.
 */
export async function withdrawProposals(tx: Tx, undoing: Undoing): Promise<void> {
  const { actor, customer, task, endedAt, now } = undoing;
  const rows = await tx.$queryRaw<{ id: string; invoice_id: string; task_id: string | null }[]>`
    UPDATE placement p SET state = 'withdrawn'
    FROM task_invoice ti
    WHERE ti.task_id = ${task.id}::uuid AND p.invoice_id = ti.invoice_id
      AND p.proposed_at >= ${endedAt}::timestamptz AND p.state = 'proposed'
    RETURNING p.id, p.invoice_id, p.task_id`;
  await tx.step.updateMany({
    where: {
      customerId: customer.id,
      invoiceId: { in: rows.map((row) => row.invoice_id) },
      do: 'agency',
      state: 'done',
      requestedAt: { gte: endedAt },
    },
    data: { state: 'dropped', reason: 'taken-back' },
  });
  await endTasks(
    tx,
    organizationOf(actor),
    rows.flatMap(({ task_id, invoice_id }) =>
      task_id === null ? [] : [ending(undoing, { id: task_id, kind: 'approve-agency' }, [invoice_id])],
    ),
    { by: storedActor(actor), at: new Date(now) },
  );
}

/**
 * Ends the open tasks that the outcome opened. A customer has one open call: where the task is a call, another call
 * that was opened since ends too, and what it was about joins the task that is opened again.
 */
export async function endFollowingTasks(tx: Tx, undoing: Undoing): Promise<void> {
  const { actor, customer, task, effects, now } = undoing;
  const rows = await tx.task.findMany({
    where: {
      customerId: customer.id,
      state: { not: 'done' },
      OR: [{ id: { in: effects.tasksOpened } }, ...(task.kind === 'call' ? [{ kind: 'call' }] : [])],
    },
    select: { id: true, kind: true },
  });
  const following = rows.flatMap(({ id, kind }) => {
    const known = FOLLOWING.find((each) => each === kind);
    return known ? [{ id, kind: known }] : [];
  });
  for (const { id, kind } of following)
    if (kind === 'call' && task.kind === 'call' && !effects.tasksOpened.includes(id))
      await copySubjects(tx, { from: id, into: task.id });
  await endTasks(
    tx,
    organizationOf(actor),
    following.map((each) => ending(undoing, each)),
    { by: storedActor(actor), at: new Date(now) },
  );
}

function ending(
  { customer }: Undoing,
  task: { readonly id: string; readonly kind: (typeof FOLLOWING)[number] },
  invoiceRowIds: readonly string[] = [],
): EndingTask {
  return {
    taskId: task.id,
    kind: task.kind,
    outcome: 'taken-back',
    owner: { customerRowId: customer.id, customerId: customer.customerId },
    invoiceRowIds,
  };
}
