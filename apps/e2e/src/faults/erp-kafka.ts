import kafkajs, { type Admin, type KafkaMessage, type Producer } from 'kafkajs';
import { TOPICS_IN } from '@puntual/contracts/events/events';
import { registerCodecs } from '@puntual/platform/kafka/codecs';
import { groupBy } from '@puntual/casework/record/group-by';
import type { LoadMessage } from './event-load.ts';

/** The ERP's access to Kafka, and the offsets that ingest has committed. */
export interface KafkaSide {
  /** Publishes in order and retries until the broker has all messages; a repeat is like an ERP's own retry. */
  publish(messages: readonly LoadMessage[], compression?: kafkajs.CompressionTypes): Promise<void>;
  /** Messages of the input topics that the group has not committed yet. */
  lag(): Promise<number>;
  /** The next offset of each partition that the group committed. */
  committed(): Promise<Committed>;
  /** The messages between two results of `committed`. */
  readBetween(before: Committed, after: Committed): Promise<readonly KafkaMessage[]>;
  /** Every message of a topic (named without prefix) so far. */
  readAll(topic: string): Promise<PlacedMessage[]>;
  readonly admin: Admin;
  close(): Promise<void>;
}

type PlacedMessage = KafkaMessage & { readonly partition: number };

/** Offsets by `topic/partition`; the topic is without prefix. */
type Committed = ReadonlyMap<string, number>;

const BATCH = 200;
const PARTITIONS = 6;

/** Connects to `brokers` and creates the missing input topics. Topics and the ingest group carry `prefix`. */
export async function openKafkaSide(brokers: string, prefix = ''): Promise<KafkaSide> {
  registerCodecs();
  writeLz4AsJavaDoes();
  const kafka = new kafkajs.Kafka({
    clientId: 'faults',
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
    connectionTimeout: 3000,
    requestTimeout: 10_000,
    retry: { retries: 30, initialRetryTime: 100, maxRetryTime: 1000 },
  });
  const group = `${prefix}puntual-ingest`;
  const topics = TOPICS_IN.map((topic) => prefix + topic);
  const admin = kafka.admin();
  await admin.connect();
  const producer = kafka.producer({ idempotent: false, allowAutoTopicCreation: false });
  await producer.connect();
  await createMissingTopics(admin, topics);

  async function committed(): Promise<Committed> {
    const held = await admin.fetchOffsets({ groupId: group, topics });
    return new Map(
      held.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => [
          `${topic.slice(prefix.length)}/${partition}`,
          Math.max(0, Number(offset)),
        ]),
      ),
    );
  }

  const readWhole = (topic: string) => readAll(kafka, admin, prefix + topic);

  return {
    admin,
    committed,
    readAll: readWhole,
    readBetween: (before, after) => readBetween(readWhole, before, after),
    publish: (messages, compression = kafkajs.CompressionTypes.None) =>
      publishInBatches(producer, prefix, messages, compression),
    lag: async () => {
      let lag = 0;
      for (const topic of topics) for (const { high } of await admin.fetchTopicOffsets(topic)) lag += Number(high);
      for (const offset of (await committed()).values()) lag -= offset;
      return lag;
    },
    close: async () => {
      await producer.disconnect();
      await admin.disconnect();
    },
  };
}

async function readBetween(
  readWhole: (topic: string) => Promise<PlacedMessage[]>,
  before: Committed,
  after: Committed,
): Promise<KafkaMessage[]> {
  const moved = [...after].filter(([place, offset]) => offset > (before.get(place) ?? 0)).map(([place]) => place);
  const topicsMoved = [...new Set(moved.map((place) => place.slice(0, place.lastIndexOf('/'))))];
  const messages = await Promise.all(
    topicsMoved.map(async (topic) =>
      (await readWhole(topic)).map((message) => ({ message, place: `${topic}/${message.partition}` })),
    ),
  );
  return messages
    .flat()
    .filter(
      ({ message, place }) =>
        Number(message.offset) >= (before.get(place) ?? 0) && Number(message.offset) < (after.get(place) ?? 0),
    )
    .map(({ message }) => message);
}

async function publishInBatches(
  producer: Producer,
  prefix: string,
  messages: readonly LoadMessage[],
  compression: kafkajs.CompressionTypes,
): Promise<void> {
  for (let from = 0; from < messages.length; from += BATCH) {
    const byTopic = groupBy(messages.slice(from, from + BATCH), (message) => prefix + message.topic);
    await producer.sendBatch({
      acks: -1,
      compression,
      topicMessages: [...byTopic].map(([topic, list]) => ({
        topic,
        messages: list.map(({ key, value }) => ({ key, value })),
      })),
    });
  }
}

// Topics are created as an operator would and not as ingest does, because ingest's would store every batch in gzip,
// whatever the producer chose.
async function createMissingTopics(admin: Admin, topics: readonly string[]): Promise<void> {
  const known = await admin.listTopics();
  await admin.createTopics({
    waitForLeaders: true,
    topics: topics
      .filter((topic) => !known.includes(topic))
      .map((topic) => ({
        topic,
        numPartitions: PARTITIONS,
        replicationFactor: 1,
        configEntries: [{ name: 'compression.type', value: 'producer' }],
      })),
  });
}

// Reads a topic (named with its prefix) from its beginning to the end that it has when this is called.
async function readAll(kafka: kafkajs.Kafka, admin: Admin, topic: string): Promise<PlacedMessage[]> {
  const ends = await endOffsets(admin, topic);
  if (ends.size === 0) return [];
  const found: PlacedMessage[] = [];
  const consumer = kafka.consumer({ groupId: `faults-reader-${Math.random()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: ({ partition, message }) => {
          found.push(Object.assign(message, { partition }));
          if (Number(message.offset) + 1 >= (ends.get(partition) ?? 0)) ends.delete(partition);
          if (ends.size === 0) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return found;
}

// The end offset of each partition of a topic that holds messages.
async function endOffsets(admin: Admin, topic: string): Promise<Map<number, number>> {
  const ends = await admin.fetchTopicOffsets(topic);
  return new Map(
    ends.filter(({ high, low }) => Number(high) > Number(low)).map(({ partition, high }) => [partition, Number(high)]),
  );
}

// Brokers accept LZ4 in independent blocks only (flag 0x20). lz4js writes such blocks without setting the flag; the
// header's checksum depends on the flags.
function writeLz4AsJavaDoes(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  const usual = (CompressionCodecs as Record<number, () => Codec>)[CompressionTypes.LZ4]?.();
  if (!usual) throw new Error('registerCodecs registers no LZ4');
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    ...usual,
    compress: async (encoder: { readonly buffer: Buffer }) => {
      const frame = await usual.compress(encoder);
      // The frame has the flag already when the codec is registered a second time.
      if (frame[4] === 0x60) return frame;
      if (frame[4] !== 0x40 || frame[5] !== 0x70)
        throw new Error(`lz4js writes another header than it did: ${frame.subarray(0, 7).toString('hex')}`);
      frame[4] = 0x60;
      frame[6] = 0x73;
      return frame;
    },
  });
}

interface Codec {
  readonly compress: (encoder: { readonly buffer: Buffer }) => Promise<Buffer>;
  readonly decompress: (buffer: Buffer) => Promise<Buffer>;
}
