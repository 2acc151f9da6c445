import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { StepState } from '@puntual/domain/decide/case-facts';
import type { PolicyStep } from '@puntual/domain/policy/policy';
import type { Channel, Severity, Stage, Template } from '@puntual/domain/policy/vocabulary';
import type { LoadedCase } from '../facts/load-case.ts';
import type { Amendment, BookedEntry, BookedHold, BookedPayment } from './ledger-timeline.ts';

/** A time in the past, `from` an instant to before the instant `to`. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

export interface PastStep {
  readonly invoice: string;
  readonly stepId: string;
  readonly occurrence: number;
  readonly state: StepState;
  readonly on: IsoDate;
  readonly deadlineOn: IsoDate | null;
  readonly stage: Stage | null;
  readonly day: number | null;
  readonly do: PolicyStep['do'];
  readonly requestedAt: number;
  readonly messageId: string | null;
  readonly reason: string | null;
  /** The run of the case that requested the step. */
  readonly caseRun: number;
}

export interface PastMessage {
  readonly id: string;
  readonly customer: string;
  readonly at: number;
  readonly on: IsoDate;
  readonly template: Template;
  readonly stage: Stage;
  readonly severity: Severity | null;
  readonly reminder: boolean;
  readonly channel: Channel;
  readonly deadlineOn: IsoDate | null;
  /** The last state that the provider has reported as of today. */
  readonly deliveryState: string | null;
  readonly overdue: readonly string[];
  /** Row ids of all invoices that the message listed; `overdue` are some of them. */
  readonly listed: readonly string[];
  /** Row ids of the invoices whose steps it carried. */
  readonly carried: readonly string[];
  readonly people: readonly string[] | null;
}

export interface PastTask {
  readonly id: string;
  readonly customer: string;
  readonly kind: 'call' | 'approve-agency' | 'fix-contact';
  readonly stepId: string | null;
  readonly round: number;
  readonly at: number;
  readonly on: IsoDate;
  readonly dueOn: IsoDate | null;
  readonly overdueAt: number | null;
  readonly overdueOn: IsoDate | null;
  readonly completedAt: number | null;
  readonly completedOn: IsoDate | null;
  readonly outcome: string | null;
  readonly invoices: readonly string[];
}

export interface PastPlacement {
  readonly id: string;
  readonly invoice: string;
  readonly state: string;
  readonly at: number;
  readonly on: IsoDate;
  readonly placedAt: number | null;
  readonly recalledAt: number | null;
}

/**
 * What is recorded about some customers before an instant. `entries` to `placements` are grouped by the row id of the
 * invoice, `messages` to `payments` by the row id of the customer, each group in the order of its instants.
 */
export interface History {
  readonly entries: ReadonlyMap<string, readonly BookedEntry[]>;
  readonly holds: ReadonlyMap<string, readonly BookedHold[]>;
  readonly amendments: ReadonlyMap<string, readonly Amendment[]>;
  readonly steps: ReadonlyMap<string, readonly PastStep[]>;
  readonly placements: ReadonlyMap<string, readonly PastPlacement[]>;
  readonly messages: ReadonlyMap<string, readonly PastMessage[]>;
  readonly tasks: ReadonlyMap<string, readonly PastTask[]>;
  readonly payments: ReadonlyMap<string, readonly BookedPayment[]>;
}

/** A customer whose past is simulated: the cases as they stand today, and what is recorded. */
export interface PastCustomer {
  readonly customerRowId: string;
  readonly loaded: readonly LoadedCase[];
  readonly history: History;
}
