import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import kafkajs, { type Kafka } from 'kafkajs';
import { pino } from 'pino';
import { until } from '@puntual/testing/until';
import type { EventStream, StreamMessage } from './event-stream.ts';
import { ensureTopics, kafkajsStream, openKafka } from './kafkajs-stream.ts';

const log = pino({ level: 'silent' });
const { CompressionTypes } = kafkajs;
let kafka: Kafka;
let topics: string[];
let stream: EventStream;
let taken: StreamMessage[];

beforeAll(() => {
  const brokers = process.env.PUNTUAL_TEST_KAFKA;
  if (!brokers)
    throw new Error('PUNTUAL_TEST_KAFKA is not set: run `npm test`, or `npm run services` and use what it prints');
  kafka = openKafka({ KAFKA_BROKERS: brokers }, 'puntual-test', log);
});
beforeEach(async () => {
  topics = [1, 2].map(() => `limits-${randomUUID().slice(0, 8)}`);
  taken = [];
  await ensureTopics(kafka, topics, 1);
  stream = kafkajsStream(kafka, `${topics[0]}-group`, log);
});
afterEach(() => stream.stop());
afterAll(async () => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: (await admin.listTopics()).filter((name) => name.startsWith('limits-')) });
  await admin.disconnect();
});

const start = () =>
  stream.start(topics, (messages) => {
    taken.push(...messages);
    return Promise.resolve('done');
  });

type Sent = { value: string | Buffer | null; headers?: Record<string, string> };
async function publish(index: number, messages: Sent[], compression = CompressionTypes.None): Promise<void> {
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic: topics[index] ?? '', messages, compression });
  await producer.disconnect();
}
const seen = (index: number) =>
  taken
    .filter((message) => message.topic === topics[index])
    .map((message) => [
      message.offset,
      message.refusal ? `from ${message.refusal.firstOffset}` : String(message.value),
    ]);

test('a batch that unpacks to too many bytes is one refused message, and its partition goes on', async () => {
  await publish(0, [{ value: 'before' }]);
  await publish(0, [{ value: Buffer.alloc(20_000_000) }, { value: 'x' }], CompressionTypes.GZIP);
  await publish(0, [{ value: 'after' }]);
  await publish(1, [{ value: 'elsewhere' }], CompressionTypes.ZSTD);
  await start();
  await until('both partitions are read to their ends', () => seen(0).length === 3 && seen(1).length === 1);
  expect(seen(0)).toEqual([
    ['0', 'before'],
    ['2', 'from 1'],
    ['3', 'after'],
  ]);
  expect(taken.find((message) => message.refusal)?.refusal?.reason).toContain('16777216');
  expect(seen(1)).toEqual([['0', 'elsewhere']]);
  await until('nothing waits', () => topics.every((topic) => stream.waitingSince(topic) === null));
});

test('batches that are small for themselves, but not together, are all read', async () => {
  for (let index = 0; index < 4; index++)
    await publish(0, [{ value: Buffer.alloc(15_000_000, index) }], CompressionTypes.GZIP);
  await start();
  await until('all are read', () => seen(0).length === 4);
  expect(taken.filter((message) => message.refusal)).toEqual([]);
  expect(taken.map((message) => message.value?.[0])).toEqual([0, 1, 2, 3]);
});

test('of a message with very many headers, a hundred are read', async () => {
  const headers = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`h${index}`, 'x']));
  await publish(0, [{ value: 'a', headers }, { value: 'b' }]);
  await start();
  await until('both messages are read', () => seen(0).length === 2);
  expect(Object.keys(taken[0]?.headers ?? {})).toHaveLength(100);
});
