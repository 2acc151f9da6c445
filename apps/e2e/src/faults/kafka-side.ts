import kafkajs, { type Admin, type KafkaMessage } from 'kafkajs';
import { TOPICS_IN } from '@puntual/contracts/events/events';
import { registerCodecs } from '@puntual/platform/kafka/codecs';
import { groupBy } from '@puntual/casework/record/group-by';
import type { LoadMessage } from './load.ts';

/** The ERP's side of Kafka, and an eye on what ingest has committed. */
export interface KafkaSide {
  /** Publishes in the order given; tries again until the broker has them (a repeat is what an ERP's own retry would be). */
  publish(messages: readonly LoadMessage[], compression?: kafkajs.CompressionTypes): Promise<void>;
  /** Messages of the topics in that the group has not committed yet. */
  lag(): Promise<number>;
  /** The next offset of each partition by what the group committed. */
  committed(): Promise<Committed>;
  /** The messages between two looks at what was committed. */
  readBetween(before: Committed, after: Committed): Promise<readonly KafkaMessage[]>;
  /** Everything in a topic, given without its prefix, up to now. */
  readAll(topic: string): Promise<(KafkaMessage & { readonly partition: number })[]>;
  readonly admin: Admin;
  close(): Promise<void>;
}

/** Offsets by topic (without its prefix) and partition, as `topic/partition`. */
type Committed = ReadonlyMap<string, number>;

const BATCH = 200;
const PARTITIONS = 6;

/** Connects to `brokers` and makes the topics in where they are missing; they and the ingest group carry `prefix`. */
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
  // As an operator makes them, not as ingest does: those would have every batch in gzip, whatever its producer chose.
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

  async function readAll(topic: string): Promise<(KafkaMessage & { partition: number })[]> {
    const ends = await admin.fetchTopicOffsets(prefix + topic);
    const wanted = new Map(
      ends
        .filter(({ high, low }) => Number(high) > Number(low))
        .map(({ partition, high }) => [partition, Number(high)]),
    );
    if (wanted.size === 0) return [];
    const found: (KafkaMessage & { partition: number })[] = [];
    const consumer = kafka.consumer({ groupId: `faults-reader-${Math.random()}` });
    await consumer.connect();
    await consumer.subscribe({ topic: prefix + topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer
        .run({
          eachMessage: ({ partition, message }) => {
            found.push(Object.assign(message, { partition }));
            if (Number(message.offset) + 1 >= (wanted.get(partition) ?? 0)) wanted.delete(partition);
            if (wanted.size === 0) resolve();
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
    await consumer.disconnect();
    return found;
  }

  return {
    admin,
    committed,
    readAll,
    readBetween: async (before, after) => {
      const moved = [...after].filter(([place, offset]) => offset > (before.get(place) ?? 0)).map(([place]) => place);
      const topicsMoved = [...new Set(moved.map((place) => place.slice(0, place.lastIndexOf('/'))))];
      const messages = await Promise.all(
        topicsMoved.map(async (topic) =>
          (await readAll(topic)).map((message) => ({ message, place: `${topic}/${message.partition}` })),
        ),
      );
      return messages
        .flat()
        .filter(
          ({ message, place }) =>
            Number(message.offset) >= (before.get(place) ?? 0) && Number(message.offset) < (after.get(place) ?? 0),
        )
        .map(({ message }) => message);
    },
    publish: async (messages, compression = kafkajs.CompressionTypes.None) => {
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
    },
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

// Brokers take LZ4 in independent blocks only (flag 0x20), which lz4js writes but does not say; the header's checksum follows from the flags.
function writeLz4AsJavaDoes(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  const usual = (CompressionCodecs as Record<number, () => Codec>)[CompressionTypes.LZ4]?.();
  if (!usual) throw new Error('registerCodecs registers no LZ4');
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    ...usual,
    compress: async (encoder: { readonly buffer: Buffer }) => {
      const frame = await usual.compress(encoder);
      // Written already as brokers want it, when this is registered a second time.
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
