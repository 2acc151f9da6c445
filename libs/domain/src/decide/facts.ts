import type { EpochMs, IsoDate } from '../calendar/dates.ts';
import type { SendWindow } from '../calendar/send-window.ts';
import { THANK_YOU_STEP, type Policy, type Stage } from '../policy/policy.ts';

/** How an invoice stands. `open` is chased; all others end its case. */
export const INVOICE_STATUSES = ['open', 'paid', 'credited', 'cancelled', 'written-off'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

/** Why a case is not chased for a while (DOMAIN §1, "hold"). */
export const HOLD_KINDS = ['dispute', 'promise', 'manual', 'payment-claimed'] as const;
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
}

/** The open call task of the customer that this invoice is part of, or how the last one ended. */
export interface CallState {
  readonly taskId: string;
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

/** Everything that `decide` looks at, read in one go from the system of record. Nothing here is a person's data. */
export interface CaseFacts {
  readonly invoice: {
    readonly id: string;
    readonly status: InvoiceStatus;
    readonly dueOn: IsoDate;
    /** The debtor's local day on which Puntual first knew of the invoice: no step happens as if it had been known before. */
    readonly knownOn: IsoDate;
    readonly currency: string;
    readonly openMinor: bigint;
    readonly alreadyReached: { readonly stage: Stage; readonly on: IsoDate } | null;
  };
  readonly customer: { readonly id: string; readonly directDebit: boolean };
  readonly window: SendWindow;
  readonly policy: Policy;
  readonly steps: readonly StepRecord[];
  readonly holds: readonly Hold[];
  /** The debtor's local day of the last reminder (friendly and later) sent to the customer about any invoice. */
  readonly lastReminderOn: IsoDate | null;
  /** The customer's unallocated credit in the invoice's currency, in minor units, and all that is open in it. */
  readonly creditMinor: bigint;
  readonly customerOpenMinor: bigint;
  readonly call: CallState | null;
  readonly placement: PlacementState | null;
}

/** Why a case waits, or why a step is where it is. Codes with parameters; `explain` puts them into words. */
export type Reason =
  | { readonly code: 'step-day'; readonly stepId: string; readonly day: number }
  | { readonly code: 'rolled-to-open-day'; readonly from: IsoDate }
  | { readonly code: 'spacing-to-last-reminder'; readonly lastOn: IsoDate; readonly days: number }
  | { readonly code: 'kept-distance-after-late-step'; readonly stepId: string; readonly on: IsoDate }
  | { readonly code: 'deadline-named'; readonly on: IsoDate }
  | { readonly code: 'not-known-before'; readonly on: IsoDate }
  | { readonly code: 'late-catching-up' }
  | { readonly code: 'customer-refused' }
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
  readonly do: 'send' | 'task' | 'agency';
  readonly stage: Stage;
  readonly on: IsoDate;
  readonly at: EpochMs;
  readonly reasons: readonly Reason[];
}

/** What a case does next. Every switch over it is complete. */
export type Decision =
  | { readonly kind: 'close'; readonly outcome: Exclude<InvoiceStatus, 'open'> }
  | { readonly kind: 'wait'; readonly until: EpochMs | null; readonly next: PlannedStep | null; readonly reasons: readonly Reason[] }
  | { readonly kind: 'request-contact'; readonly stepId: string; readonly occurrence: number; readonly stage: Stage }
  | { readonly kind: 'open-call'; readonly stepId: string; readonly round: number }
  | { readonly kind: 'note-call-overdue'; readonly taskId: string }
  | { readonly kind: 'propose-agency'; readonly stepId: string }
  | { readonly kind: 'place-with-agency'; readonly placementId: string }
  | { readonly kind: 'recall-placement'; readonly placementId: string };

export { THANK_YOU_STEP };
