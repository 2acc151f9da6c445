import type { Tx } from '@puntual/db/database';
import { isoDate } from '../record/dates.ts';
import { groupValues } from '../record/group-by.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { endTask } from '../tasks/end-task.ts';
import { openTask } from '../tasks/open-task.ts';
import type { GroupedCustomer } from './group-rows.ts';

/** An open call with one of its open invoices, and who is called about that invoice now. */
interface CallLine {
  readonly taskId: string;
  readonly calledId: string;
  readonly calledCustomerId: string;
  readonly invoiceRowId: string;
  readonly contactedId: string;
  readonly contactedCustomerId: string;
}

/**
 * Gives the open calls about invoices of customers whose contact changed to the customers who are called now: a call
 * whose invoices all have its customer stays; any other ends, and its open invoices join the open call of the customer
 * who is called for them, or a new call for the same day, step and round.
 */
export async function regroupCalls(
  tx: Tx,
  organization: OrganizationRef,
  moved: readonly GroupedCustomer[],
  at: Date,
): Promise<void> {
  const lines = await readCallLines(
    tx,
    moved.map(({ id }) => id),
  );
  const wrong = new Set(lines.filter((line) => line.contactedId !== line.calledId).map(({ taskId }) => taskId));
  for (const taskId of wrong) {
    const own = lines.filter((line) => line.taskId === taskId);
    await splitCall(tx, organization, { taskId, lines: own }, at);
  }
}

function readCallLines(tx: Tx, customerRowIds: readonly string[]): Promise<readonly CallLine[]> {
  return tx.$queryRaw<CallLine[]>`
    SELECT t.id AS "taskId", called.id AS "calledId", called.customer_id AS "calledCustomerId",
      i.id AS "invoiceRowId", contacted.id AS "contactedId", contacted.customer_id AS "contactedCustomerId"
    FROM task t
    JOIN customer called ON called.id = t.customer_id
    JOIN task_invoice ti ON ti.task_id = t.id
    JOIN invoice i ON i.id = ti.invoice_id AND i.status = 'open'
    JOIN customer own ON own.id = i.customer_id
    LEFT JOIN customer_group g ON g.id = own.group_id
    JOIN customer contacted ON contacted.id = coalesce(g.payer_id, own.id)
    WHERE t.kind = 'call' AND t.state <> 'done' AND EXISTS (
      SELECT 1 FROM task_invoice mine JOIN invoice o ON o.id = mine.invoice_id
      WHERE mine.task_id = t.id AND o.customer_id = ANY(${customerRowIds as string[]}::uuid[]))
    ORDER BY t.opened_at, t.id, i.due_date, i.id`;
}

async function splitCall(
  tx: Tx,
  organization: OrganizationRef,
  { taskId, lines }: { readonly taskId: string; readonly lines: readonly CallLine[] },
  at: Date,
): Promise<void> {
  const [first] = lines;
  if (!first) return;
  const call = await tx.task.findUniqueOrThrow({ where: { id: taskId } });
  await endTask(
    tx,
    organization,
    {
      kind: 'call',
      outcome: 'merged',
      taskId,
      owner: { customerRowId: first.calledId, customerId: first.calledCustomerId },
    },
    { by: 'puntual', at },
  );
  const byContacted = groupValues(
    lines,
    ({ contactedId }) => contactedId,
    (line) => line,
  );
  for (const [customerRowId, own] of byContacted)
    await openTask(
      tx,
      organization,
      {
        kind: 'call',
        owner: { customerRowId, customerId: own[0]?.contactedCustomerId ?? '' },
        invoiceRowIds: own.map(({ invoiceRowId }) => invoiceRowId),
        script: call.script,
        round: call.round,
        ...(call.stepId === null ? {} : { stepId: call.stepId }),
        ...(call.dueOn === null ? {} : { dueOn: isoDate(call.dueOn), announced: { dueOn: isoDate(call.dueOn) } }),
        ...(call.dueAt === null ? {} : { dueAt: call.dueAt }),
      },
      at,
    );
}
