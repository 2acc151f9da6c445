/** Kafka's errors that say that the messages themselves cannot be stored, however often they are sent. */
const REFUSED = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'CORRUPT_MESSAGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
]);

/**
 * Whether `EventPublisher.publish` failed because of the messages: the broker refuses them (too large, not acceptable
 * for the topic), or they exceed what the client can encode. Any other failure (no broker, no such topic, no
 * permission) holds for every message, and the same messages can be sent again later. Follows causes, because the
 * client wraps errors.
 */
export function areMessagesRefused(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 6; current = current.cause, depth++) {
    if (current instanceof RangeError) return true;
    const { type } = current as { type?: unknown };
    if (typeof type === 'string' && REFUSED.has(type)) return true;
  }
  return false;
}
