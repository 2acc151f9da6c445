import { localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { hasBounced } from '../caps/counted-contacts.ts';

/** A message of a customer, as the spacing of reminders sees it. */
export interface SpacedMessage {
  readonly state: string;
  /** Whether it asks for payment; a thank-you does not. */
  readonly reminder: boolean;
  readonly composedAt: EpochMs;
  /** The provider's last report; null before the first one. */
  readonly deliveryState: string | null;
}

/**
 * The customer's local day on which the last reminder was composed that was sent, or may have been sent, and did not
 * bounce; null when there is none. The spacing of reminders counts from it. Pure and total.
 */
export function lastReminderDay(messages: readonly SpacedMessage[], timeZone: string): IsoDate | null {
  const reached = messages.filter(
    (message) =>
      (message.state === 'sent' || message.state === 'ambiguous') && message.reminder && !hasBounced(message),
  );
  if (reached.length === 0) return null;
  return localDate(Math.max(...reached.map(({ composedAt }) => composedAt)), timeZone);
}
