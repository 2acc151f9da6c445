import pg from 'pg';

export type OutboxTarget = 'temporal' | 'kafka';

export interface OutboxEntry {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly attempts: number;
}

/**
 * The relay's view of the outbox rows of one target, across organizations. One process at a time leads, so that the
 * rows of a key leave in order.
 */
export interface OutboxReader {
  /** Takes the leadership of this target. Returns false while another process has it. */
  lead(): Promise<boolean>;
  /** The next rows, oldest first, without the keys that are put off. */
  next(limit: number): Promise<OutboxEntry[]>;
  /** Deletes rows that were relayed. */
  done(ids: readonly string[]): Promise<void>;
  /** Puts off a row for `delayMs`, and with it the later rows of its key, which keep their order. */
  putOff(id: string, delayMs: number, error: string): Promise<void>;
  /** Number of waiting rows, and the age of the oldest in seconds. */
  backlog(): Promise<{ rows: number; oldestSeconds: number }>;
  /** Resolves at the next commit that wrote to the outbox, or after `limitMs`. */
  change(limitMs: number): Promise<void>;
  close(): Promise<void>;
}

const LEADER_LOCKS: Record<OutboxTarget, number> = { temporal: 714_101, kafka: 714_102 };

const NEXT_ROWS = `
  SELECT id::text AS id, key, kind, payload, attempts
  FROM outbox o
  WHERE target = $1
    AND available_at <= now()
    AND NOT EXISTS (
      SELECT 1
      FROM outbox b
      WHERE b.target = o.target AND b.key = o.key AND b.id < o.id AND b.available_at > now()
    )
  ORDER BY o.id
  LIMIT $2`;
const PUT_OFF = `
  UPDATE outbox
  SET attempts = attempts + 1, available_at = now() + $2 * interval '1 millisecond', last_error = $3
  WHERE id = $1::bigint`;
const BACKLOG = `
  SELECT count(*)::int AS rows, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float AS oldest
  FROM outbox
  WHERE target = $1`;

/** Connects as the relay's role. Throws when the database is away; the relay then retries with a new reader. */
export async function openOutboxReader(url: string, target: OutboxTarget): Promise<OutboxReader> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    query_timeout: 20_000,
    keepAlive: true,
  });
  let broken: Error | null = null;
  let wake: (() => void) | null = null;
  client.on('error', (error: Error) => {
    broken = error;
    wake?.();
  });
  client.on('notification', () => wake?.());
  await client.connect();
  await client.query('LISTEN puntual_outbox');
  let changed = false;
  client.on('notification', () => {
    changed = true;
  });
  const whole = () => {
    if (broken) throw broken;
  };
  return {
    lead: async () => {
      whole();
      const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
        LEADER_LOCKS[target],
      ]);
      return rows[0]?.held === true;
    },
    next: async (limit) => {
      whole();
      changed = false;
      const { rows } = await client.query<OutboxEntry>(NEXT_ROWS, [target, limit]);
      return rows;
    },
    done: async (ids) => {
      whole();
      if (ids.length > 0) await client.query('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [ids]);
    },
    putOff: async (id, delayMs, error) => {
      whole();
      await client.query(PUT_OFF, [id, delayMs, error.slice(0, 300)]);
    },
    backlog: async () => {
      whole();
      const { rows } = await client.query<{ rows: number; oldest: number }>(BACKLOG, [target]);
      return { rows: rows[0]?.rows ?? 0, oldestSeconds: rows[0]?.oldest ?? 0 };
    },
    change: async (limitMs) => {
      if (changed || broken) return;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, limitMs);
      });
      clearTimeout(timer);
      wake = null;
    },
    close: async () => {
      await client.end().catch(() => undefined);
    },
  };
}
