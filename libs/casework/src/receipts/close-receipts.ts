import type { IsoDate } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';

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

/** Closes receipts that are open (and locked), ends their tasks, and tells of it. */
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
    await tx.task.updateMany({
      where: { receiptId: receipt.rowId, state: { not: 'done' } },
      data: { state: 'done', completedAt: now, outcome: receipt.state },
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
  await writeOutbox(
    tx,
    owner,
    closed.map((receipt) => ({
      target: 'kafka',
      kind: 'collections-event',
      type: 'puntual.task.completed.v1',
      receiptId: receipt.receiptId,
      at: now,
      data: {
        taskId: tasks.get(receipt.rowId),
        kind: 'unidentified-receipt',
        outcome: receipt.state,
        ...said(receipt),
        ...(receipt.state === 'assigned' ? { customerId: receipt.customerId } : {}),
      },
    })),
  );
}
