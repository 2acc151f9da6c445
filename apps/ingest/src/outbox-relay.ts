import { openOutboxReader, type OutboxEntry, type OutboxReader, type OutboxTarget } from '@puntual/db/outbox-reader';
import { errorFields, type Logger } from '@puntual/platform/log';

/** An outbox row that did not leave, and why. */
interface FailedEntry {
  readonly entry: OutboxEntry;
  readonly error: unknown;
}

/**
 * Result of relaying a group of rows: the ids that left, the rows that the target refuses for ever, whatever comes
 * after them having left, and the row that failed. `away` means that the target itself does not answer; `wrong` that
 * the row is to blame, so that its tries are bounded.
 */
export interface RelayResult {
  readonly done: readonly string[];
  readonly refused?: readonly FailedEntry[];
  readonly failed?: FailedEntry & { readonly away: boolean; readonly wrong?: boolean };
}

/**
 * Relays a group of rows in order and stops at the first failure. The group holds the rows of one key, or a whole batch
 * when the relay is `together`.
 */
export type RelayKey = (entries: readonly OutboxEntry[]) => Promise<RelayResult>;

export interface Relay {
  /** Null while the relay works, else a description of the fault. */
  fault(): string | null;
  backlog(): { readonly rows: number; readonly oldestSeconds: number; readonly setAside: number };
  stop(): Promise<void>;
}

const BATCH = 400;
const KEYS_IN_FLIGHT = 24;
const POLL_MS = 1000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 60_000;
/** Tries of a row that is itself to blame, over about four minutes, before it is set aside. */
const TRIES_OF_WRONG_ROW = 10;

export interface OutboxRelayOptions {
  /** Address of the database for the relay's role. */
  readonly url: string;
  readonly target: OutboxTarget;
  readonly relayKey: RelayKey;
  readonly log: Logger;
  /** Passes a whole batch at once, all keys in writing order, to a target that takes many rows in one request. */
  readonly together?: boolean;
}

/**
 * Relays the outbox rows of one target: at least once, in order per key, many keys at a time. NOTIFY wakes the relay;
 * polling is the fallback. A key that fails waits with growing delays while other keys go on; a target that is away
 * pauses the whole relay. A row that the target refuses for ever is set aside with its reason, so that the rows after
 * it leave; `backlog` counts such rows until a person has dealt with them. No row is dropped.
 */
export function startOutboxRelay(options: OutboxRelayOptions): Relay {
  const { url, target, log } = options;
  let stopping = false;
  let fault: string | null = 'starting';
  let backlog = { rows: 0, oldestSeconds: 0, setAside: 0 };
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
        const batch = await relayBatch(reader, options, {
          stopping: () => stopping,
          refused: (reason) => {
            fault = reason;
          },
        });
        const setAside = backlog.setAside + batch.setAside;
        if (batch.waiting !== null) backlog = { rows: batch.waiting, oldestSeconds: 0, setAside };
        if (batch.away) {
          await pause(awayDelayMs);
          awayDelayMs = Math.min(awayDelayMs * 2, 10_000);
          continue;
        }
        awayDelayMs = FIRST_DELAY_MS;
        fault = null;
        if (batch.relayed === 0) {
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

  return {
    fault: () => fault,
    backlog: () => backlog,
    stop: async () => {
      stopping = true;
      await loop;
    },
  };
}

interface BatchResult {
  readonly relayed: number;
  readonly away: boolean;
  readonly setAside: number;
  /** Rows of the batch that are still waiting; null when the batch was empty. */
  readonly waiting: number | null;
}

interface RelayState {
  stopping(): boolean;
  /** The target has refused a group of rows. */
  refused(reason: string): void;
}

async function relayBatch(reader: OutboxReader, options: OutboxRelayOptions, state: RelayState): Promise<BatchResult> {
  const entries = await reader.next(BATCH);
  if (entries.length === 0) return { relayed: 0, away: false, setAside: 0, waiting: null };
  const queue = options.together ? [entries] : groupsByKey(entries);
  const done: string[] = [];
  let setAside = 0;
  let away = false;
  const take = async () => {
    for (let group = queue.shift(); group && !away && !state.stopping(); group = queue.shift()) {
      const result = await relayOrFail(options.relayKey, group);
      done.push(...result.done);
      for (const refused of result.refused ?? []) {
        await setRowAside(reader, options, refused);
        setAside += 1;
      }
      if (!result.failed) continue;
      state.refused(`${options.target} refuses: ${errorFields(result.failed.error).error}`.slice(0, 200));
      if (result.failed.away) away = true;
      else if (await putOffOrSetAside(reader, options, result.failed)) setAside += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: KEYS_IN_FLIGHT }, take));
  } finally {
    await reader.done(done);
  }
  return { relayed: done.length, away, setAside, waiting: entries.length - done.length - setAside };
}

// A bug that makes the relay of one key throw is a failure of that key alone.
async function relayOrFail(relayKey: RelayKey, group: readonly OutboxEntry[]): Promise<RelayResult> {
  try {
    return await relayKey(group);
  } catch (error) {
    return { done: [], failed: { entry: group[0] as OutboxEntry, error, away: false } };
  }
}

// Returns whether the row was set aside.
async function putOffOrSetAside(
  reader: OutboxReader,
  options: OutboxRelayOptions,
  failed: NonNullable<RelayResult['failed']>,
): Promise<boolean> {
  const { entry, error, wrong } = failed;
  if (wrong && entry.attempts + 1 >= TRIES_OF_WRONG_ROW) {
    await setRowAside(reader, options, failed);
    return true;
  }
  options.log.warn(
    { ...errorFields(error), target: options.target, kind: entry.kind, attempts: entry.attempts },
    'an outbox row could not be relayed; its key waits',
  );
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** entry.attempts, LONGEST_DELAY_MS);
  await reader.putOff(entry.id, delayMs, errorFields(error).error);
  return false;
}

async function setRowAside(
  reader: OutboxReader,
  { target, log }: OutboxRelayOptions,
  { entry, error }: FailedEntry,
): Promise<void> {
  await reader.setAside(entry.id, errorFields(error).error);
  log.error(
    { ...errorFields(error), target, kind: entry.kind, outboxId: entry.id },
    'an outbox row is set aside because its target refuses it; a person must deal with it',
  );
}

function groupsByKey(entries: readonly OutboxEntry[]): OutboxEntry[][] {
  const byKey = new Map<string, OutboxEntry[]>();
  for (const entry of entries) byKey.set(entry.key, [...(byKey.get(entry.key) ?? []), entry]);
  return [...byKey.values()];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
