import type { z } from 'zod';
import { readCreditRules, readExposures } from '@puntual/casework/credit/read-exposures';
import { saidLimit } from '@puntual/casework/credit/store-limit';
import type { OverLimitView, overLimitPageSchema, overLimitQuerySchema } from '@puntual/contracts/api/credit';
import type { Tx } from '@puntual/db/database';
import { exposureOf } from '@puntual/domain/credit/exposure';
import { decimalAmount } from '@puntual/domain/money/amount';
import { instantPosition, pageOfRows, readCursor } from '../http/cursor.ts';

/** The customers whose limit counts as exceeded, the longest first. */
export async function listOverLimit(
  tx: Tx,
  query: z.infer<typeof overLimitQuerySchema>,
  { organizationId, now }: { readonly organizationId: string; readonly now: number },
): Promise<z.infer<typeof overLimitPageSchema>> {
  const after = readCursor(query.cursor, instantPosition);
  const rows = await tx.$queryRaw<{ customer_id: string; exceeded_at: Date; task_id: string | null }[]>`
    SELECT k.customer_id, k.exceeded_at,
      (
        SELECT t.id FROM task t
        WHERE t.organization_id = k.organization_id AND t.customer_id = k.customer_id AND t.kind = 'credit-limit'
          AND t.state <> 'done'
        LIMIT 1
      ) AS task_id
    FROM customer_credit k
    WHERE k.organization_id = ${organizationId}::uuid AND k.exceeded_at IS NOT NULL AND k.limit_minor IS NOT NULL
      AND (
        ${after?.[0] ?? null}::timestamptz IS NULL
        OR (k.exceeded_at, k.customer_id) > (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid)
      )
    ORDER BY k.exceeded_at, k.customer_id
    LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [row.exceeded_at.toISOString(), row.customer_id]);
  const rules = await readCreditRules(tx, organizationId, now);
  const ids = page.rows.map((row) => row.customer_id);
  const exposures = new Map((await readExposures(tx, ids)).map((row) => [row.customerRowId, row]));
  const items = page.rows.flatMap((row): OverLimitView[] => {
    const credit = exposures.get(row.customer_id);
    const limit = credit && saidLimit(credit.limit);
    if (!limit) return [];
    const { currency, minor, limitMinor } = exposureOf(credit.balances, credit.limit, rules, rules.today);
    const say = (amount: bigint) => decimalAmount(amount, currency);
    return [
      {
        customerId: credit.customerId,
        name: credit.name,
        limit,
        currency,
        exposure: say(minor),
        limitCounted: say(limitMinor ?? 0n),
        over: say(minor - (limitMinor ?? 0n)),
        since: row.exceeded_at.toISOString(),
        taskId: row.task_id,
      },
    ];
  });
  return { items, nextCursor: page.nextCursor };
}
