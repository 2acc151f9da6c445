import { sql, type Sql } from '@puntual/db/sql';

/**
 * SQL: what came of each payment on some invoices since an instant, without what was taken back, as a JSON array; null
 * when nothing came. `invoices` is a table with the columns `organization_id` and `invoice_id`, `since` an instant.
 */
export function moneySince(invoices: Sql, since: Sql): Sql {
  return sql`(
    SELECT jsonb_agg(jsonb_build_object(
      'receivedOn', m.received_on, 'bookedAt', extract(epoch FROM m.booked_at) * 1000, 'minor', m.minor::text))
    FROM (
      SELECT p.received_on, min(e.created_at) AS booked_at, sum(-e.amount_minor) AS minor
      FROM ${invoices} x
        JOIN entry e ON e.organization_id = x.organization_id AND e.invoice_id = x.invoice_id
        JOIN payment p ON p.id = e.payment_id
      WHERE p.kind = 'payment'
      GROUP BY p.id, p.received_on) m
    WHERE m.booked_at >= ${since} AND m.minor > 0)`;
}

/** SQL: the day on which the last of some invoices was settled; null while one is open. As for `moneySince`. */
export function allSettledOn(invoices: Sql, since: Sql): Sql {
  return sql`(
    SELECT CASE WHEN bool_and(o.status <> 'open') THEN max(coalesce(o.settled_on, ${since}::date)) END
    FROM ${invoices} x JOIN invoice o ON o.id = x.invoice_id)`;
}
