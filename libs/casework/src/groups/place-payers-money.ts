import type { Tx } from '@puntual/db/database';
import { placeWaitingMoney } from '../ledger/place-waiting-money.ts';
import type { OrganizationRef } from '../record/refs.ts';

/**
 * Puts unallocated payments of the payers of these customers' (row ids) groups on the invoices that they name or were
 * meant for, because customers joined the groups. Needs the locks of the groups.
 */
export async function placePayersMoney(
  tx: Tx,
  organization: OrganizationRef,
  customerRowIds: readonly string[],
  now: Date,
): Promise<void> {
  if (customerRowIds.length === 0) return;
  const payers = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT g.payer_id AS id
    FROM customer c JOIN customer_group g ON g.id = c.group_id
    WHERE c.id = ANY(${customerRowIds as string[]}::uuid[]) AND EXISTS (
      SELECT 1 FROM payment p
      WHERE p.customer_id = g.payer_id AND p.kind = 'payment' AND p.status = 'received' AND p.unallocated_minor > 0)
    ORDER BY 1`;
  for (const { id } of payers) await placeWaitingMoney(tx, organization, id, now);
}
