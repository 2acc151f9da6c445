import type { EventPublisher, OutMessage } from '@puntual/platform/kafka/event-stream';

/**
 * Most bytes of values and headers in one request. A broker accepts batches of 1 MiB by default and rejects larger ones
 * on every retry.
 */
export const MOST_BATCH_BYTES = 800_000;

/**
 * Publishes messages in order, in as many requests as the broker's size limit requires. Throws what the publisher
 * throws; earlier batches are then already published.
 */
export async function publishInBatches(
  publisher: EventPublisher,
  topic: string,
  messages: readonly OutMessage[],
): Promise<void> {
  let part: OutMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    if (part.length > 0 && bytes + size > MOST_BATCH_BYTES) {
      await publisher.publish(topic, part);
      part = [];
      bytes = 0;
    }
    part.push(message);
    bytes += size;
  }
  if (part.length > 0) await publisher.publish(topic, part);
}

/** Upper bound, in bytes, of what a record adds to its key, value and headers. */
const RECORD_OVERHEAD = 100;

function sizeOf(message: OutMessage): number {
  let size = RECORD_OVERHEAD + lengthOf(message.key) + lengthOf(message.value);
  for (const [name, value] of Object.entries(message.headers ?? {})) size += name.length + Buffer.byteLength(value) + 8;
  return size;
}

function lengthOf(part: string | Buffer | null): number {
  return part === null ? 0 : Buffer.byteLength(part);
}
