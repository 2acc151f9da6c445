import type { Tx } from '@puntual/db/database';

/**
 * The customers (row ids) about whose invoices somebody speaks with a customer: the customer, and, when it pays for a
 * group, the others of the group. Needs the customer's lock when somebody acts on the answer.
 */
export async function claimsOf(tx: Tx, customerRowId: string): Promise<string[]> {
  const members = await tx.$queryRaw<{ id: string }[]>`
    SELECT m.id
    FROM customer_group g JOIN customer m ON m.group_id = g.id
    WHERE g.payer_id = ${customerRowId}::uuid AND m.id <> ${customerRowId}::uuid
    ORDER BY m.id`;
  return [customerRowId, ...members.map(({ id }) => id)];
}
