import type { IsoDate } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { type EndingTask, endTasks } from '../tasks/end-task.ts';

interface Closed {
  readonly rowId: string;
  readonly receiptId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** A receipt whose payer is known now (the ERP's id of the customer), or whose money was sent back. */
export type ClosedReceipt = Closed &
  (
    | { readonly state: 'assigned'; readonly customerId: string }
    | { readonly state: 'returned'; readonly on: IsoDate; readonly reason: string | null }
  );

/** Closes receipts that are open and locked, ends their tasks, and writes the audit events. */
export async function closeReceipts(
  tx: Tx,
  owner: OrganizationRef,
  closed: readonly ClosedReceipt[],
  actor: string,
  now: Date,
): Promise<void> {
  if (closed.length === 0) return;
  const customers = new Map(
    (
      await tx.customer.findMany({
        where: {
          customerId: { in: closed.flatMap((receipt) => (receipt.state === 'assigned' ? [receipt.customerId] : [])) },
        },
        select: { id: true, customerId: true },
      })
    ).map((row) => [row.customerId, row.id]),
  );
  const tasks = new Map(
    (
      await tx.task.findMany({
        where: { receiptId: { in: closed.map((receipt) => receipt.rowId) } },
        select: { id: true, receiptId: true },
      })
    ).map((row) => [row.receiptId, row.id]),
  );
  for (const receipt of closed) {
    const data =
      receipt.state === 'assigned'
        ? { customerId: customers.get(receipt.customerId) ?? null }
        : { returnedOn: dateColumn(receipt.on), reason: receipt.reason };
    await tx.unidentifiedReceipt.update({
      where: { id: receipt.rowId },
      data: { ...data, state: receipt.state, decidedAt: now, decidedBy: actor },
    });
  }
  const said = (receipt: ClosedReceipt) => ({
    receiptId: receipt.receiptId,
    amount: decimalAmount(receipt.amountMinor, receipt.currency),
    currency: receipt.currency,
  });
  await writeAudit(
    tx,
    owner.id,
    closed.map((receipt) =>
      receipt.state === 'assigned'
        ? {
            at: now,
            kind: 'receipt.assigned',
            actor,
            customerRowId: customers.get(receipt.customerId) ?? null,
            invoiceRowId: null,
            data: { ...said(receipt), customerId: receipt.customerId },
          }
        : {
            at: now,
            kind: 'receipt.returned',
            actor,
            customerRowId: null,
            invoiceRowId: null,
            data: { ...said(receipt), on: receipt.on, reason: receipt.reason },
          },
    ),
  );
  await endTasks(
    tx,
    owner,
    closed.flatMap((receipt): EndingTask[] => {
      const taskId = tasks.get(receipt.rowId);
      if (taskId === undefined) return [];
      return [
        {
          kind: 'unidentified-receipt',
          outcome: receipt.state,
          taskId,
          owner: { receiptRowId: receipt.rowId, receiptId: receipt.receiptId },
          announced: {
            ...said(receipt),
            ...(receipt.state === 'assigned' ? { customerId: receipt.customerId } : {}),
          },
          noted: said(receipt),
        },
      ];
    }),
    { by: actor, at: now },
  );
}
