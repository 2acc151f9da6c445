import type { EventPublisher, OutMessage } from '@puntual/platform/kafka/event-stream';

/** Most bytes of values and headers in one request: brokers take a batch of one mebibyte unless they are told otherwise, and refuse a larger one for ever. */
export const MOST_BATCH_BYTES = 800_000;

/** Publishes in their order, in as many batches as the broker's limit asks for. Throws as the publisher does; what went before has been published then. */
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

/** Bytes of a record around its key, value and headers, rounded up. */
const RECORD_OVERHEAD = 100;

function sizeOf(message: OutMessage): number {
  let size = RECORD_OVERHEAD + lengthOf(message.key) + lengthOf(message.value);
  for (const [name, value] of Object.entries(message.headers ?? {})) size += name.length + Buffer.byteLength(value) + 8;
  return size;
}

function lengthOf(part: string | Buffer | null): number {
  return part === null ? 0 : Buffer.byteLength(part);
}
