import type { Tx } from '@puntual/db/database';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { closeReceipts } from './close-receipts.ts';

/**
 * Closes a return that is tied to no payment, or a refund that is tied to no customer, because a person has dealt with
 * it, and ends its task. Returns false, and changes nothing, when it was closed before.
 */
export async function handleUntiedReturn(
  tx: Tx,
  actor: Actor,
  { rowId, note }: { readonly rowId: string; readonly note: string | null },
  now: number,
): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ receipt_id: string; amount_minor: bigint; currency: string }[]>`
    SELECT receipt_id, amount_minor, currency
    FROM unidentified_receipt
    WHERE id = ${rowId}::uuid AND state = 'untied'
    FOR UPDATE`;
  if (!row) return false;
  const closed = { rowId, receiptId: row.receipt_id, amountMinor: row.amount_minor, currency: row.currency };
  const by = { by: storedActor(actor), at: new Date(now), note };
  await closeReceipts(tx, organizationOf(actor), [{ ...closed, state: 'handled' }], by);
  return true;
}
