import { keyOf, type PuntualEventInput, topicOf } from '@puntual/contracts/events/events';
import { Kafka, logLevel, type Producer } from 'kafkajs';

/** Publishes events to Kafka. */
export interface EventPublisher {
  /**
   * Resolves when every in-sync replica has all events. Rejects after a few attempts and can then be called again. At
   * most 500 events per call.
   */
  readonly publish: (events: readonly PuntualEventInput[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Most events per send. */
export const LARGEST_BATCH = 500;

/**
 * An idempotent producer (acks from all replicas, one request in flight), so that a customer's events keep their order.
 * It creates no topics; the operator of Kafka does. `brokers` is a list such as "127.0.0.1:9092,127.0.0.1:9093".
 */
export function kafkaPublisher(brokers: string, topicPrefix = ''): EventPublisher {
  const kafka = new Kafka({
    clientId: 'puntual-demo-erp',
    brokers: brokers
      .split(',')
      .map((broker) => broker.trim())
      .filter((broker) => broker !== ''),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3000,
    requestTimeout: 15_000,
    retry: { retries: 3, initialRetryTime: 200, maxRetryTime: 2000 },
  });
  let producer: Producer | undefined;

  // After a failure an idempotent producer's sequence numbers are in doubt, so the next attempt uses a new producer.
  async function drop(): Promise<void> {
    const old = producer;
    producer = undefined;
    await old?.disconnect().catch(() => undefined);
  }

  return {
    async publish(events) {
      if (events.length > LARGEST_BATCH)
        throw new RangeError(
          `${String(events.length)} events at once; at most ${String(LARGEST_BATCH)} go into one send`,
        );
      try {
        producer ??= kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
        await producer.connect();
        await producer.sendBatch({ acks: -1, topicMessages: byTopic(events, topicPrefix) });
      } catch (error) {
        await drop();
        throw error;
      }
    },
    close: drop,
  };
}

function byTopic(
  events: readonly PuntualEventInput[],
  topicPrefix: string,
): { topic: string; messages: { key: string; value: string; headers: Record<string, string> }[] }[] {
  const topics = new Map<string, { key: string; value: string; headers: Record<string, string> }[]>();
  for (const event of events) {
    const topic = `${topicPrefix}${topicOf[event.type]}`;
    const messages = topics.get(topic) ?? [];
    topics.set(topic, messages);
    messages.push({
      key: keyOf(event),
      value: JSON.stringify(event),
      headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    });
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}
