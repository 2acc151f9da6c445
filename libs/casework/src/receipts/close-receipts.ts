import type { AuditEvent } from '@puntual/domain/audit/audit-data';
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

/** What of a split receipt is one customer's (the ERP's id). */
export interface ReceiptPart {
  readonly customerId: string;
  readonly amount: string;
}

/**
 * A receipt whose payer is known now (the ERP's id of the customer), which is split over several customers, whose money
 * was sent back, or that is the sum of payments which are known one by one now; a return or refund that is known now,
 * or that a person has dealt with.
 */
export type ClosedReceipt = Closed &
  (
    | { readonly state: 'assigned'; readonly customerId: string }
    | { readonly state: 'split'; readonly parts: readonly ReceiptPart[] }
    | { readonly state: 'returned'; readonly on: IsoDate; readonly reason: string | null }
    | { readonly state: 'listed' }
    | { readonly state: 'tied' | 'handled' }
  );

/**
 * Closes receipts that are open (or untied returns) and locked, ends their tasks, and writes the audit events with `by`
 * as the actor. `note`: what a person said of it.
 */
export async function closeReceipts(
  tx: Tx,
  owner: OrganizationRef,
  closed: readonly ClosedReceipt[],
  { by, at, note }: { readonly by: string; readonly at: Date; readonly note?: string | null },
): Promise<void> {
  if (closed.length === 0) return;
  const customerRowIds = await customerRowIdsOf(tx, closed);
  const tasks = await tx.task.findMany({
    where: { receiptId: { in: closed.map((receipt) => receipt.rowId) } },
    select: { id: true, receiptId: true, kind: true },
  });
  const taskOf = new Map(tasks.map((row) => [row.receiptId, row]));
  for (const receipt of closed) {
    const data = columnsOf(receipt, customerRowIds);
    await tx.unidentifiedReceipt.update({
      where: { id: receipt.rowId },
      data: { ...data, state: receipt.state, decidedAt: at, decidedBy: by },
    });
  }
  await writeAudit(
    tx,
    owner.id,
    closed.map((receipt) => ({
      ...auditOf(receipt, customerRowIds, moneyOut(taskOf.get(receipt.rowId)?.kind)),
      at,
      actor: by,
      invoiceRowId: null,
    })),
  );
  await endTasks(
    tx,
    owner,
    closed.flatMap((receipt): EndingTask[] => {
      const task = taskOf.get(receipt.rowId);
      return task === undefined ? [] : [{ ...endingTask(receipt, task), ...(note == null ? {} : { note }) }];
    }),
    { by, at },
  );
}

function columnsOf(receipt: ClosedReceipt, customerRowIds: ReadonlyMap<string, string>) {
  switch (receipt.state) {
    case 'assigned':
      return { customerId: customerRowIds.get(receipt.customerId) ?? null };
    case 'returned':
      return { returnedOn: dateColumn(receipt.on), reason: receipt.reason };
    case 'split':
    case 'listed':
    case 'tied':
    case 'handled':
      return {};
  }
}

// The row ids of the customers to whom receipts are assigned, by the ERP's ids. The receipt of a merged customer is the
// other's.
async function customerRowIdsOf(tx: Tx, closed: readonly ClosedReceipt[]): Promise<ReadonlyMap<string, string>> {
  const customerIds = closed.flatMap((receipt) => (receipt.state === 'assigned' ? [receipt.customerId] : []));
  const rows = await tx.customer.findMany({
    where: { customerId: { in: customerIds } },
    select: { id: true, customerId: true, mergedInto: true },
  });
  return new Map(rows.map((row) => [row.customerId, row.mergedInto ?? row.id]));
}

function auditOf(
  receipt: ClosedReceipt,
  customerRowIds: ReadonlyMap<string, string>,
  out: 'return' | 'refund',
): AuditEvent & { readonly customerRowId: string | null } {
  switch (receipt.state) {
    case 'assigned':
      return {
        kind: 'receipt.assigned',
        customerRowId: customerRowIds.get(receipt.customerId) ?? null,
        data: { ...moneyOf(receipt), customerId: receipt.customerId },
      };
    case 'returned':
      return {
        kind: 'receipt.returned',
        customerRowId: null,
        data: { ...moneyOf(receipt), on: receipt.on, reason: receipt.reason },
      };
    case 'split':
      return { kind: 'receipt.split', customerRowId: null, data: { ...moneyOf(receipt), parts: receipt.parts } };
    case 'listed':
      return { kind: 'receipt.listed', customerRowId: null, data: moneyOf(receipt) };
    case 'tied':
    case 'handled':
      return { kind: `${out}.closed`, customerRowId: null, data: { ...moneyOf(receipt), state: receipt.state } };
  }
}

// Which money went out of the account, by the kind of the task that asked about it.
function moneyOut(taskKind: string | undefined): 'return' | 'refund' {
  return taskKind === 'untied-refund' ? 'refund' : 'return';
}

function endingTask(receipt: ClosedReceipt, task: { readonly id: string; readonly kind: string }): EndingTask {
  const ended =
    receipt.state === 'tied' || receipt.state === 'handled'
      ? ({ kind: `untied-${moneyOut(task.kind)}`, outcome: receipt.state } as const)
      : ({ kind: 'unidentified-receipt', outcome: receipt.state } as const);
  return {
    ...ended,
    taskId: task.id,
    owner: { receiptRowId: receipt.rowId, receiptId: receipt.receiptId },
    announced: {
      ...moneyOf(receipt),
      ...(receipt.state === 'assigned' ? { customerId: receipt.customerId } : {}),
      ...(receipt.state === 'split' ? { parts: receipt.parts } : {}),
    },
    noted: moneyOf(receipt),
  };
}

function moneyOf({ receiptId, amountMinor, currency }: Closed): {
  receiptId: string;
  amount: string;
  currency: string;
} {
  return { receiptId, amount: decimalAmount(amountMinor, currency), currency };
}
