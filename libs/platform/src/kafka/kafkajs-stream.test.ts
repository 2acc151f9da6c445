import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from '@jest/globals';
import kafkajs, { type Kafka } from 'kafkajs';
import { pino } from 'pino';
import { until } from '@puntual/testing/until';
import type { EventStream, StreamHandler, StreamMessage } from './event-stream.ts';
import { ensureTopics, kafkajsStream, openKafka } from './kafkajs-stream.ts';

const log = pino({ level: 'silent' });
let kafka: Kafka;
let topic: string;
let stream: EventStream;
let taken: string[];
let handle: StreamHandler;

beforeAll(() => {
  const brokers = process.env.PUNTUAL_TEST_KAFKA;
  if (!brokers)
    throw new Error('PUNTUAL_TEST_KAFKA is not set: run `npm test`, or `npm run services` and use what it prints');
  kafka = openKafka({ KAFKA_BROKERS: brokers }, 'puntual-test', log);
});
beforeEach(async () => {
  topic = `backlog-${randomUUID().slice(0, 8)}`;
  [taken, handle] = [[], take];
  await ensureTopics(kafka, [topic], 1);
  stream = kafkajsStream(kafka, `${topic}-group`, log);
});
afterEach(() => stream.stop());
afterAll(async () => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: (await admin.listTopics()).filter((name) => name.startsWith('backlog-')) });
  await admin.disconnect();
});

const textOf = (messages: readonly StreamMessage[]) => messages.map((message) => String(message.value));

// A message counts once: on a busy machine the group may rebalance, and then Kafka delivers it again.
function take(messages: readonly StreamMessage[]): Promise<'done'> {
  taken.push(...textOf(messages).filter((text) => !taken.includes(text)));
  return Promise.resolve('done');
}

const sent = (values: readonly string[], timestamp?: number) => ({
  topic,
  messages: values.map((value) => ({ value, ...(timestamp === undefined ? {} : { timestamp: String(timestamp) }) })),
});

async function publish(values: readonly string[], timestamp?: number): Promise<void> {
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send(sent(values, timestamp));
  await producer.disconnect();
}

/** Messages in a transaction that stays open until the test commits or aborts it. */
async function openTransaction(values: readonly string[]): Promise<{ end(how: 'commit' | 'abort'): Promise<void> }> {
  const producer = kafka.producer({
    transactionalId: `tx-${topic}`,
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send(sent(values));
  return {
    end: async (how) => {
      await transaction[how]();
      await producer.disconnect();
    },
  };
}

const start = () => stream.start([topic], (messages) => handle(messages));

test('a topic that was read to its end has no backlog, and before that its backlog is unknown', async () => {
  expect([stream.hasFetchedAll(), stream.waitingSince(topic)]).toEqual([false, null]);
  await publish(['a', 'b']);
  await start();
  // A message is handled before its offset is committed, and counts as waiting until then.
  await until(
    'both messages are handled',
    () => taken.length === 2 && stream.hasFetchedAll() && stream.waitingSince(topic) === null,
  );
});

test('messages that are being handled, or whose partition pauses, wait since their own time stamp', async () => {
  await publish(['a', 'b'], 1_750_000_000_000);
  let away = true;
  let tries = 0;
  handle = (messages) => {
    tries += 1;
    return away ? Promise.resolve('later') : take(messages);
  };
  await start();
  await until('the handler was called', () => tries > 0 && stream.hasFetchedAll());
  expect(stream.waitingSince(topic)).toBe(1_750_000_000_000);
  away = false;
  await until('both messages are handled', () => taken.length === 2 && stream.waitingSince(topic) === null);
});

test.each(['abort', 'commit'] as const)(
  'neither messages behind an open transaction nor the markers of its %s remain a backlog',
  async (how) => {
    await publish(['a']);
    const transaction = await openTransaction(['x', 'y']);
    await start();
    await until(
      'the message before the transaction is handled',
      () => taken.length === 1 && stream.waitingSince(topic) === null,
    );
    await transaction.end(how);
    await until(
      'nothing is waiting',
      () =>
        stream.hasFetchedAll() && stream.waitingSince(topic) === null && taken.length === (how === 'commit' ? 3 : 1),
    );
    // The next message is a backlog while it is handled, and none afterwards.
    await publish(['b']);
    await until('the next message is handled', () => taken.at(-1) === 'b' && stream.waitingSince(topic) === null);
  },
);

test('messages deleted from the beginning of a topic are no backlog', async () => {
  await publish(['a', 'b', 'c']);
  const admin = kafka.admin();
  await admin.connect();
  await admin.fetchTopicMetadata({ topics: [topic] });
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
  await admin.disconnect();
  await start();
  await until(
    'the remaining message is handled',
    () => stream.hasFetchedAll() && taken.length === 1 && stream.waitingSince(topic) === null,
  );
  expect(taken).toEqual(['c']);
});
