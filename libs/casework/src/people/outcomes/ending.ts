import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { CompleteTask } from '@puntual/contracts/api/tasks';
import type { Actor } from '../../record/actor.ts';

/** A task that a person ends, under the lock of its customer, with the facts that its outcomes need. */
export interface Ending {
  readonly actor: Actor;
  readonly input: CompleteTask;
  readonly task: {
    readonly id: string;
    readonly kind: string;
    readonly messageId: string | null;
    readonly reason: string | null;
    readonly disputeId: string | null;
  };
  readonly customer: {
    readonly id: string;
    readonly customerId: string;
    readonly currency: string;
    readonly country: string;
    readonly kind: string;
    readonly timeZone: string;
  };
  /** The invoices of the task that are still open. */
  readonly invoices: readonly OpenInvoice[];
  /** The customer's local day. */
  readonly today: IsoDate;
  readonly now: number;
  /** Whether the person may go beyond what a collector may grant. */
  readonly mayExceed: boolean;
}

interface OpenInvoice {
  readonly id: string;
  readonly customerId: string;
  readonly invoiceId: string;
  readonly currency: string;
  readonly openMinor: bigint;
  readonly chargesMinor: bigint;
  readonly runsPolicyKey: string | null;
  readonly runsPolicyVersion: number | null;
}

/** The person's input is refused: nothing was changed, and the task stays open. */
export type OutcomeRefusal = { readonly result: 'invalid' } & Refusal;

/** A refusal as the use case answers with it. */
export function refuse(refusal: Refusal): OutcomeRefusal {
  return { result: 'invalid', ...refusal };
}
