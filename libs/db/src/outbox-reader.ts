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
  /**
   * Sets aside a row that its target refuses for ever, with the reason: the later rows of its key go on. The row stays
   * in the table, under the target `set-aside:<target>`, until a person deletes it or gives it its target again.
   */
  setAside(id: string, error: string): Promise<void>;
  /** Number of waiting rows, the age of the oldest in seconds, and the number of rows set aside. */
  backlog(): Promise<{ rows: number; oldestSeconds: number; setAside: number }>;
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
const SET_ASIDE = `
  UPDATE outbox
  SET attempts = attempts + 1, last_error = $2, target = 'set-aside:' || target
  WHERE id = $1::bigint AND target = $3`;
const BACKLOG = `
  SELECT
    count(*) FILTER (WHERE target = $1)::int AS rows,
    coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE target = $1)), 0)::float AS oldest,
    count(*) FILTER (WHERE target <> $1)::int AS set_aside
  FROM outbox
  WHERE target IN ($1, 'set-aside:' || $1)`;

/** Connects as the relay's role. Throws when the database is away; the relay then retries with a new reader. */
export async function openOutboxReader(url: string, target: OutboxTarget): Promise<OutboxReader> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    query_timeout: 20_000,
    keepAlive: true,
  });
  const reader = new PgOutboxReader(client, target);
  await client.connect();
  await client.query('LISTEN puntual_outbox');
  return reader;
}

class PgOutboxReader implements OutboxReader {
  readonly #client: pg.Client;
  readonly #target: OutboxTarget;
  /** Set when the connection is lost; every later call throws it, because the lock is lost too. */
  #broken: Error | null = null;
  /** Whether a commit wrote to the outbox since `next` was called last. */
  #changed = false;
  /** Ends a waiting `change`. */
  #wake: (() => void) | null = null;

  constructor(client: pg.Client, target: OutboxTarget) {
    this.#client = client;
    this.#target = target;
    client.on('error', (error: Error) => {
      this.#broken = error;
      this.#wake?.();
    });
    client.on('notification', () => {
      this.#changed = true;
      this.#wake?.();
    });
  }

  async lead(): Promise<boolean> {
    const rows = await this.#query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
      LEADER_LOCKS[this.#target],
    ]);
    return rows[0]?.held === true;
  }

  async next(limit: number): Promise<OutboxEntry[]> {
    this.#changed = false;
    return this.#query<OutboxEntry>(NEXT_ROWS, [this.#target, limit]);
  }

  async done(ids: readonly string[]): Promise<void> {
    this.#throwIfBroken();
    if (ids.length > 0) await this.#query('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [ids]);
  }

  async putOff(id: string, delayMs: number, error: string): Promise<void> {
    await this.#query(PUT_OFF, [id, delayMs, error.slice(0, 300)]);
  }

  async setAside(id: string, error: string): Promise<void> {
    await this.#query(SET_ASIDE, [id, error.slice(0, 300), this.#target]);
  }

  async backlog(): Promise<{ rows: number; oldestSeconds: number; setAside: number }> {
    const [row] = await this.#query<{ rows: number; oldest: number; set_aside: number }>(BACKLOG, [this.#target]);
    return { rows: row?.rows ?? 0, oldestSeconds: row?.oldest ?? 0, setAside: row?.set_aside ?? 0 };
  }

  async change(limitMs: number): Promise<void> {
    if (this.#changed || this.#broken) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, limitMs);
    });
    clearTimeout(timer);
    this.#wake = null;
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }

  async #query<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    this.#throwIfBroken();
    return (await this.#client.query<Row>(text, values)).rows;
  }

  #throwIfBroken(): void {
    if (this.#broken) throw this.#broken;
  }
}
