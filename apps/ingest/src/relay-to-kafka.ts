import type { OutboxEntry } from '@puntual/db/outbox-reader';
import type { EventPublisher } from '@puntual/platform/kafka/event-stream';
import { publishInBatches } from './publish-in-batches.ts';
import type { RelayKey } from './outbox-relay.ts';

/**
 * Publishes outbox rows as events on `topic`. Each row was written with its CloudEvents id, so consumers recognize a
 * repeat.
 */
export function relayToKafka(publisher: EventPublisher, topic: string): RelayKey {
  return async (entries: readonly OutboxEntry[]) => {
    try {
      await publishInBatches(
        publisher,
        topic,
        entries.map((entry) => ({
          key: entry.key,
          value: JSON.stringify(entry.payload),
          headers: { 'content-type': 'application/cloudevents+json' },
        })),
      );
      return { done: entries.map((entry) => entry.id) };
    } catch (error) {
      return { done: [], failed: { entry: entries[0] as OutboxEntry, error, away: true } };
    }
  };
}
