import type { ReceiptState } from '@puntual/contracts/api/receipts';
import type { Tx } from '@puntual/db/database';

/** The states of those of these movements (by id) that are stored as receipts whose payer is unknown. */
export async function receiptStates(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, ReceiptState>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ receipt_id: string; state: ReceiptState }[]>`
    SELECT receipt_id, state
    FROM unidentified_receipt
    WHERE receipt_id = ANY(${ids as string[]})`;
  return new Map(rows.map((row) => [row.receipt_id, row.state]));
}

/** The receipts with these end-to-end ids of their payers, without those that became payments. */
export async function unassignedReceipts(
  tx: Tx,
  endToEndIds: readonly string[],
): Promise<{ endToEnd: string; receiptId: string; amountMinor: bigint; currency: string; state: ReceiptState }[]> {
  const rows = await tx.$queryRaw<
    { end_to_end: string; receipt_id: string; amount_minor: bigint; currency: string; state: ReceiptState }[]
  >`
    SELECT end_to_end, receipt_id, amount_minor, currency, state
    FROM unidentified_receipt
    WHERE end_to_end = ANY(${endToEndIds as string[]}) AND state IN ('open', 'returned', 'listed')`;
  return rows.map((row) => ({
    endToEnd: row.end_to_end,
    receiptId: row.receipt_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    state: row.state,
  }));
}
