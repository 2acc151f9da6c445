import { sql, type Sql } from '@puntual/db/sql';

/**
 * The day on which the payment `p` of the customer `c` was taken back, null when it was not; with `until` only what was recorded by then counts. It stands in the entries that the reversal
 * wrote; where it wrote none (the money was on no invoice), in the audit, which knows at least when we learned of it.
 */
export function reversedOn(until: Date | null): Sql {
  return sql`CASE WHEN p.status = 'reversed' THEN coalesce(
    (SELECT min(e.entry_on) FROM entry e WHERE e.organization_id = p.organization_id AND e.payment_id = p.id AND e.kind = 'reversal' AND (${until}::timestamptz IS NULL OR e.created_at <= ${until}::timestamptz)),
    (SELECT coalesce((a.data->>'on')::date, (a.at AT TIME ZONE c.time_zone)::date) FROM audit_event a WHERE a.organization_id = p.organization_id AND a.customer_id = p.customer_id
      AND a.kind = 'payment.reversed' AND a.data->>'paymentId' = p.payment_id AND (${until}::timestamptz IS NULL OR a.at <= ${until}::timestamptz) ORDER BY a.id DESC LIMIT 1)) END`;
}
