import { sql } from '@puntual/db/sql';

/** SQL: the number of the invoice `i` as people read it; of an instalment with its place: "F-2026/1 (2/3)". */
export const SHOWN_NUMBER = sql`(
  i.number || coalesce(' (' || i.instalment_no || coalesce('/' || i.instalment_count, '') || ')', ''))`;
