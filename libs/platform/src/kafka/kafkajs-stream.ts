import kafkajs, {
  type Batch,
  type Consumer,
  type EachBatchPayload,
  type Kafka,
  type KafkaMessage,
  type Producer,
  type SASLOptions,
} from 'kafkajs';
import { errorFields, type Logger } from '../log.ts';
import type { Settings } from '../settings.ts';
import { registerCodecs } from './codecs.ts';
import type { EventPublisher, EventStream, StreamHandler, StreamMessage } from './event-stream.ts';
import { openWaitingMessages } from './consumer-backlog.ts';
import { limitKafkajs, refusalOf } from './kafkajs-limits.ts';

const BATCH_LIMIT = 500;
/** Real time that a partition pauses when a dependency of its handler is away. */
const PAUSE_MS = 2000;
/** Without a fetch or heartbeat for this long, the brokers are away. Heartbeats come every 3 seconds. */
const SILENCE_MS = 10_000;
const PARTITIONS_AT_ONCE = 3;
/** Most bytes of one fetch, as stored; kafkajs takes ten times as many, and needs much more memory for each message. */
const MOST_FETCH_BYTES = 2 * 1024 * 1024;

/** The Kafka brokers and their credentials. */
export type KafkaAddress = Pick<Settings, 'KAFKA_BROKERS'> &
  Partial<Pick<Settings, 'KAFKA_SSL' | 'KAFKA_SASL_MECHANISM' | 'KAFKA_SASL_USERNAME' | 'KAFKA_SASL_PASSWORD'>>;

function saslOf(settings: KafkaAddress): SASLOptions | undefined {
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username = '',
    KAFKA_SASL_PASSWORD: password = '',
  } = settings;
  switch (mechanism) {
    case undefined:
      return undefined;
    case 'plain':
    case 'scram-sha-256':
    case 'scram-sha-512':
      return { mechanism, username, password };
  }
}

/**
 * A Kafka client with this project's limits: it retries while brokers are away, with at most 10 seconds between two
 * attempts.
 */
export function openKafka(settings: KafkaAddress, clientId: string, log: Logger): Kafka {
  registerCodecs();
  limitKafkajs();
  const sasl = saslOf(settings);
  return new kafkajs.Kafka({
    clientId,
    brokers: settings.KAFKA_BROKERS.split(','),
    ...((settings.KAFKA_SSL ?? sasl !== undefined) ? { ssl: true } : {}),
    ...(sasl ? { sasl } : {}),
    connectionTimeout: 5000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 300, maxRetryTime: 10_000, retries: 8 },
    logLevel: kafkajs.logLevel.WARN,
    logCreator:
      () =>
      ({ level, log: entry }) =>
        log[level === kafkajs.logLevel.ERROR ? 'error' : 'warn'](
          { kafka: entry.message.slice(0, 200) },
          'Kafka client',
        ),
  });
}

/** Creates the topics that are missing; existing ones are left unchanged. */
export async function ensureTopics(kafka: Kafka, topics: readonly string[], partitions: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const known = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !known.has(topic));
    if (missing.length > 0)
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map((topic) => ({
          topic,
          numPartitions: partitions,
          replicationFactor: -1,
          configEntries: [{ name: 'compression.type', value: 'gzip' }],
        })),
      });
  } finally {
    await admin.disconnect();
  }
}

/**
 * Consumes through kafkajs and adds what it lacks: batches handled as a whole, offsets committed after the handler's
 * transaction, and a pause instead of an exception when a dependency is away (an exception would restart the consumer
 * for ever, a native one would stop it). `onDead` reports a consumer that cannot recover.
 */
export function kafkajsStream(kafka: Kafka, groupId: string, log: Logger): EventStream {
  return new KafkajsStream(kafka, groupId, log);
}

class KafkajsStream implements EventStream {
  readonly batchLimit = BATCH_LIMIT;
  readonly #consumer: Consumer;
  readonly #log: Logger;
  readonly #waiting = openWaitingMessages();
  readonly #deadCallbacks: ((reason: string) => void)[] = [];
  /** Timers that end the pause of a partition. */
  readonly #resumes = new Set<NodeJS.Timeout>();
  #fault: string | null = 'joining the group';
  /**
   * When a broker last answered. kafkajs reports a crash only after its retries, more than a minute later; silence
   * reveals it sooner. Heartbeats continue while partitions pause or a batch is handled.
   */
  #answeredAtMs = performance.now();

