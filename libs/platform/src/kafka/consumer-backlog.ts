/** The oldest unhandled message of each partition, by the messages' own time stamps (epoch milliseconds). */
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
  /** How often each broker had been asked when every fetched message was handled; null while messages are unhandled. */
  readonly askedBefore: ReadonlyMap<string, number> | null;
}

/** A broker without a request for this long leads none of the consumer's partitions any more. */
const GONE_MS = 10_000;
/** The first request may have been in flight already; its answer has been handled when the second one is sent. */
const ROUNDS = 2;

/** Creates the record of a consumer's backlog. Partitions that were never mentioned count as caught up. */
export function openWaitingMessages(): WaitingMessages {
  const partitions = new Map<string, Waiting>();
  const asked = new Map<string, { readonly times: number; readonly atMs: number }>();
  const keyOf = (topic: string, partition: number) => `${topic}/${partition}`;
  const askedSince = (before: ReadonlyMap<string, number>) =>
    asked.size > 0 && [...asked].every(([nodeId, { times }]) => times - (before.get(nodeId) ?? 0) >= ROUNDS);
  const NEVER: ReadonlyMap<string, number> = new Map();
  return {
    waits: (topic, partition, sinceMs) =>
      void partitions.set(keyOf(topic, partition), { topic, sinceMs, askedBefore: null }),
    caughtUp: (topic, partition) => void partitions.delete(keyOf(topic, partition)),
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
      for (const [key, { askedBefore }] of partitions)
        if (askedBefore && askedSince(askedBefore)) partitions.delete(key);
    },
    forget: () => {
      partitions.clear();
      asked.clear();
    },
    hasFetchedAll: () => askedSince(NEVER),
    since: (topic) => {
      const times = [...partitions.values()].flatMap((waiting) => (waiting.topic === topic ? [waiting.sinceMs] : []));
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}
