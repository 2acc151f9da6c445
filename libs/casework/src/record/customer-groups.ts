import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';

/**
 * The row ids of the groups with these distinct ids of the ERP; groups that are not known yet are created. Missing rows
 * are inserted in the order of `keys` (sort them), under the locks of all customers that the transaction needs and
 * before it locks any group, so that two transactions cannot deadlock.
 */
export async function findOrCreateGroups(
  tx: Tx,
  organizationId: string,
  keys: readonly string[],
  now: Date,
): Promise<readonly string[]> {
  const read = () => tx.customerGroup.findMany({ where: { key: { in: [...keys] } }, select: { id: true, key: true } });
  const known = await read();
  const missing = keys.filter((key) => !known.some((row) => row.key === key));
  if (missing.length === 0) return known.map(({ id }) => id);
  // Another transaction may insert one of the groups first: that row stays.
  await insertRows(
    tx,
    { table: 'customer_group', conflict: 'ON CONFLICT (organization_id, key) DO NOTHING' },
    { id: 'uuid', organization_id: 'uuid', key: 'text', created_at: 'timestamptz' },
    missing.map((key) => ({ id: newId(), organization_id: organizationId, key, created_at: now })),
  );
  return (await read()).map(({ id }) => id);
}
