import type { Tx } from '@puntual/db/database';

/** A customer with the group that it is in and the customer who is contacted for it (row ids). */
export interface GroupedCustomer {
  readonly id: string;
  readonly customerId: string;
  readonly groupId: string | null;
  readonly contactedId: string;
}

/** These customers (row ids) and all members of the groups (row ids), ordered by row id. */
export function readGroupedCustomers(
  tx: Tx,
  {
    customerRowIds,
    groupRowIds,
  }: { readonly customerRowIds: readonly string[]; readonly groupRowIds: readonly string[] },
): Promise<readonly GroupedCustomer[]> {
  return tx.$queryRaw<GroupedCustomer[]>`
    SELECT c.id, c.customer_id AS "customerId", c.group_id AS "groupId", coalesce(g.payer_id, c.id) AS "contactedId"
    FROM customer c LEFT JOIN customer_group g ON g.id = c.group_id
    WHERE c.id = ANY(${customerRowIds as string[]}::uuid[]) OR c.group_id = ANY(${groupRowIds as string[]}::uuid[])
    ORDER BY c.id`;
}

/** A change of who is in a group: who made it and when. */
export interface GroupChange {
  readonly organizationId: string;
  readonly by: string;
  readonly at: Date;
}

/**
 * Writes that a customer leaves the group that it is in and joins another one (row id), or none. Who pays for a group
 * pays for it no longer after leaving it. Needs the locks of the customer and of both groups.
 */
export async function writeMembership(
  tx: Tx,
  { organizationId, by, at }: GroupChange,
  { customerRowId, groupRowId }: { readonly customerRowId: string; readonly groupRowId: string | null },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE customer_group_member SET left_at = ${at}::timestamptz, left_by = ${by}
    WHERE customer_id = ${customerRowId}::uuid AND left_at IS NULL`;
  await tx.$executeRaw`
    UPDATE customer_group SET payer_id = NULL
    WHERE payer_id = ${customerRowId}::uuid AND id IS DISTINCT FROM ${groupRowId}::uuid`;
  await tx.$executeRaw`UPDATE customer SET group_id = ${groupRowId}::uuid WHERE id = ${customerRowId}::uuid`;
  if (groupRowId === null) return;
  await tx.$executeRaw`
    INSERT INTO customer_group_member (id, organization_id, group_id, customer_id, joined_at, joined_by)
    VALUES (gen_random_uuid(), ${organizationId}::uuid, ${groupRowId}::uuid, ${customerRowId}::uuid, ${at}::timestamptz,
      ${by})`;
}
