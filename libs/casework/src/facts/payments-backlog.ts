import { hasBacklog, type ReaderBeat } from '@puntual/domain/decide/payments-backlog';
import type { Database } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';

/**
 * Key in the details of the ingest service's beat: the instant (ISO 8601, real time) since which payments wait to be
 * processed. The key is missing while no payment waits.
 */
export const PAYMENTS_WAIT_SINCE = 'paymentsWaitSince';

/** Most processes whose beats are read, the latest beats first. */
const MOST_READERS = 100;

/**
 * SQL: the last beats of the ingest processes as a JSON array of `ReaderBeat`, with ages by the clock of the database;
 * null when no process has ever run. `hasBacklog` decides from them.
 */
export const READER_BEATS = sql`(
  SELECT jsonb_agg(jsonb_build_object(
    'secondsSinceBeat', extract(epoch FROM now() - b.beat_at),
    'paymentsWaitSeconds', extract(epoch FROM now() - (b.details->>${PAYMENTS_WAIT_SINCE}::text)::timestamptz)))
  FROM (
    SELECT beat_at, details FROM service_beat
    WHERE service = 'ingest'
    ORDER BY beat_at DESC LIMIT ${MOST_READERS}) b)`;

/**
 * Whether payments wait to be processed now, or may wait (`hasBacklog`): the gate is then closed for all
 * organizations.
 */
export async function paymentsLag(database: Database): Promise<boolean> {
  const [row] = await database.shared.$queryRaw<{ beats: readonly ReaderBeat[] | null }[]>`
    SELECT ${READER_BEATS} AS beats`;
  return hasBacklog(row?.beats ?? []);
}
