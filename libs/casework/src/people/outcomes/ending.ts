import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { CompleteTask } from '@puntual/contracts/api/schemas';
import type { Actor } from '../../record/actor.ts';

/** A task that a person ends, under the lock of its customer, with what its outcomes look at. */
export interface Ending {
  readonly actor: Actor;
  readonly input: CompleteTask;
  readonly task: { readonly id: string; readonly messageId: string | null };
  readonly customer: { readonly id: string; readonly customerId: string; readonly currency: string };
  /** The invoices of the task that are open still. */
  readonly invoices: readonly OpenInvoice[];
  /** The customer's local day. */
  readonly today: IsoDate;
  readonly now: number;
}

interface OpenInvoice {
  readonly id: string;
  readonly customerId: string;
  readonly currency: string;
  readonly runsPolicyKey: string | null;
  readonly runsPolicyVersion: number | null;
}

/** What the person gave does not do: nothing was changed, and the task stays open. */
export interface Refusal {
  readonly result: 'invalid';
  readonly path: string;
  readonly message: string;
}

export function refuse(path: string, message: string): Refusal {
  return { result: 'invalid', path, message };
}
