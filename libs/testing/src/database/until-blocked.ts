import { withClient } from '@puntual/sandbox/prepare-database';
import { until } from '../until.ts';

/**
 * Resolves when `connections` connections to the database of `url` wait for a lock. The role of `url` must be allowed
 * to see the sessions of other roles.
 */
export async function untilBlocked(url: string, connections: number): Promise<void> {
  await withClient(url, (client) =>
    until(`${connections} connections wait for a lock`, async () => {
      const { rows } = await client.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length >= connections;
    }),
  );
}
