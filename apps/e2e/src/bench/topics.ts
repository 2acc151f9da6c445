import kafkajs, { type Kafka } from 'kafkajs';
import { keyOf, type PuntualEventInput } from '@puntual/contracts/events/events';

const PUBLISHED_AT_ONCE = 1000;

/** A plain client for preparing and reading topics. */
export function benchKafka(brokers: string): Kafka {
  return new kafkajs.Kafka({
    clientId: 'puntual-bench',
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.ERROR,
  });
}

/** Creates a topic of six partitions. */
export async function makeTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 6, replicationFactor: 1 }] });
  } finally {
    await admin.disconnect();
  }
}

/** Publishes events with their customers as keys; all are acknowledged when it resolves. */
export async function publishEvents(kafka: Kafka, topic: string, events: readonly PuntualEventInput[]): Promise<void> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  try {
    for (let from = 0; from < events.length; from += PUBLISHED_AT_ONCE) {
      await producer.send({
        topic,
        acks: -1,
        messages: events
          .slice(from, from + PUBLISHED_AT_ONCE)
          .map((event) => ({ key: keyOf(event), value: JSON.stringify(event) })),
      });
    }
  } finally {
    await producer.disconnect();
  }
}
