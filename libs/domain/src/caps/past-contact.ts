import type { IsoDate } from '../calendar/dates.ts';
import type { ContactChannel } from '../policy/vocabulary.ts';

/**
 * One contact that counts for the contact limits (`countedContacts`). A contact without known persons counts for every
 * person, one without known invoices for every debt.
 */
export interface PastContact {
  /** The debtor's local day. */
  readonly on: IsoDate;
  readonly how: ContactChannel;
  /** The persons (the ERP's contact ids) that the message went to. */
  readonly personIds?: readonly string[] | null;
  /** The invoices that the message listed, or that the call was about. */
  readonly invoiceIds?: readonly string[] | null;
  /** Whether the collector spoke to a person who answers for the debt. */
  readonly conversation?: boolean;
}
