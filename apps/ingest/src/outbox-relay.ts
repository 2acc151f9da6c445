import { openOutboxReader, type OutboxEntry, type OutboxReader, type OutboxTarget } from '@puntual/db/outbox-reader';
import { errorFields, type Logger } from '@puntual/platform/log';

/**
 * Result of relaying a group of rows: the ids that left, and the row that failed. `away` means that the target itself
 * does not answer.
 */
export type RelayResult = {
  readonly done: readonly string[];
  readonly failed?: { readonly entry: OutboxEntry; readonly error: unknown; readonly away: boolean };
};

/**
 * Relays a group of rows in order and stops at the first failure. The group holds the rows of one key, or a whole batch
 * when the relay is `together`.
 */
export type RelayKey = (entries: readonly OutboxEntry[]) => Promise<RelayResult>;

export interface Relay {
  /** Null while the relay works, else a description of the fault. */
  fault(): string | null;
  backlog(): { readonly rows: number; readonly oldestSeconds: number };
  stop(): Promise<void>;
}

const BATCH = 400;
const KEYS_IN_FLIGHT = 24;
const POLL_MS = 1000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 60_000;

/**
 * Relays the outbox rows of one target: at least once, in order per key, many keys at a time. NOTIFY wakes the relay;
 * polling is the fallback. A key that fails waits with growing delays while other keys go on; a target that is away
 * pauses the whole relay. No row is dropped. `together` passes a whole batch, all keys in writing order, for a target
 * that takes many rows in one request.
 */
export function startOutboxRelay(
  url: string,
  target: OutboxTarget,
  relayKey: RelayKey,
  log: Logger,
  options: { readonly together?: boolean } = {},
): Relay {
  let stopping = false;
  let fault: string | null = 'starting';
  let backlog = { rows: 0, oldestSeconds: 0 };
  let reader: OutboxReader | null = null;
  let awayDelayMs = FIRST_DELAY_MS;

  const loop = (async () => {
    while (!stopping) {
      try {
        reader ??= await openOutboxReader(url, target);
        if (!(await reader.lead())) {
          fault = null; // another process holds the leadership
          await reader.change(POLL_MS);
          continue;
        }
        const relayed = await relayBatch(reader);
        if (relayed === 'away') {
          await pause(awayDelayMs);
          awayDelayMs = Math.min(awayDelayMs * 2, 10_000);
          continue;
        }
        awayDelayMs = FIRST_DELAY_MS;
        fault = null;
        if (relayed === 0) {
          backlog = await reader.backlog();
          await reader.change(POLL_MS);
        }
      } catch (error) {
        fault = 'the database does not answer';
        log.warn({ ...errorFields(error), target }, 'the outbox cannot be read; trying again');
        await reader?.close();
        reader = null;
        await pause(1000);
      }
    }
    await reader?.close();
  })();

  async function relayBatch(from: OutboxReader): Promise<number | 'away'> {
    const entries = await from.next(BATCH);
    if (entries.length === 0) return 0;
    const byKey = new Map<string, OutboxEntry[]>();
    for (const entry of entries) byKey.set(entry.key, [...(byKey.get(entry.key) ?? []), entry]);
    const queue = options.together ? [entries] : [...byKey.values()];
    const done: string[] = [];
    let away = false;
    const take = async () => {
      for (let group = queue.shift(); group && !away && !stopping; group = queue.shift()) {
        const result = await relayKey(group);
        done.push(...result.done);
        if (!result.failed) continue;
        const { entry, error } = result.failed;
        fault = `${target} refuses: ${errorFields(error).error}`.slice(0, 200);
        if (result.failed.away) {
          away = true;
        } else {
          log.warn(
            { ...errorFields(error), target, kind: entry.kind, attempts: entry.attempts },
            'an outbox row could not be relayed; its key waits',
          );
          await from.putOff(
            entry.id,
            Math.min(FIRST_DELAY_MS * 2 ** entry.attempts, LONGEST_DELAY_MS),
            errorFields(error).error,
          );
        }
      }
    };
    try {
      await Promise.all(Array.from({ length: KEYS_IN_FLIGHT }, take));
    } finally {
      await from.done(done);
    }
    backlog = { rows: entries.length - done.length, oldestSeconds: 0 };
    return away ? 'away' : done.length;
  }

  return {
    fault: () => fault,
    backlog: () => backlog,
    stop: async () => {
      stopping = true;
      await loop;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
