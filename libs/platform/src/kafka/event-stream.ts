/** Why a batch of messages was not unpacked, as the end of a sentence, and the offset at which it begins. */
export interface BatchRefusal {
  readonly reason: string;
  readonly firstOffset: string;
}

/** One message of a topic, as received. */
export interface StreamMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** At most 100 of them. */
  readonly headers: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
  /** Set when nobody sent this message: it stands, at the last offset, for a batch that was not unpacked. */
  readonly refusal?: BatchRefusal;
}

/**
 * Handles messages of one partition in order, all or none. `done`: the offsets are committed. `later`: a dependency is
 * away; the partition pauses and the same messages come again. Must not throw because of a message's content.
 */
export type StreamHandler = (messages: readonly StreamMessage[]) => Promise<'done' | 'later'>;

/** The port in front of the Kafka client: handler, batching and dead letters do not depend on a client library. */
export interface EventStream {
  start(topics: readonly string[], handler: StreamHandler): Promise<void>;
  /** Null while the stream consumes, else a description of the fault. */
  fault(): string | null;
  /**
   * The oldest time stamp of the topic's messages that are not handled yet, in epoch milliseconds; null when the stream
   * has caught up.
   */
  waitingSince(topic: string): number | null;
  /**
   * Whether the consumer has fetched all its partitions since they were assigned. Before that, `waitingSince` of null
   * proves nothing.
   */
  hasFetchedAll(): boolean;
  /**
   * Registers a callback for a consumer that cannot recover: the process must exit, so that its supervisor restarts it.
   */
  onDead(callback: (reason: string) => void): void;
  /** Most messages per call of the handler. */
  readonly batchLimit: number;
  stop(): Promise<void>;
}

export interface OutMessage {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface EventPublisher {
  /** Publishes messages and waits for all replicas; throws when they do not acknowledge in time. */
  publish(topic: string, messages: readonly OutMessage[]): Promise<void>;
  stop(): Promise<void>;
}
