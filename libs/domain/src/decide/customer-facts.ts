import type { IsoDate } from '../calendar/dates.ts';
import type { SendWindow } from '../calendar/send-window.ts';
import type { Policy } from '../policy/policy.ts';
import type { PastContact } from '../caps/past-contact.ts';
import type { CaseFacts, Hold, InvoiceStatus, StaleFeed } from './case-facts.ts';
import type { CreditByCurrency } from './open-credit.ts';
import type { Channel, ContactRole, Stage } from '../policy/vocabulary.ts';

/** One invoice of the customer for the gate: open, or settled with a request that is not answered yet. */
export interface GateInvoice {
  readonly id: string;
  readonly dueOn: IsoDate;
  readonly currency: string;
  /** The open balance that is chased: principal and charges. */
  readonly openMinor: bigint;
  readonly status: InvoiceStatus;
  readonly stage: Stage;
  readonly holds: readonly Hold[];
  /** The policy that the invoice's case runs on. */
  readonly policy: Policy;
  /** The latest payment deadline that the customer was given for the invoice (`namedDeadline`). */
  readonly deadlineNamedOn: IsoDate | null;
  /** A direct debit of the invoice failed: the invoice is chased although its customer pays by direct debit. */
  readonly debitFailed?: boolean;
  /** The contact (the ERP's id) that messages about the invoice go to. */
  readonly contactId?: string | null;
}

/** A message that a case requested for a step. */
export interface ContactRequest {
  readonly requestId: string;
  readonly invoiceId: string;
  readonly stepId: string;
}

/** A contact of the customer with the channels that the gate may use. */
export interface GateContact {
  readonly contactId: string;
  readonly role: ContactRole;
  readonly email: string | null;
  readonly phone: string | null;
  readonly channels: readonly Channel[];
  /** False after a hard bounce or a complaint. */
  readonly reachable: boolean;
}

/** All inputs of `composeMessage`, read under the customer's lock in the transaction that reserves the message. */
export interface CustomerFacts {
  readonly customer: CaseFacts['customer'];
  readonly hasPostalAddress: boolean;
  /** When the customer may be contacted: open when the windows of all policies that request a message are open. */
  readonly window: SendWindow;
  readonly requests: readonly ContactRequest[];
  readonly invoices: readonly GateInvoice[];
  readonly contacts: readonly GateContact[];
  readonly lastReminderOn: IsoDate | null;
  readonly recentContacts: readonly PastContact[];
  readonly allStopped: boolean;
  readonly staleFeed: StaleFeed | null;
  /** The organization has sent its highest number of messages for today. */
  readonly dailyLimitReached: boolean;
  /** Unallocated credit by currency, minor units. */
  readonly creditMinor: CreditByCurrency;
}
