import type { OutboxEntry } from '@puntual/db/outbox-reader';
import type { EventPublisher, OutMessage } from '@puntual/platform/kafka/event-stream';
import { areMessagesRefused } from '@puntual/platform/kafka/refused-messages';
import { publishInBatches } from './publish-in-batches.ts';
import type { RelayKey, RelayResult } from './outbox-relay.ts';

/**
 * Publishes outbox rows as events on `topic`. Each row was written with its CloudEvents id, so consumers recognize a
 * repeat. When Kafka refuses a message (too large for the topic), the rows are published one at a time, and those that
 * are refused are named.
 */
export function relayToKafka(publisher: EventPublisher, topic: string): RelayKey {
  return async (entries) => {
    try {
      await publishInBatches(publisher, topic, entries.map(messageOf));
      return { done: entries.map((entry) => entry.id) };
    } catch (error) {
      if (areMessagesRefused(error)) return relayOneByOne(publisher, topic, entries);
      return { done: [], failed: { entry: entries[0] as OutboxEntry, error, away: true } };
    }
  };
}

async function relayOneByOne(
  publisher: EventPublisher,
  topic: string,
  entries: readonly OutboxEntry[],
): Promise<RelayResult> {
  const done: string[] = [];
  const refused: { entry: OutboxEntry; error: unknown }[] = [];
  for (const entry of entries) {
    try {
      await publisher.publish(topic, [messageOf(entry)]);
      done.push(entry.id);
    } catch (error) {
      if (!areMessagesRefused(error)) return { done, refused, failed: { entry, error, away: true } };
      refused.push({ entry, error });
    }
  }
  return { done, refused };
}

function messageOf(entry: OutboxEntry): OutMessage {
  return {
    key: entry.key,
    value: JSON.stringify(entry.payload),
    headers: { 'content-type': 'application/cloudevents+json' },
  };
}
