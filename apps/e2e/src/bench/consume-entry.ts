import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import type { Consumer, ConsumerConfig, Kafka } from 'kafkajs';
import { openDatabase, type Database } from '@puntual/db/database';
import { clockOf, type Clock } from '@puntual/platform/clock';
import type { EventPublisher, StreamHandler } from '@puntual/platform/kafka/event-stream';
import { kafkajsPublisher, kafkajsStream, openKafka } from '@puntual/platform/kafka/kafkajs-stream';
import { openLog, type Logger } from '@puntual/platform/log';
import { consumeBare } from './baseline-consumer.ts';

/**
 * The order for a contender's process (BENCH_CONSUME, JSON). The last line of its output is a `ConsumeResult` (JSON).
 */
export interface ConsumeOrder {
  readonly contender: 'puntual' | 'inserter' | 'reader';
  readonly brokers: string;
  /** Consumed first and not measured: a service runs for weeks, so the time to compile its code does not count. */
  readonly warmUp: { readonly topic: string; readonly events: number };
  readonly measured: { readonly topic: string; readonly events: number };
  /** Address of the services' restricted role. */
  readonly database: string;
  readonly organizationId: string;
}

export interface ConsumeResult {
  /** From the first fetch to the commit of the last offset, milliseconds. */
  readonly ms: number;
  /** Processor time of this process in that interval, milliseconds. */
  readonly cpuMs: number;
  /**
   * Share of the interval in which the JavaScript thread had work, or waited for a processor; otherwise it waited for
   * other processes.
   */
  readonly threadBusy: number;
}

type TakeMessages = (parts: {
  database: Database;
  clock: Clock;
  publisher: EventPublisher;
  topicPrefix: string;
  log: Logger;
  counters: { taken(verdict: string, count: number): void };
}) => StreamHandler;

const LIMIT_MS = 300_000;
const order = JSON.parse(process.env.BENCH_CONSUME ?? 'null') as ConsumeOrder;
const log = openLog('bench', 'warn');
await consume(order.warmUp);
process.stdout.write(`${JSON.stringify(await consume(order.measured))}\n`);

async function consume({ topic, events }: ConsumeOrder['measured']): Promise<ConsumeResult> {
  let finish: (result: ConsumeResult) => void = () => undefined;
  const finished = new Promise<ConsumeResult>((resolve, reject) => {
    finish = resolve;
    setTimeout(
      () => reject(new Error(`${order.contender} did not commit ${events} events in ${LIMIT_MS / 1000} s`)),
      LIMIT_MS,
    ).unref();
  });
  const kafka = watched(openKafka({ KAFKA_BROKERS: order.brokers }, `bench-${order.contender}`, log), events, finish);
  const group = `bench-${order.contender}-${process.pid}-${topic}`;
  const stop =
    order.contender === 'puntual'
      ? await consumeAsIngest(kafka, group, topic)
      : await consumeBare(kafka, group, topic, order);
  const result = await finished;
  await stop();
  return result;
}

// The ingest process's own modules. Apps cannot be imported as packages, so the module is loaded by path.
async function consumeAsIngest(kafka: Kafka, group: string, topic: string): Promise<() => Promise<void>> {
  const { takeMessages } = (await import(new URL('../../../ingest/src/take-messages.ts', import.meta.url).href)) as {
    takeMessages: TakeMessages;
  };
  const database = openDatabase(order.database, { connections: 8 });
  const publisher = kafkajsPublisher(kafka);
  const stream = kafkajsStream(kafka, group, log);
  await stream.start(
    [topic],
    takeMessages({
      database,
      clock: clockOf(null),
      publisher,
      topicPrefix: '',
      log,
      counters: { taken: () => undefined },
    }),
  );
  return async () => {
    await stream.stop();
    await publisher.stop();
    await database.close();
  };
}

/** Wraps the client so that its consumers report the first fetch and the commit of the last offset. */
function watched(client: Kafka, events: number, finish: (result: ConsumeResult) => void): Kafka {
  let began: { at: number; cpu: NodeJS.CpuUsage; thread: EventLoopUtilization } | null = null;
  const committed = new Map<number, number>();
  const watch = (consumer: Consumer): Consumer => {
    consumer.on(consumer.events.FETCH_START, () => {
      began ??= { at: performance.now(), cpu: process.cpuUsage(), thread: performance.eventLoopUtilization() };
    });
    consumer.on(consumer.events.COMMIT_OFFSETS, ({ payload }) => {
      for (const { partitions } of payload.topics)
        for (const { partition, offset } of partitions)
          committed.set(Number(partition), Math.max(Number(offset), committed.get(Number(partition)) ?? 0));
      const total = [...committed.values()].reduce((sum, offset) => sum + offset, 0);
      if (total < events || !began) return;
      const cpu = process.cpuUsage(began.cpu);
      finish({
        ms: performance.now() - began.at,
        cpuMs: (cpu.user + cpu.system) / 1000,
        threadBusy: performance.eventLoopUtilization(began.thread).utilization,
      });
    });
    return consumer;
  };
  return Object.assign(Object.create(client) as Kafka, {
    consumer: (config: ConsumerConfig) => watch(client.consumer(config)),
  });
}
