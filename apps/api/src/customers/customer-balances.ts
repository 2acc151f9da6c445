import type { CustomerView } from '@puntual/contracts/api/customers';
import type { Tx } from '@puntual/db/database';
import { decimalAmount } from '@puntual/domain/money/amount';

export interface Balances {
  readonly open: CustomerView['open'];
  readonly openInvoices: number;
}

/**
 * What customers (row ids) owe: the open amount, the part that is overdue today in the customer's time zone, and the
 * credit; per currency, in alphabetical order.
 */
export async function customerBalances(
  tx: Tx,
  customerRowIds: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, Balances>> {
  const rows = await tx.$queryRaw<
    { customer_id: string; currency: string; open: bigint; overdue: bigint; credit: bigint; invoices: number }[]
  >`
    SELECT customer_id, currency, sum(open)::bigint AS open, sum(overdue)::bigint AS overdue,
      sum(credit)::bigint AS credit, sum(invoices)::int AS invoices
    FROM (
      SELECT i.customer_id, i.currency, sum(i.open_minor) AS open,
        coalesce(
          sum(i.open_minor) FILTER (
            WHERE i.due_date < (${new Date(now)}::timestamptz AT TIME ZONE c.time_zone)::date
          ),
          0
        ) AS overdue,
        0::bigint AS credit, count(*) AS invoices
        FROM invoice i
        JOIN customer c ON c.id = i.customer_id
        WHERE i.customer_id = ANY(${customerRowIds}::uuid[]) AND i.status = 'open'
        GROUP BY i.customer_id, i.currency
      UNION ALL
      SELECT p.customer_id, p.currency, 0, 0, sum(p.unallocated_minor), 0 FROM payment p
        WHERE p.customer_id = ANY(${customerRowIds}::uuid[]) AND p.status = 'received' AND p.unallocated_minor > 0
        GROUP BY p.customer_id, p.currency
    ) part GROUP BY customer_id, currency ORDER BY customer_id, currency`;
  const balances = new Map<string, { open: CustomerView['open']; openInvoices: number }>(
    customerRowIds.map((id) => [id, { open: [], openInvoices: 0 }]),
  );
  for (const row of rows) {
    const of = balances.get(row.customer_id);
    if (!of) continue;
    of.open.push({
      currency: row.currency,
      open: decimalAmount(row.open, row.currency),
      overdue: decimalAmount(row.overdue, row.currency),
      credit: decimalAmount(row.credit, row.currency),
    });
    of.openInvoices += row.invoices;
  }
  return balances;
}
