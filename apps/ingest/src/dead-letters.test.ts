import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { EventPublisher, StreamMessage } from '@puntual/platform/kafka/event-stream';
import { kafkajsPublisher, kafkajsStream, openKafka } from '@puntual/platform/kafka/kafkajs-stream';
import { until } from '@puntual/testing/until';
import { publishDeadLetters, type DeadLetter } from './dead-letters.ts';

const log = pino({ level: 'silent' });
const topicPrefix = `dl-${randomUUID().slice(0, 8)}.`;
const topic = `${topicPrefix}ar.dead-letter`;
const logged: object[] = [];
const listening = pino({ level: 'error' }, { write: (line: string) => void logged.push(JSON.parse(line) as object) });
let kafka: ReturnType<typeof openKafka>;
let publisher: EventPublisher;

beforeAll(async () => {
  const brokers = process.env.PUNTUAL_TEST_KAFKA;
  if (!brokers)
    throw new Error('PUNTUAL_TEST_KAFKA is not set: run `npm test`, or `npm run services` and use what it prints');
  kafka = openKafka({ KAFKA_BROKERS: brokers }, 'puntual-test', log);
  publisher = kafkajsPublisher(kafka);
  // This topic takes much less than what Puntual's own limits allow.
  await withAdmin((admin) =>
    admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions: 1, configEntries: [{ name: 'max.message.bytes', value: '1500' }] }],
    }),
  );
});
afterAll(async () => {
  await publisher.stop();
  await withAdmin((admin) => admin.deleteTopics({ topics: [topic] }));
});

async function withAdmin(work: (admin: ReturnType<(typeof kafka)['admin']>) => Promise<unknown>): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await work(admin);
  await admin.disconnect();
}

function letter(offset: number, fields: Partial<StreamMessage>, reason = 'The message is not JSON.'): DeadLetter {
  const message = { topic: 'ar.invoices', partition: 3, offset: String(offset), headers: {} };
  return {
    message: { ...message, key: Buffer.from('C-1'), value: Buffer.from('{'), ...fields },
    code: 'not-json',
    reason,
    faults: [],
  };
}

test('a dead letter that the broker refuses is published with its place alone, and none stops the others', async () => {
  const dead = [
    letter(1, {}),
    letter(2, { key: Buffer.alloc(2_000_000, 'k') }),
    letter(3, { value: Buffer.alloc(100_000, 'v') }),
    // Not even its headers fit into the topic.
    letter(4, {}, 'é'.repeat(1000)),
    letter(5, { value: null }),
  ];
  await publishDeadLetters({ publisher, topicPrefix, log: listening }, dead);
  const seen: StreamMessage[] = [];
  const stream = kafkajsStream(kafka, `${topicPrefix}group`, log);
  await stream.start([topic], (messages) => {
    seen.push(...messages);
    return Promise.resolve('done');
  });
  const offsets = () => seen.map((message) => String(message.headers['puntual-offset']));
  await until('all letters that fit have come', () => offsets().includes('5'));
  await stream.stop();
  expect(offsets()).toEqual(['1', '2', '3', '5']);
  const [whole, largeKey, largeValue] = seen;
  expect([String(whole?.key), String(whole?.value)]).toEqual(['C-1', '{']);
  expect([largeKey?.key, largeKey?.value, String(largeKey?.headers['puntual-key-cut'])]).toEqual([
    null,
    null,
    '2000000',
  ]);
  expect([largeValue?.key, largeValue?.value, String(largeValue?.headers['puntual-cut'])]).toEqual([
    null,
    null,
    '100000',
  ]);
  expect(logged).toEqual([expect.objectContaining({ topic: 'ar.invoices', partition: 3, offset: '4' })]);
});

test('a key that is too large for any broker is cut, and its size is named', async () => {
  const published: unknown[] = [];
  const recording: EventPublisher = {
    publish: (_topic, messages) => Promise.resolve(void published.push(...messages)),
    stop: () => Promise.resolve(),
  };
  await publishDeadLetters({ publisher: recording, topicPrefix, log }, [
    letter(1, { key: Buffer.alloc(4096) }),
    letter(2, { key: Buffer.alloc(4097) }),
  ]);
  expect(published).toEqual([
    expect.objectContaining({
      key: Buffer.alloc(4096),
      headers: expect.not.objectContaining({ 'puntual-key-cut': '4096' }),
    }),
    expect.objectContaining({
      key: Buffer.alloc(4096),
      headers: expect.objectContaining({ 'puntual-key-cut': '4097' }),
    }),
  ]);
});

test('a broker that is away is an error, and nothing is held to be published', async () => {
  const away: EventPublisher = {
    publish: () => Promise.reject(new Error('no broker answers')),
    stop: () => Promise.resolve(),
  };
  await expect(publishDeadLetters({ publisher: away, topicPrefix, log }, [letter(1, {})])).rejects.toThrow('no broker');
});
