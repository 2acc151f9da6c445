import type { Database } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';

/** The word of the ingest service's beat that says since when payments wait to be taken (ISO 8601, real time); not there when none do. */
export const PAYMENTS_WAIT_SINCE = 'paymentsWaitSince';

/** Real time. Messages on their way wait for a moment; only a backlog is old. */
export const BACKLOG_SECONDS = 60;
/** Real time without a beat after which payments may be waiting that nobody tells of. */
const SILENT_SECONDS = 600;
/** A process that did not beat for so long has given its partitions to another. */
const FRESH_SECONDS = 30;

/**
 * Whether payments are known to wait, or may be: an ingest process says so in its beat, or none has beaten for ten minutes although there was one, whether it
 * died or was stopped (its last beat stays). Where no ingest ever beat there is nothing to say. All in real time, by the database's clock: beats are.
 */
export function feedLags(): Sql {
  return sql`(SELECT coalesce(max(b.beat_at) < now() - make_interval(secs => ${SILENT_SECONDS}::int)
      OR bool_or(b.beat_at > now() - make_interval(secs => ${FRESH_SECONDS}::int) AND (b.details->>${PAYMENTS_WAIT_SINCE}::text)::timestamptz < now() - make_interval(secs => ${BACKLOG_SECONDS}::int)), false)
    FROM service_beat b WHERE b.service = 'ingest')`;
}

/** `feedLags`, asked for by itself: whether the gate is closed to all organizations now. */
export async function paymentsLag(database: Database): Promise<boolean> {
  const [row] = await database.shared.$queryRaw<{ lags: boolean }[]>`SELECT ${feedLags()} AS lags`;
  return row?.lags ?? false;
}
