/** Since when messages of each partition wait to be taken, by the times that they bear (epoch milliseconds). */
export interface WaitingMessages {
  /** The oldest message of the partition that is not taken yet. */
  waits(topic: string, partition: number, sinceMs: number): void;
  /** Nothing of the partition waits. */
  caughtUp(topic: string, partition: number): void;
  /**
   * All that was fetched is taken, and the broker counts more: messages behind it, or what is never given out (marks of transactions, what was rolled back, what was
   * compacted away). Once every broker was asked again and nothing came, nothing waits.
   */
  tookAll(topic: string, partition: number): void;
  /** A broker is asked for more, at `atMs` of a steady clock: what its answer before brought has been worked through. */
  fetchBegins(nodeId: string, atMs: number): void;
  /** Partitions are handed out anew: what others have now is theirs to tell. */
  forget(): void;
  /** Whether every broker has been asked, and its answer worked through, since partitions were handed out: before that, nothing waiting says nothing. */
  looked(): boolean;
  /** Since when the oldest message of the topic waits; null when none does. */
  since(topic: string): number | null;
}

interface Waiting {
  readonly topic: string;
  readonly sinceMs: number;
  /** How often each broker had been asked when all was taken; null while there is something to take. */
  readonly askedBefore: ReadonlyMap<string, number> | null;
}

/** A broker that was not asked for so long leads none of our partitions any more. */
const GONE_MS = 10_000;
/** The first question may have been on its way already; its answer has been worked through when the next one is put. */
const ROUNDS = 2;

/** Keeps what the consumer knows of its backlog. Partitions that were never heard of count as caught up. */
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
    tookAll: (topic, partition) => {
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
    looked: () => askedSince(NEVER),
    since: (topic) => {
      const times = [...partitions.values()].flatMap((waiting) => (waiting.topic === topic ? [waiting.sinceMs] : []));
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}
