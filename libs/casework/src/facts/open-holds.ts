import { sql } from '@puntual/db/sql';

/** SQL: the unreleased holds of the invoice `i`, as a JSON array of `Hold`; null when there is none. */
export const OPEN_HOLDS = sql`(
  SELECT jsonb_agg(jsonb_build_object('id', h.id, 'kind', h.kind, 'untilOn', h.until_on, 'wakeOn', h.wake_on))
  FROM hold h
  WHERE h.organization_id = i.organization_id AND h.invoice_id = i.id AND h.released_at IS NULL)`;
