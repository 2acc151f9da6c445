import type { EpochMs, IsoDate } from '../calendar/dates.ts';
import type { SendWindow } from '../calendar/send-window.ts';
import type { PastContact } from '../caps/past-contact.ts';
import type { MessageStep, Policy } from '../policy/policy.ts';
import type {
  AskedFor,
  Channel,
  ContactRole,
  ServiceTemplate,
  Severity,
  Stage,
  Template,
} from '../policy/vocabulary.ts';
import type { CaseFacts, Hold, InvoiceStatus, StaleFeed } from './case-facts.ts';
import type { CreditByCurrency, NetSum } from './open-credit.ts';
import type { Tone } from './earlier-listings.ts';

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
  /** The strongest tone in which a message has demanded the invoice (`strongestDemand`). Left out: none has. */
  readonly demandedTone?: Tone | null;
  /** The last local day on which a message about other invoices listed it as coming up. Left out: none has. */
  readonly listedUpcomingOn?: IsoDate | null;
  /** The customer of the group (row id) who owes the invoice. Left out: the customer whom the message goes to. */
  readonly ownerId?: string;
  /** A direct debit of the invoice failed: the invoice is chased although its customer pays by direct debit. */
  readonly debitFailed?: boolean;
  /** The contact (the ERP's id) that messages about the invoice go to. */
  readonly contactId?: string | null;
  /** The first pay run of the customer that the invoice can meet: no reminder leaves up to that day. */
  readonly payRunOn?: IsoDate | null;
}

/** A message that a case requested for a step. */
export interface ContactRequest {
  readonly requestId: string;
  readonly invoiceId: string;
  readonly stepId: string;
  /** The message that the customer asked a person for; left out or null: a case requested the message. */
  readonly asked?: AskedMessage | null;
  /** The service message that the request is part of; left out or null: it is part of none. */
  readonly service?: ServiceMessage | null;
}

/** A service message. */
export interface ServiceMessage {
  readonly id: string;
  /** All requests of a kind with the same value leave in one message: twelve invoices go to one factor. */
  readonly together: string;
  readonly kind: ServiceTemplate;
  /** The roles of the contacts who get it. */
  readonly to: readonly ContactRole[];
  /** Whether what it says is still so: a promise still stands, the day of an instalment has not passed. */
  readonly applies: boolean;
}

/** A message that the customer asked for, to one contact. All requests with its id leave in one message. */
export interface AskedMessage {
  readonly id: string;
  readonly what: AskedFor;
  readonly contactId: string;
  readonly channel: Exclude<Channel, 'letter'>;
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
  /**
   * By channel the first day on which a message may go to the address again, after one that did not arrive for the time
   * being, such as to a full mailbox.
   */
  readonly restsUntil?: Readonly<Partial<Record<Channel, IsoDate>>>;
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
  /** The other customers of the group that the customer pays for, by row id. Left out: the customer pays for none. */
  readonly members?: Readonly<Record<string, ClaimOwner>>;
}

/** A customer of a group who owes invoices of a message that goes to the group's payer. */
export interface ClaimOwner {
  readonly customer: CaseFacts['customer'];
  /** The owner's unallocated credit by currency, in minor units. It pays for no other customer's invoices. */
  readonly creditMinor: CreditByCurrency;
}

/** Why the gate drops a request. */
export const DROP_REASONS = [
  'invoice-settled',
  'on-hold',
  'direct-debit',
  'covered-by-credit',
  'step-unknown',
  'no-longer-due',
  'listed-already',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

export interface DroppedRequest {
  readonly requestId: string;
  readonly reason: DropReason;
}

export interface Recipient {
  readonly contactId: string | null;
  readonly channel: Channel;
  readonly address: string;
}

/** Why the gate postpones a message. */
export const WAIT_REASONS = [
  'window-closed',
  'spacing',
  'deadline-named',
  'contact-budget',
  'legal-cap',
  'daily-limit',
  'feed-stale',
  'all-stopped',
  'covered-by-credit',
  'address-resting',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** Why no message is sent: no contact can be reached, or several can and none is known to be responsible. */
export type UnreachableReason = 'no-way' | 'ambiguous-contact';

/** The decision of the gate: one message to the customer, a later evaluation, or nothing. */
export type Composition =
  | { readonly kind: 'nothing'; readonly dropped: readonly DroppedRequest[] }
  | {
      readonly kind: 'wait';
      readonly until: EpochMs;
      readonly reason: WaitReason;
      readonly dropped: readonly DroppedRequest[];
    }
  | {
      readonly kind: 'unreachable';
      readonly because: UnreachableReason;
      readonly carries: readonly ContactRequest[];
      readonly dropped: readonly DroppedRequest[];
    }
  | {
      readonly kind: 'send';
      readonly template: Template;
      readonly stage: Stage;
      readonly severity: Severity;
      readonly deadlineOn: IsoDate | null;
      readonly attachments: MessageStep['attachments'];
      readonly carries: readonly ContactRequest[];
      readonly dropped: readonly DroppedRequest[];
      /** Ids of the invoices that the message lists, in the order it lists them. */
      readonly overdue: readonly string[];
      readonly upcoming: readonly string[];
      readonly settled: readonly string[];
      /** Ids of the invoices that a service message is about, whatever is open of them. Left out: none. */
      readonly concerned?: readonly string[];
      /**
       * The sums that the message asks for, by currency: the open balances of the listed invoices less the customer's
       * credit.
       */
      readonly sums: readonly NetSum[];
      /**
       * The customer's credit that the sums are netted with, when the rest of it pays for overdue invoices that the
       * message does not list, or when the message lists invoices of several customers: the credit of each pays for its
       * own invoices. Left out: all of the customer's credit.
       */
      readonly creditMinor?: CreditByCurrency;
      /** The recipients on each channel; the channels are tried in this order until one accepts the message. */
      readonly channels: readonly (readonly Recipient[])[];
    };
