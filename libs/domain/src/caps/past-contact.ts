import type { IsoDate } from '../calendar/dates.ts';
import type { Channel } from '../policy/policy.ts';

/** One contact that the customer has had: a message that left (thank-yous apart), or a call that was made. Where it is not known to whom or about what, it counts for everybody and every debt. */
export interface PastContact {
  /** The debtor's local day. */
  readonly on: IsoDate;
  readonly how: Channel | 'call';
  /** The contacts (ERP's ids) that it went to. */
  readonly personIds?: readonly string[] | null;
  /** The invoices that it was about: all that a message listed. */
  readonly invoiceIds?: readonly string[] | null;
  /** Somebody was spoken to. */
  readonly conversation?: boolean;
}
