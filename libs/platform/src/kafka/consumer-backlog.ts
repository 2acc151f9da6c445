/**
 * The oldest unhandled message of each partition, by the messages' own time stamps (epoch milliseconds). A producer
 * chooses the time stamps of its messages, so they are believed only within what this process has seen: a message that
 * comes after its partition had caught up waits at most since then, and no message waits since a time to come.
 */
export interface WaitingMessages {
  /** Records the time stamp of the partition's oldest unhandled message. */
  waits(topic: string, partition: number, sinceMs: number): void;
  /** Records that the partition has no unhandled message. */
  caughtUp(topic: string, partition: number): void;
  /**
   * Records that every fetched message is handled although the broker counts more offsets: later messages, or offsets
   * that are never delivered (transaction markers, aborted or compacted messages). If the next answers of every broker
   * bring nothing, the partition has caught up.
   */
  handledAllFetched(topic: string, partition: number): void;
  /** Records that a broker is asked again, at `atMs` of a monotonic clock: its previous answer has been handled. */
  fetchBegins(nodeId: string, atMs: number): void;
  /** Forgets everything, because the partitions were reassigned. */
  forget(): void;
  /** Whether every broker was asked, and its answer handled, since the partitions were assigned. */
  hasFetchedAll(): boolean;
  /** The oldest time stamp of the topic's unhandled messages; null when there is none. */
  since(topic: string): number | null;
}

interface Waiting {
  readonly topic: string;
  readonly sinceMs: number;
  /** When the first message was seen after the partition had caught up: everything before it had been fetched. */
  readonly seenMs: number;
  /** How often each broker had been asked when every fetched message was handled; null while messages are unhandled. */
  readonly askedBefore: ReadonlyMap<string, number> | null;
}

/** A broker without a request for this long leads none of the consumer's partitions any more. */
const GONE_MS = 10_000;
/** The first request may have been in flight already; its answer has been handled when the second one is sent. */
const ROUNDS = 2;

/**
 * Creates the record of a consumer's backlog. Partitions that were never mentioned count as caught up. `nowMs` is real
 * time in epoch milliseconds.
 */
export function openWaitingMessages(nowMs: () => number = Date.now): WaitingMessages {
  const partitions = new Map<string, Waiting>();
  /** A time before which each partition had been fetched to its end: what waits now arrived later. */
  const caughtUpMs = new Map<string, number>();
  const catchUp = (key: string) => {
    const waiting = partitions.get(key);
    if (waiting) caughtUpMs.set(key, waiting.seenMs);
    partitions.delete(key);
  };
  const asked = new Map<string, { readonly times: number; readonly atMs: number }>();
  const keyOf = (topic: string, partition: number) => `${topic}/${partition}`;
  const askedSince = (before: ReadonlyMap<string, number>) =>
    asked.size > 0 && [...asked].every(([nodeId, { times }]) => times - (before.get(nodeId) ?? 0) >= ROUNDS);
  const NEVER: ReadonlyMap<string, number> = new Map();
  return {
    waits: (topic, partition, stampMs) => {
      const key = keyOf(topic, partition);
      const seenMs = nowMs();
      const earliestMs = caughtUpMs.get(key) ?? -Infinity;
      // A time stamp to come says nothing, so the longest possible wait is assumed.
      const believable = stampMs <= seenMs ? stampMs : Math.max(earliestMs, partitions.get(key)?.sinceMs ?? -Infinity);
      const sinceMs = Number.isFinite(believable) ? Math.max(believable, earliestMs) : seenMs;
      partitions.set(key, { topic, sinceMs, seenMs: partitions.get(key)?.seenMs ?? seenMs, askedBefore: null });
    },
    caughtUp: (topic, partition) => catchUp(keyOf(topic, partition)),
    handledAllFetched: (topic, partition) => {
      const waiting = partitions.get(keyOf(topic, partition));
      if (waiting)
        partitions.set(keyOf(topic, partition), {
          ...waiting,
          askedBefore: new Map([...asked].map(([nodeId, { times }]) => [nodeId, times])),
        });
    },
    fetchBegins: (nodeId, atMs) => {
      asked.set(nodeId, { times: (asked.get(nodeId)?.times ?? 0) + 1, atMs });
      for (const [other, last] of asked) if (atMs - last.atMs > GONE_MS) asked.delete(other);
      for (const [key, { askedBefore }] of partitions) if (askedBefore && askedSince(askedBefore)) catchUp(key);
    },
    forget: () => {
      partitions.clear();
      caughtUpMs.clear();
      asked.clear();
    },
    hasFetchedAll: () => askedSince(NEVER),
    since: (topic) => {
      const times = [...partitions.values()].flatMap((waiting) => (waiting.topic === topic ? [waiting.sinceMs] : []));
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}
