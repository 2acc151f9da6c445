import type { DisputeSummaryView } from '@puntual/contracts/api/disputes';
import type { Tx } from '@puntual/db/database';
import { DISPUTE_CATEGORIES, DISPUTE_OUTCOMES } from '@puntual/domain/disputes/dispute-codes';
import { decimalAmount } from '@puntual/domain/money/amount';
import { overdueAt } from './read-disputes.ts';

interface SummaryRow {
  readonly category: DisputeSummaryView['categories'][number]['category'];
  readonly unsettled: number;
  readonly overdue: number;
  readonly resolved: number;
  readonly average: number | null;
  readonly median: number | null;
  readonly longest: number | null;
  readonly outcomes: Record<string, number> | null;
}

/** How long disputes take, by category, of those that were opened from `from` to `to`; proposals do not count. */
export async function disputeSummary(
  tx: Tx,
  { from = null, to = null }: { readonly from?: string | null; readonly to?: string | null },
  now: number,
): Promise<DisputeSummaryView> {
  const rows = await tx.$queryRaw<SummaryRow[]>`
    WITH counted AS (
      SELECT d.category, d.state, d.outcome, ${overdueAt(now)} AS overdue, d.resolved_on - d.opened_on AS days
      FROM dispute d JOIN customer c ON c.id = d.customer_id
      WHERE d.state <> 'proposed'
        AND (${from}::date IS NULL OR d.opened_on >= ${from}::date)
        AND (${to}::date IS NULL OR d.opened_on <= ${to}::date)
    )
    SELECT category,
      (count(*) FILTER (WHERE state IN ('open', 'waiting')))::int AS unsettled,
      (count(*) FILTER (WHERE overdue))::int AS overdue,
      count(days)::int AS resolved,
      avg(days)::float8 AS average,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS median,
      max(days)::int AS longest,
      (
        SELECT jsonb_object_agg(o.outcome, o.times)
        FROM (
          SELECT outcome, count(*)::int AS times FROM counted same
          WHERE same.category = counted.category AND outcome IS NOT NULL GROUP BY outcome
        ) o
      ) AS outcomes
    FROM counted
    GROUP BY category`;
  return {
    categories: DISPUTE_CATEGORIES.flatMap((category) => rows.find((row) => row.category === category) ?? []).map(
      (row) => ({
        category: row.category,
        unsettled: row.unsettled,
        overdue: row.overdue,
        resolved: row.resolved,
        daysToResolve:
          row.average === null || row.median === null || row.longest === null
            ? null
            : { average: Math.round(row.average * 10) / 10, median: row.median, longest: row.longest },
        outcomes: Object.fromEntries(
          DISPUTE_OUTCOMES.map((outcome) => [outcome, row.outcomes?.[outcome] ?? 0]),
        ) as DisputeSummaryView['categories'][number]['outcomes'],
      }),
    ),
    disputed: await disputedNow(tx),
  };
}

async function disputedNow(tx: Tx): Promise<DisputeSummaryView['disputed']> {
  const rows = await tx.$queryRaw<{ currency: string; minor: bigint }[]>`
    SELECT currency, sum(least(open_minor, minor))::bigint AS minor
    FROM (
      SELECT i.currency, i.open_minor,
        CASE WHEN bool_or(l.amount_minor IS NULL) THEN i.open_minor ELSE sum(l.amount_minor) END AS minor
      FROM dispute d JOIN dispute_line l ON l.dispute_id = d.id JOIN invoice i ON i.id = l.invoice_id
      WHERE d.state IN ('open', 'waiting') AND i.status = 'open'
      GROUP BY i.id
    ) each
    GROUP BY currency
    ORDER BY currency`;
  return rows.map(({ currency, minor }) => ({ currency, amount: decimalAmount(minor, currency) }));
}
