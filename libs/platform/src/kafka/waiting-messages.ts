/** Since when messages of each partition wait to be taken, by the times that they bear (epoch milliseconds). */
export interface WaitingMessages {
  /** The oldest message of the partition that is not taken yet. */
  waits(topic: string, partition: number, sinceMs: number): void;
  /** Nothing of the partition waits. */
  caughtUp(topic: string, partition: number): void;
  /** Partitions are handed out anew: what others have now is theirs to tell. */
  forget(): void;
  /** Since when the oldest message of the topic waits; null when none does. */
  since(topic: string): number | null;
}

/** Keeps what the consumer knows of its backlog. Partitions that were never heard of count as caught up. */
export function openWaitingMessages(): WaitingMessages {
  const partitions = new Map<string, { readonly topic: string; readonly sinceMs: number }>();
  const keyOf = (topic: string, partition: number) => `${topic}/${partition}`;
  return {
    waits: (topic, partition, sinceMs) => void partitions.set(keyOf(topic, partition), { topic, sinceMs }),
    caughtUp: (topic, partition) => void partitions.delete(keyOf(topic, partition)),
    forget: () => {
      partitions.clear();
    },
    since: (topic) => {
      const times = [...partitions.values()].flatMap((waiting) => (waiting.topic === topic ? [waiting.sinceMs] : []));
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}
