import type { ReservedMessage } from '@puntual/casework/contact/gate-run';
import type { TryOutcome } from '@puntual/casework/contact/settle-message';

/**
 * A way to reach a debtor. `deliver` sends one stored message to the provider under the message's idempotency key and
 * returns the outcome. It throws `TryAgainLater` when the provider has surely not accepted the message but may accept
 * it later. After any other error the provider may have accepted it; only a retry with the same bytes and key is safe.
 */
export interface Channel {
  deliver(message: ReservedMessage): Promise<TryOutcome>;
}

/** The provider has surely not accepted the message. `afterMs` is the wait that the provider asked for. */
export class TryAgainLater extends Error {
  readonly afterMs: number | null;
  constructor(reason: string, afterMs: number | null = null, cause?: unknown) {
    super(reason, { cause });
    this.name = 'TryAgainLater';
    this.afterMs = afterMs;
  }
}

/** The provider's idempotency key of a message; the same for every attempt. */
export function idempotencyKey(messageId: string): string {
  return `message/${messageId}`;
}

/** Converts a `retry-after` header (seconds) to milliseconds; null when absent or unreadable. */
export function retryAfterMs(value: string | null | undefined): number | null {
  const seconds = Number(value);
  return value && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
