import type { EpochMs, IsoDate } from '../calendar/dates.ts';
import type { SendWindow } from '../calendar/send-window.ts';
import type { PastContact } from '../caps/past-contact.ts';
import type { InvoiceNeed } from '../policy/customer-procedure.ts';
import type { Policy, PolicyStep } from '../policy/policy.ts';
import type { CountedPromise } from '../promises/kept-share.ts';
import type { CustomerKind, Risk, Stage } from '../policy/vocabulary.ts';
import type { Tone } from './earlier-listings.ts';

/** The status of an invoice. Only an `open` invoice is chased; every other status ends its case. */
export const INVOICE_STATUSES = ['open', 'paid', 'credited', 'cancelled', 'written-off'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

/** Why an invoice is not chased for a while (docs/glossary.md, "hold"). */
export const HOLD_KINDS = [
  'dispute',
  'promise',
  'manual',
  'payment-claimed',
  'direct-debit',
  'assigned',
  'paying-now',
  'documents-sent',
  'call-back',
  'plan',
] as const;
export type HoldKind = (typeof HOLD_KINDS)[number];

/**
 * A reason not to chase. It blocks until the end of `untilOn` in the debtor's time zone; without `untilOn` it blocks
 * until a person releases it.
 */
export interface Hold {
  readonly id: string;
  readonly kind: HoldKind;
  readonly untilOn: IsoDate | null;
  /** The day after which the case wakes although the hold goes on. Left out or null: none before its end. */
  readonly wakeOn?: IsoDate | null;
}

/**
 * The state of one step of the policy. `requested`: the case requested the message, which is not settled yet. `sent`
 * and `done`: the step happened. `dropped`: the gate found that the step did not apply at that time; the case may
 * request it again. `skipped`: the step will not happen. `failed`: no channel could deliver the message.
 */
export type StepState = 'requested' | 'sent' | 'done' | 'dropped' | 'skipped' | 'failed';

/** What is recorded of one occurrence of a step. */
export interface StepRecord {
  readonly stepId: string;
  readonly occurrence: number;
  readonly state: StepState;
  /** The debtor's local day of the last change of state. */
  readonly on: IsoDate;
  /** The payment deadline that the message named. */
  readonly deadlineOn: IsoDate | null;
  /**
   * Stage and day of the step in the policy that requested it. A policy that runs later reads from them how far the
   * case has come.
   */
  readonly stage?: Stage | null;
  readonly day?: number | null;
  readonly do?: PolicyStep['do'];
  /** The run of the case that the record belongs to. Left out: the present one. */
  readonly caseRun?: number;
}

/** The latest call task that lists the invoice: open, or done with its outcome. */
export interface CallState {
  readonly taskId: string;
  /** The step that opened the task; null when it is not known. */
  readonly stepId?: string | null;
  readonly round: number;
  readonly state: 'open' | 'done';
  readonly outcome: string | null;
  readonly dueOn: IsoDate;
  readonly overdueNoted: boolean;
  readonly completedOn: IsoDate | null;
}

/** The hand-over of the debt to an agency. */
export interface PlacementState {
  readonly placementId: string;
  readonly state: 'proposed' | 'approved' | 'rejected' | 'placed' | 'recalled';
  /** What was open when the hand-over was proposed, in minor units; left out: not known. */
  readonly proposedMinor?: bigint;
  /** A person called the debt back, or a payment did, and the agency is to be told. */
  readonly recallAsked?: true;
  /** Days that have to run after the last demand before the hand-over; left out: the agency asks for none. */
  readonly lastLetterDays?: number;
  /** The agency was told once, and nobody knows yet whether it got the debt. */
  readonly tried?: true;
  /** Why the agency cannot be told by the case itself, so that a person has to act. Left out: it can. */
  readonly stuck?: PlacementStuck;
}

/**
 * `no-agency`: the rules of the organization name no agency for the debt. `refused`: the agency refused what it was
 * told, or could not be reached for long. `unknown`: nobody knows whether it arrived.
 */
export type PlacementStuck = 'no-agency' | 'refused' | 'unknown';

/** A payment feed that is too old to chase invoices by it. */
export interface StaleFeed {
  readonly feed: string;
  /**
   * The instant up to which payments are known to be complete; null when payments wait to be read and no instant is
   * known.
   */
  readonly completeUntil: EpochMs | null;
}

/** All inputs of `decide`, read at one time from the system of record. The facts hold no personal data. */
export interface CaseFacts {
  readonly invoice: {
    readonly id: string;
    readonly status: InvoiceStatus;
    readonly dueOn: IsoDate;
    /** The debtor's local day on which Puntual received the invoice. No late step falls on or before this day. */
    readonly knownOn: IsoDate;
    readonly currency: string;
    /** The open balance that is chased: principal and charges, without a part that is disputed. */
    readonly openMinor: bigint;
    /** The disputed part that is not in it. Left out: none. A whole invoice that is disputed is on hold instead. */
    readonly disputedMinor?: bigint;
    /** The part of it that is charges. Left out: none. */
    readonly chargesMinor?: bigint;
    readonly alreadyReached: { readonly stage: Stage; readonly on: IsoDate } | null;
    /** The contact (the ERP's id) that messages about the invoice go to. */
    readonly contactId?: string | null;
    /**
     * The run of the case: 1, and one more each time that a reversal re-opens the invoice after its case was closed.
     * Left out: 1.
     */
    readonly caseRun?: number;
    /** The first pay run of the customer that the invoice can meet. Left out or null: the customer has no pay runs. */
    readonly payRunOn?: IsoDate | null;
    /** What the customer's procedure asks for and the invoice lacks. Left out: nothing. */
    readonly missing?: readonly InvoiceNeed[];
  };
  readonly customer: {
    readonly id: string;
    /** The customer pays by direct debit, and no direct debit of this invoice has failed. */
    readonly directDebit: boolean;
    readonly kind: CustomerKind;
    readonly country: string;
    readonly tags: readonly string[];
    readonly risk: Risk;
    readonly brokenPromises: number;
    /**
     * The payer of the customer's group, who is contacted for the customer: the law of the payer's country counts. Left
     * out: the customer is contacted.
     */
    readonly payer?: { readonly id: string; readonly kind: CustomerKind; readonly country: string };
    /** The customer's promises with what they promised and kept. Left out: none. */
    readonly promises?: readonly CountedPromise[];
    /**
     * The invoice is the first of a new customer, and no case has requested the message of terms. Read only where the
     * policy tells the terms. Left out: no.
     */
    readonly termsOwed?: boolean;
  };
  readonly window: SendWindow;
  readonly policy: Policy;
  readonly steps: readonly StepRecord[];
  /** The holds that block the whole invoice: all but disputes of a part (`chasedPart`). */
  readonly holds: readonly Hold[];
  /**
   * The debtor's local day on which a dispute of the invoice, whole or part, has to be judged: its deadline has passed
   * then, or its credit note is late. Left out or null: none has to be.
   */
  readonly disputeJudgedOn?: IsoDate | null;
  /** The debtor's next local day on which a service message is due (`serviceSchedule`). Left out: none is foreseen. */
  readonly serviceDueOn?: IsoDate;
  /** The debtor's local day of the last reminder (stage friendly or later) that the customer got about any invoice. */
  readonly lastReminderOn: IsoDate | null;
  /**
   * The latest payment deadline in a message that lists this invoice (`namedDeadline`), whichever invoice requested the
   * message.
   */
  readonly deadlineNamedOn: IsoDate | null;
  /** The strongest tone in which a message has demanded this invoice (`strongestDemand`). Left out: none has. */
  readonly demandedTone?: Tone | null;
  /** The last local day on which a message about other invoices listed this one as coming up. Left out: none has. */
  readonly listedUpcomingOn?: IsoDate | null;
  /** The customer's contacts of the last 31 days, oldest first: e-mails, SMS, letters and calls share one budget. */
  readonly recentContacts: readonly PastContact[];
  /** The organization has stopped all contact. */
  readonly allStopped: boolean;
  readonly staleFeed: StaleFeed | null;
  /** The customer's unallocated credit in the invoice's currency, in minor units, and all that is open in it. */
  readonly creditMinor: bigint;
  readonly customerOpenMinor: bigint;
  readonly call: CallState | null;
  readonly placement: PlacementState | null;
}
