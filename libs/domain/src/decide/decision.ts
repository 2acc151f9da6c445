import type { EpochMs, IsoDate } from '../calendar/dates.ts';
import type { CapReason } from '../caps/next-allowed.ts';
import type { Language } from '../language/languages.ts';
import type { ConditionField } from '../policy/conditions.ts';
import type { InvoiceNeed } from '../policy/customer-procedure.ts';
import type { PolicyStep } from '../policy/policy.ts';
import type { Stage } from '../policy/vocabulary.ts';
import type { HoldKind, InvoiceStatus, PlacementStuck } from './case-facts.ts';

/**
 * Why a case waits, or why a step has its date. Each reason is a code with parameters; `explain` turns it into words.
 */
export type Reason =
  | { readonly code: 'step-day'; readonly stepId: string; readonly day: number }
  /**
   * `backTo`: the earlier open day, when the step rolls back. `holiday`: the name of the holiday, `closed`: what else
   * closes the day; both filled in only for display.
   */
  | {
      readonly code: 'rolled-to-open-day';
      readonly from: IsoDate;
      readonly backTo?: IsoDate;
      readonly holiday?: Readonly<Record<Language, string>>;
      readonly closed?: 'weekday' | 'closing-day';
    }
  | { readonly code: 'spacing-to-last-reminder'; readonly lastOn: IsoDate; readonly days: number }
  | { readonly code: 'kept-distance-after-late-step'; readonly stepId: string; readonly on: IsoDate }
  | { readonly code: 'deadline-named'; readonly on: IsoDate }
  /** The customer pays in runs, and `on` is the first that the invoice can meet. */
  | { readonly code: 'pay-run'; readonly on: IsoDate }
  | { readonly code: 'not-known-before'; readonly on: IsoDate }
  | { readonly code: 'late-catching-up' }
  | { readonly code: 'customer-refused' }
  | {
      readonly code: 'contact-budget';
      readonly most: number;
      readonly days: number;
      readonly used: 'contacts' | 'calls';
    }
  /** A law postpones the contact. */
  | { readonly code: 'legal-cap'; readonly cap: CapReason }
  | { readonly code: 'condition-unmet'; readonly field: ConditionField }
  /** The message brings a fee that repeats: not why the step has its day, but what the customer reads in it. */
  | {
      readonly code: 'repeated-fee';
      readonly period: number;
      readonly everyDays: number;
      /** A decimal sum in the currency; for a fee that is a share of what is open: the percentage. */
      readonly amount: string | null;
      readonly currency: string;
      readonly percent: string | null;
    }
  /** The first invoice of a new customer, who is told the terms. */
  | { readonly code: 'first-invoice' }
  | { readonly code: 'supply-hold-not-announced' }
  | { readonly code: 'passed-over'; readonly stepId: string }
  | { readonly code: 'courtesy-lapsed' }
  /** A message about other invoices listed this one as coming up, so few days before that it needs no courtesy. */
  | { readonly code: 'listed-already'; readonly on: IsoDate }
  | { readonly code: 'reached-elsewhere'; readonly stage: Stage }
  | { readonly code: 'feed-stale'; readonly feed: string; readonly completeUntil: EpochMs | null }
  | { readonly code: 'all-stopped' }
  | { readonly code: 'hold'; readonly kind: HoldKind; readonly untilOn: IsoDate | null }
  | { readonly code: 'direct-debit' }
  | { readonly code: 'covered-by-credit' }
  | { readonly code: 'being-sent'; readonly stepId: string }
  /** `again`: the last call reached nobody, and the next one is opened on `dueOn`; left out: the call is open. */
  | { readonly code: 'call-open'; readonly dueOn: IsoDate; readonly again?: true }
  | { readonly code: 'awaiting-approval' }
  | { readonly code: 'with-agency' }
  /** `untilOn`: the last day of the last letter; null: no demand has reached the customer. */
  | { readonly code: 'last-letter'; readonly untilOn: IsoDate | null }
  | { readonly code: 'agency-not-reached'; readonly why: PlacementStuck }
  | { readonly code: 'nothing-left' };

/** A future step with its date and the reasons for that date. */
export interface PlannedStep {
  readonly stepId: string;
  readonly do: PolicyStep['do'];
  readonly stage: Stage;
  readonly on: IsoDate;
  readonly at: EpochMs;
  readonly reasons: readonly Reason[];
}

/** A step that will not happen while the facts stay as they are, with the reason. */
export interface SkippedStep {
  readonly stepId: string;
  readonly do: PolicyStep['do'];
  readonly stage: Stage;
  readonly reason: Reason;
}

/** What a case does next. */
export type Decision =
  | { readonly kind: 'close'; readonly outcome: Exclude<InvoiceStatus, 'open'> }
  | {
      readonly kind: 'wait';
      readonly until: EpochMs | null;
      readonly next: PlannedStep | null;
      readonly reasons: readonly Reason[];
    }
  | { readonly kind: 'request-contact'; readonly stepId: string; readonly occurrence: number; readonly stage: Stage }
  /** People get a task about the invoice, once: what it lacks, or whether all is there to pay it. */
  | {
      readonly kind: 'open-task';
      readonly task: 'complete-invoice' | 'confirm-payment';
      readonly stepId: string;
      readonly dueOn: IsoDate;
      readonly missing: readonly InvoiceNeed[];
    }
  | { readonly kind: 'open-call'; readonly stepId: string; readonly round: number }
  | { readonly kind: 'note-call-overdue'; readonly taskId: string }
  | { readonly kind: 'hold-supply'; readonly stepId: string }
  | { readonly kind: 'propose-agency'; readonly stepId: string }
  | { readonly kind: 'place-with-agency'; readonly placementId: string }
  | { readonly kind: 'recall-placement'; readonly placementId: string };
