import { sql, type Sql } from '@puntual/db/sql';

/**
 * SQL: the day on which the payment `p` of the customer `c` was reversed; null when it was not. With `until`, only
 * what was recorded until then counts. The entries that the reversal wrote have the day. A reversal of money that was
 * allocated to no invoice wrote none: then the audit event has it, or at least the instant at which the reversal
 * became known.
 */
export function reversedOn(until: Date | null): Sql {
  return sql`CASE WHEN p.status = 'reversed' THEN coalesce(
    (
      SELECT min(e.entry_on)
      FROM entry e
      WHERE e.organization_id = p.organization_id AND e.payment_id = p.id AND e.kind = 'reversal'
        AND (${until}::timestamptz IS NULL OR e.created_at <= ${until}::timestamptz)
    ),
    (
      SELECT coalesce((a.data->>'on')::date, (a.at AT TIME ZONE c.time_zone)::date)
      FROM audit_event a
      WHERE a.organization_id = p.organization_id AND a.customer_id = p.customer_id
        AND a.kind = 'payment.reversed' AND a.data->>'paymentId' = p.payment_id
        AND (${until}::timestamptz IS NULL OR a.at <= ${until}::timestamptz)
      ORDER BY a.id DESC LIMIT 1
    )) END`;
}
