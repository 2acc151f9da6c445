import { sql } from '@puntual/db/sql';

/**
 * SQL: the unreleased holds of the invoice `i`, as a JSON array of `Hold`; null when there is none. A pause of the
 * whole customer holds each of the customer's invoices, as a manual hold with an end.
 */
export const OPEN_HOLDS = sql`(
  SELECT jsonb_agg(jsonb_build_object('id', h.id, 'kind', h.kind, 'untilOn', h.until_on))
  FROM (
    SELECT id, kind, until_on
    FROM hold
    WHERE organization_id = i.organization_id AND invoice_id = i.id AND released_at IS NULL
    UNION ALL
    SELECT id, 'manual', until_on
    FROM customer_pause
    WHERE organization_id = i.organization_id AND customer_id = i.customer_id AND channel IS NULL
      AND released_at IS NULL
  ) h)`;