  constructor(kafka: Kafka, groupId: string, log: Logger) {
    this.#log = log;
    this.#consumer = kafka.consumer({
      groupId,
      sessionTimeout: 30_000,
      heartbeatInterval: 3000,
      maxWaitTimeInMs: 300,
      maxBytes: MOST_FETCH_BYTES,
      retry: { retries: 1_000_000, initialRetryTime: 300, maxRetryTime: 10_000 },
    });
    this.#watchBrokers();
  }

  fault(): string | null {
    if (this.#fault !== null) return this.#fault;
    return performance.now() - this.#answeredAtMs > SILENCE_MS ? 'the brokers do not answer' : null;
  }

  waitingSince(topic: string): number | null {
    return this.#waiting.since(topic);
  }

  hasFetchedAll(): boolean {
    return this.#fault === null && this.#waiting.hasFetchedAll();
  }

  onDead(callback: (reason: string) => void): void {
    this.#deadCallbacks.push(callback);
  }

  async start(topics: readonly string[], handler: StreamHandler): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await this.#consumer.run({
      eachBatchAutoResolve: false,
      autoCommit: true,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.#handleBatch(payload, handler),
    });
  }

  async stop(): Promise<void> {
    for (const timer of this.#resumes) clearTimeout(timer);
    await this.#consumer.disconnect();
  }

  #watchBrokers(): void {
    const { events } = this.#consumer;
    const noteAnswer = () => {
      this.#answeredAtMs = performance.now();
    };
    for (const event of [events.FETCH, events.HEARTBEAT, events.COMMIT_OFFSETS]) this.#consumer.on(event, noteAnswer);
    this.#consumer.on(events.GROUP_JOIN, () => {
      noteAnswer();
      this.#waiting.forget();
      this.#fault = null;
    });
    this.#consumer.on(events.FETCH_START, ({ payload }) =>
      this.#waiting.fetchBegins(String(payload.nodeId), performance.now()),
    );
    this.#consumer.on(events.CRASH, ({ payload }) => {
      this.#fault = 'the consumer crashed';
      this.#log.error({ ...errorFields(payload.error), restart: payload.restart }, 'the Kafka consumer crashed');
      if (!payload.restart) for (const callback of this.#deadCallbacks) callback(errorFields(payload.error).error);
    });
  }

  async #handleBatch(payload: EachBatchPayload, handler: StreamHandler): Promise<void> {
    const { batch } = payload;
    for (let from = 0; from < batch.messages.length; from += BATCH_LIMIT) {
      if (!payload.isRunning() || payload.isStale()) return;
      const slice = batch.messages.slice(from, from + BATCH_LIMIT);
      this.#waiting.waits(batch.topic, batch.partition, Number(slice[0]?.timestamp ?? Date.now()));
      const outcome = await this.#handleSlice(payload, slice, handler);
      if (outcome === 'later') return this.#pausePartition(payload);
      const last = slice.at(-1);
      if (last) payload.resolveOffset(last.offset);
      await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
      await payload.heartbeat();
    }
    // The broker may hold more than was fetched: the partition then stays as old as its last handled message. Offsets
    // that the broker counts but never delivers do not get here.
    if (batch.offsetLag() === '0') this.#waiting.caughtUp(batch.topic, batch.partition);
    else this.#waiting.handledAllFetched(batch.topic, batch.partition);
  }

  /** Calls the handler and sends heartbeats meanwhile. An exception of the handler counts as `later`. */
  async #handleSlice(
    payload: EachBatchPayload,
    slice: readonly KafkaMessage[],
    handler: StreamHandler,
  ): Promise<'done' | 'later'> {
    const messages = slice.map((message) => streamMessage(payload.batch, message));
    const beating = setInterval(() => void payload.heartbeat().catch(() => undefined), 3000);
    let outcome: 'done' | 'later';
    try {
      outcome = await handler(messages);
    } catch (error) {
      // An error must not reach kafkajs: it would restart the consumer for ever, or stop it for good if the error is a
      // native one.
      this.#log.error(errorFields(error), 'the stream handler threw an exception; its partition pauses');
      outcome = 'later';
    } finally {
      clearInterval(beating);
    }
    return outcome;
  }

  #pausePartition(payload: EachBatchPayload): void {
    const resume = payload.pause();
    const timer = setTimeout(() => {
      this.#resumes.delete(timer);
      resume();
    }, PAUSE_MS);
    this.#resumes.add(timer);
  }
}

function streamMessage({ topic, partition }: Batch, message: KafkaMessage): StreamMessage {
  const { offset, key, value, headers = {} } = message;
  const refusal = refusalOf(message);
  return { topic, partition, offset, key, value, headers, ...(refusal ? { refusal } : {}) };
}

/**
 * Publishes through kafkajs with an idempotent producer and waits for all replicas. Connects at the first use and
 * reconnects after a failure.
 */
export function kafkajsPublisher(kafka: Kafka): EventPublisher {
  let producer: Producer | null = null;
  let connecting: Promise<Producer> | null = null;
  const connected = async (): Promise<Producer> => {
    if (producer) return producer;
    connecting ??= (async () => {
      const fresh = kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      });
      await fresh.connect();
      producer = fresh;
      return fresh;
    })().finally(() => {
      connecting = null;
    });
    return connecting;
  };
  return {
    publish: async (topic, messages) => {
      const current = await connected();
      try {
        await current.send({
          topic,
          acks: -1,
          messages: messages.map((message) => ({
            key: message.key,
            value: message.value,
            headers: { ...message.headers },
          })),
        });
      } catch (error) {
        producer = null;
        void current.disconnect().catch(() => undefined);
        throw error;
      }
    },
    stop: async () => {
      await producer?.disconnect();
    },
  };
}
