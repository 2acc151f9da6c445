import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { EndOf } from '@puntual/domain/tasks/task-kinds';
import type { Tx } from '@puntual/db/database';
import type { OrganizationRef } from '../record/refs.ts';
import { endTasks, type EndingTask } from '../tasks/end-task.ts';
import { openTask } from '../tasks/open-task.ts';
import type { DisputeRecord } from './dispute-record.ts';

type DisputeTaskKind = 'dispute' | 'dispute-overdue' | 'deduction';

/** Opens a task about a dispute, due on the customer's day `dueOn`. Returns its row id. */
export async function openDisputeTask(
  tx: Tx,
  organization: OrganizationRef,
  dispute: DisputeRecord,
  task: {
    readonly kind: DisputeTaskKind;
    readonly dueOn: IsoDate;
    readonly claimedBy?: string | null;
    readonly at: Date;
  },
): Promise<string> {
  const { kind, dueOn, claimedBy, at } = task;
  const { taskId } = await openTask(
    tx,
    organization,
    {
      kind,
      owner: ownerOf(dispute),
      disputeRowId: dispute.id,
      invoiceRowIds: dispute.lines.map((line) => line.invoiceRowId),
      dueOn,
      ...(claimedBy ? { claimedBy } : {}),
      announced: { disputeId: dispute.id, disputeNumber: dispute.number, dueOn },
    },
    at,
  );
  return taskId;
}

/**
 * Ends the open tasks about a dispute, those of managers too. `except`: a task that its person is ending.
 */
export async function endDisputeTasks(
  tx: Tx,
  organization: OrganizationRef,
  dispute: DisputeRecord,
  end: {
    readonly outcome: EndOf<'dispute'> & EndOf<'dispute-overdue'>;
    readonly by: string;
    readonly at: Date;
    readonly except?: string | null;
  },
): Promise<void> {
  const open = (await openDisputeTasks(tx, dispute)).filter(({ id, kind }) => id !== end.except && isEndable(kind));
  await endTasks(
    tx,
    organization,
    open.map(
      ({ id, kind }) =>
        ({
          taskId: id,
          kind,
          outcome: end.outcome,
          owner: ownerOf(dispute),
          invoiceRowIds: dispute.lines.map((line) => line.invoiceRowId),
        }) as EndingTask,
    ),
    { by: end.by, at: end.at },
  );
}

/** The open tasks about a dispute, the oldest first. */
export function openDisputeTasks(
  tx: Tx,
  dispute: Pick<DisputeRecord, 'id'>,
): Promise<{ id: string; kind: DisputeTaskKind; state: string }[]> {
  return tx.$queryRaw<{ id: string; kind: DisputeTaskKind; state: string }[]>`
    SELECT id, kind, state FROM task
    WHERE dispute_id = ${dispute.id}::uuid AND state <> 'done'
    ORDER BY opened_at, id`;
}

function ownerOf({ customer }: DisputeRecord): { customerRowId: string; customerId: string } {
  return { customerRowId: customer.id, customerId: customer.customer_id };
}

function isEndable(kind: string): kind is 'dispute' | 'dispute-overdue' {
  return kind === 'dispute' || kind === 'dispute-overdue';
}
