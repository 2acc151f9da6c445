import type { EpochMs, IsoDate } from '../calendar/dates.ts';
import type { PolicyStep } from '../policy/policy.ts';
import type { InvoiceStatus } from './case-facts.ts';
import type { Reason } from './reason.ts';
import type { Stage } from '../policy/vocabulary.ts';

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
  | { readonly kind: 'open-call'; readonly stepId: string; readonly round: number }
  | { readonly kind: 'note-call-overdue'; readonly taskId: string }
  | { readonly kind: 'hold-supply'; readonly stepId: string }
  | { readonly kind: 'propose-agency'; readonly stepId: string }
  | { readonly kind: 'place-with-agency'; readonly placementId: string }
  | { readonly kind: 'recall-placement'; readonly placementId: string };
