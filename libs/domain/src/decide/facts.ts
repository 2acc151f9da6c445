import type { EpochMs, IsoDate } from '../calendar/dates.ts';
import type { SendWindow } from '../calendar/send-window.ts';
import type { CapReason } from '../caps/next-allowed.ts';
import type { PastContact } from '../caps/past-contact.ts';
import type { ConditionField } from '../policy/conditions.ts';
import {
  THANK_YOU_STEP,
  type CustomerKind,
  type Policy,
  type PolicyStep,
  type Risk,
  type Stage,
} from '../policy/policy.ts';

/** How an invoice stands. `open` is chased; all others end its case. */
export const INVOICE_STATUSES = ['open', 'paid', 'credited', 'cancelled', 'written-off'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

/** Why a case is not chased for a while (DOMAIN §1, "hold"). */
export const HOLD_KINDS = ['dispute', 'promise', 'manual', 'payment-claimed', 'direct-debit'] as const;
export type HoldKind = (typeof HOLD_KINDS)[number];

/** A reason not to chase. It blocks until the end of `untilOn` in the debtor's zone, or, without it, until released. */
export interface Hold {
  readonly id: string;
  readonly kind: HoldKind;
  readonly untilOn: IsoDate | null;
}

/**
 * What became of one step of the policy. `requested`: asked for, not settled. `sent`/`done`: happened. `dropped`: the gate found that it
 * did not apply then, it may be asked again. `skipped`: will not happen. `failed`: no channel could deliver it.
 */
export type StepState = 'requested' | 'sent' | 'done' | 'dropped' | 'skipped' | 'failed';

export interface StepRecord {
  readonly stepId: string;
  readonly occurrence: number;
  readonly state: StepState;
  /** The debtor's local day of the last change of state. */
  readonly on: IsoDate;
  /** The day that the message named to pay by. */
  readonly deadlineOn: IsoDate | null;
  /** Stage and day of the step in the policy that asked for it: another policy may run now, and must know how far the case has come. */
  readonly stage?: Stage | null;
  readonly day?: number | null;
  readonly do?: PolicyStep['do'];
}

/** The open call task of the customer that this invoice is part of, or how the last one ended. */
export interface CallState {
  readonly taskId: string;
  /** The step that opened it; null where it is not known. */
  readonly stepId?: string | null;
  readonly round: number;
  readonly state: 'open' | 'done';
  readonly outcome: string | null;
  readonly dueOn: IsoDate;
  readonly overdueNoted: boolean;
  readonly completedOn: IsoDate | null;
}

export interface PlacementState {
  readonly placementId: string;
  readonly state: 'proposed' | 'approved' | 'rejected' | 'placed' | 'recalled';
}

/** A payment feed that is not fresh enough to chase on. */
export interface StaleFeed {
  readonly feed: string;
  /** Until when payments are known to be complete; null when nobody ever said. */
  readonly completeUntil: EpochMs | null;
}

/** Everything that `decide` looks at, read in one go from the system of record. Nothing here is a person's data. */
export interface CaseFacts {
  readonly invoice: {
    readonly id: string;
    readonly status: InvoiceStatus;
    readonly dueOn: IsoDate;
    /** The debtor's local day on which Puntual first knew of the invoice: no step happens as if it had been known before. */
    readonly knownOn: IsoDate;
    readonly currency: string;
    /** All that is chased: principal and charges. */
    readonly openMinor: bigint;
    readonly alreadyReached: { readonly stage: Stage; readonly on: IsoDate } | null;
    /** The contact (the ERP's id) that messages about it go to. */
    readonly contactId?: string | null;
  };
  readonly customer: {
    readonly id: string;
    /** The customer pays by direct debit, and none of this invoice has failed. */
    readonly directDebit: boolean;
    readonly kind: CustomerKind;
    readonly country: string;
    readonly tags: readonly string[];
    readonly risk: Risk;
    readonly brokenPromises: number;
  };
  readonly window: SendWindow;
  readonly policy: Policy;
  readonly steps: readonly StepRecord[];
  readonly holds: readonly Hold[];
  /** The debtor's local day of the last reminder (friendly and later) sent to the customer about any invoice. */
  readonly lastReminderOn: IsoDate | null;
  /** The latest day to pay by that a message which lists this invoice named, as overdue or as coming up, whichever invoice asked for the message. */
  readonly deadlineNamedOn: IsoDate | null;
  /** The customer's contacts of the last 31 days, oldest first: messages, SMS, letters and calls share one budget (DOMAIN §7, case 32). */
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

/** Why a case waits, or why a step is where it is. Codes with parameters; `explain` puts them into words. */
export type Reason =
  | { readonly code: 'step-day'; readonly stepId: string; readonly day: number }
  /** `backTo`: the open day before it, where the step comes sooner. `holiday`: its name, where whoever shows the reason looked it up. */
  | {
      readonly code: 'rolled-to-open-day';
      readonly from: IsoDate;
      readonly backTo?: IsoDate;
      readonly holiday?: { readonly en: string; readonly es: string };
    }
  | { readonly code: 'spacing-to-last-reminder'; readonly lastOn: IsoDate; readonly days: number }
  | { readonly code: 'kept-distance-after-late-step'; readonly stepId: string; readonly on: IsoDate }
  | { readonly code: 'deadline-named'; readonly on: IsoDate }
  | { readonly code: 'not-known-before'; readonly on: IsoDate }
  | { readonly code: 'late-catching-up' }
  | { readonly code: 'customer-refused' }
  | {
      readonly code: 'contact-budget';
      readonly most: number;
      readonly days: number;
      readonly used: 'contacts' | 'calls';
    }
  /** A law puts it off. */
  | { readonly code: 'legal-cap'; readonly cap: CapReason }
  | { readonly code: 'condition-unmet'; readonly field: ConditionField }
  | { readonly code: 'supply-hold-not-announced' }
  | { readonly code: 'passed-over'; readonly stepId: string }
  | { readonly code: 'courtesy-lapsed' }
  | { readonly code: 'reached-elsewhere'; readonly stage: Stage }
  | { readonly code: 'feed-stale'; readonly feed: string; readonly completeUntil: EpochMs | null }
  | { readonly code: 'all-stopped' }
  | { readonly code: 'hold'; readonly kind: HoldKind; readonly untilOn: IsoDate | null }
  | { readonly code: 'direct-debit' }
  | { readonly code: 'covered-by-credit' }
  | { readonly code: 'being-sent'; readonly stepId: string }
  | { readonly code: 'call-open'; readonly dueOn: IsoDate }
  | { readonly code: 'awaiting-approval' }
  | { readonly code: 'with-agency' }
  | { readonly code: 'nothing-left' };

/** A step that is still to come: when, and why then. */
export interface PlannedStep {
  readonly stepId: string;
  readonly do: PolicyStep['do'];
  readonly stage: Stage;
  readonly on: IsoDate;
  readonly at: EpochMs;
  readonly reasons: readonly Reason[];
}

/** A step that will not happen as things stand, and why. */
export interface SkippedStep {
  readonly stepId: string;
  readonly do: PolicyStep['do'];
  readonly stage: Stage;
  readonly reason: Reason;
}

/** What a case does next. Every switch over it is complete. */
export type Decision =
  | { readonly kind: 'close'; readonly outcome: Exclude<InvoiceStatus, 'open'> }
  | {
      readonly kind: 'wait';
      readonly until: EpochMs | null;
      readonly next: PlannedStep | null;
      readonly reasons: readonly Reason[];
    }
  | { readonly kind: 'request-contact'; readonly stepId: string; readonly occurrence: number; readonly stage: Stage }
  | { readonly kind: 'open-call'; readonly stepId: string; readonly round: number }
  | { readonly kind: 'note-call-overdue'; readonly taskId: string }
  | { readonly kind: 'hold-supply'; readonly stepId: string }
  | { readonly kind: 'propose-agency'; readonly stepId: string }
  | { readonly kind: 'place-with-agency'; readonly placementId: string }
  | { readonly kind: 'recall-placement'; readonly placementId: string };

export { THANK_YOU_STEP };
