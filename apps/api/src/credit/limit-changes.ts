import type { z } from 'zod';
import { limitOf } from '@puntual/casework/credit/read-exposures';
import { saidLimit } from '@puntual/casework/credit/store-limit';
import type { creditLimitChangePageSchema, creditLimitChangeSchema } from '@puntual/contracts/api/credit';
import type { Tx } from '@puntual/db/database';
import { instantPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { withNames } from '../http/with-names.ts';

/** How many changes are shown with the limit itself. */
export const CREDIT_LIMIT_CHANGES_SHOWN = 20;

/** The changes of the limit of a customer (row id), the newest first. */
export async function listLimitChanges(
  tx: Tx,
  customerRowId: string,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<z.infer<typeof creditLimitChangePageSchema>> {
  const before = readCursor(query.cursor, instantPosition);
  const setAt = before && new Date(before[0]);
  const rows = await tx.creditLimitChange.findMany({
    where: {
      customerId: customerRowId,
      ...(before && setAt ? { OR: [{ setAt: { lt: setAt } }, { setAt, id: { lt: before[1] } }] } : {}),
    },
    orderBy: [{ setAt: 'desc' }, { id: 'desc' }],
    take: query.limit + 1,
  });
  const page = pageOfRows(rows, query.limit, (row) => [row.setAt.toISOString(), row.id]);
  return {
    items: await withNames<z.infer<typeof creditLimitChangeSchema>[]>(
      tx,
      page.rows.map((row) => ({
        id: row.id,
        limit: saidLimit(limitOf(row.limitMinor, row.limitCurrency)),
        source: row.source === 'person' ? 'person' : 'erp',
        setBy: row.setBy,
        reason: row.reason,
        setAt: row.setAt.toISOString(),
      })),
    ),
    nextCursor: page.nextCursor,
  };
}
