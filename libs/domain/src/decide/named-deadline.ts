import type { IsoDate } from '../calendar/dates.ts';
import { hasBounced } from '../caps/counted-contacts.ts';

/** A sent message as it lists one invoice. */
export interface InvoiceMention {
  /** The part of the message that lists the invoice. */
  readonly section: 'overdue' | 'upcoming' | 'settled';
  readonly deadlineOn: IsoDate | null;
  /** The provider's last report; null before the first one. */
  readonly deliveryState: string | null;
}

/**
 * The latest payment deadline that the customer was given for an invoice, or null. A bounced message gave no deadline,
 * and a message that thanks for the invoice asks for nothing. Pure and total.
 */
export function namedDeadline(mentions: readonly InvoiceMention[]): IsoDate | null {
  let latest: IsoDate | null = null;
  for (const mention of mentions) {
    const { section, deadlineOn } = mention;
    if (deadlineOn === null || section === 'settled' || hasBounced(mention)) continue;
    if (latest === null || deadlineOn > latest) latest = deadlineOn;
  }
  return latest;
}
