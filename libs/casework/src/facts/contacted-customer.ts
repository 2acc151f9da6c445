import { sql } from '@puntual/db/sql';

/**
 * SQL: joins as `c` the customer who is contacted for the customer `own`: the payer of the group, else the same. The
 * id is computed apart (`OFFSET 0` keeps it apart), because the walls between organizations let the planner look an id
 * up in the index only when it stands alone.
 */
export const CONTACTED_CUSTOMER = sql`
  CROSS JOIN LATERAL (
    SELECT coalesce((SELECT g.payer_id FROM customer_group g WHERE g.id = own.group_id), own.id) AS id OFFSET 0
  ) contacted
  JOIN customer c ON c.id = contacted.id`;
