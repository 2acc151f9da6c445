/** One message of a topic, as it came. */
export interface StreamMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

/**
 * Handles messages of one partition, in order, whole or not at all. `done`: taken, the offsets move on. `later`: what it needs is away; the partition
 * pauses and the same messages come again. It must not throw for what a message contains.
 */
export type StreamHandler = (messages: readonly StreamMessage[]) => Promise<'done' | 'later'>;

/** The port behind which the Kafka client stands: the handler, its batching and its dead letters know no client. */
export interface EventStream {
  start(topics: readonly string[], handler: StreamHandler): Promise<void>;
  /** Null while it consumes; what is wrong otherwise. */
  fault(): string | null;
  /** Since when messages of the topic wait to be taken, because there are many or their partition rests, in epoch milliseconds of their own times; null when caught up. */
  waitingSince(topic: string): number | null;
  /** Whether it has looked everywhere since its partitions were handed out: before that, nothing waiting says nothing. */
  looked(): boolean;
  /** Calls back when the consumer is dead for good: the process must end so that its supervisor starts it anew. */
  onDead(callback: (reason: string) => void): void;
  /** Most messages given to the handler at once. */
  readonly batchLimit: number;
  stop(): Promise<void>;
}

export interface OutMessage {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface EventPublisher {
  /** Publishes with acknowledgement of all replicas; throws when that is not to be had in time. */
  publish(topic: string, messages: readonly OutMessage[]): Promise<void>;
  stop(): Promise<void>;
}
