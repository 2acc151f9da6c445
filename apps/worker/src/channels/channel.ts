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

/** Whether a provider answers that its address is another one. */
export function isRedirect(status: number | null | undefined): boolean {
  return status != null && status >= 300 && status < 400;
}

/** The provider's address must be corrected; the message was not accepted at the one that it was sent to. */
export function redirected(status: number): TryAgainLater {
  return new TryAgainLater(`the provider redirects (${status}): correct its address in the settings`);
}

/** Converts a `retry-after` header (seconds) to milliseconds; null when absent or unreadable. */
export function retryAfterMs(value: string | null | undefined): number | null {
  const seconds = Number(value);
  return value && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
