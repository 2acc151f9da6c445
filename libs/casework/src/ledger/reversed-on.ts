import type { IsoDate } from '@puntual/domain/calendar/dates';
import { sql, type Sql } from '@puntual/db/sql';

/**
 * SQL: the day on which all of the payment `p` of the customer `c` was reversed; null when it was not, or only in part.
 * With `until`, only what was recorded until then counts. Reversals of older versions are recorded in no `money_out`:
 * the entries that they wrote have the day. A reversal of money that was allocated to no invoice wrote none: then the
 * audit event has it, or at least the instant at which the reversal became known.
 */
export function reversedOn(until: Date | null): Sql {
  return sql`CASE
    WHEN p.status = 'reversed' AND p.reversed_minor > 0 THEN (
      SELECT max(o.out_on)
      FROM money_out o
      WHERE o.organization_id = p.organization_id AND o.payment_id = p.id AND o.kind = 'reversal'
        AND (${until}::timestamptz IS NULL OR o.created_at <= ${until}::timestamptz)
      HAVING sum(o.amount_minor) >= p.amount_minor
    )
    WHEN p.status = 'reversed' THEN coalesce(
    (
      SELECT min(e.entry_on)
      FROM entry e
      WHERE e.organization_id = p.organization_id AND e.payment_id = p.id AND e.kind = 'reversal'
        AND (${until}::timestamptz IS NULL OR e.created_at <= ${until}::timestamptz)
    ),
    (
      SELECT coalesce((a.data->>'on')::date, (a.at AT TIME ZONE c.time_zone)::date)
      FROM audit_event a
      WHERE a.organization_id = p.organization_id
        AND a.customer_id = ANY(ARRAY(SELECT id FROM customer WHERE id = c.id OR merged_into = c.id))
        AND a.kind = 'payment.reversed' AND a.data->>'paymentId' = p.payment_id
        AND (${until}::timestamptz IS NULL OR a.at <= ${until}::timestamptz)
      ORDER BY a.id DESC LIMIT 1
    )) END`;
}

/**
 * SQL: what had left the payment `p` at the end of the day `asOf` (null: until now), as far as it was recorded `until`
 * an instant (null: until now); in minor units, and null when nothing had.
 */
export function leftBy(asOf: IsoDate | null, until: Date | null): Sql {
  return sql`(
    SELECT sum(o.amount_minor)::bigint
    FROM money_out o
    WHERE o.organization_id = p.organization_id AND o.payment_id = p.id
      AND (${asOf}::date IS NULL OR o.out_on <= ${asOf}::date)
      AND (${until}::timestamptz IS NULL OR o.created_at <= ${until}::timestamptz))`;
}
