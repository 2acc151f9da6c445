import type { ReservedMessage } from '@puntual/casework/contact/reserve-message';
import type { TryOutcome } from '@puntual/casework/contact/settle-message';

/**
 * A way to reach a debtor. `deliver` hands one stored message to the provider under the message's own idempotency key and says how that ended;
 * it throws `TryAgainLater` when the provider surely has not taken it and may later. Anything else that it throws may have been taken: it is
 * safe to repeat only with the same bytes and key, which is what a retry does.
 */
export interface Channel {
  deliver(message: ReservedMessage): Promise<TryOutcome>;
}

/** The provider has surely not taken it; `afterMs` is when it asks to be tried again. */
export class TryAgainLater extends Error {
  readonly afterMs: number | null;
  constructor(reason: string, afterMs: number | null = null, cause?: unknown) {
    super(reason, { cause });
    this.name = 'TryAgainLater';
    this.afterMs = afterMs;
  }
}

/** The provider's key for a message: the same however often it is tried. */
export function idempotencyKey(messageId: string): string {
  return `message/${messageId}`;
}

/** Reads `retry-after` (seconds) into milliseconds; null when absent or unreadable. */
export function retryAfterMs(value: string | null | undefined): number | null {
  const seconds = Number(value);
  return value && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
