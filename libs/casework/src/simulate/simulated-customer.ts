import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { GateContact } from '@puntual/domain/decide/customer-facts';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import type { RecordedChange } from '@puntual/domain/simulate/recorded-change';
import type { CustomerRun } from '@puntual/domain/simulate/summarize';
import type { Risk } from '@puntual/domain/policy/vocabulary';

/** One invoice of a simulation, by the ids that people know. */
export interface SimulatedInvoice {
  /** Row id. */
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly dueOn: IsoDate;
}

/** A customer as a simulation starts with them: the cases with the policies that they run on, and the same with the policy to try. */
export interface SimulatedCustomer {
  /** Row id, and the ERP's. */
  readonly id: string;
  readonly customerId: string;
  readonly name: string;
  readonly contacts: readonly GateContact[];
  readonly hasPostalAddress: boolean;
  readonly saidRisk: Risk | null;
  readonly contactDataAsked: boolean;
  readonly invoices: readonly SimulatedInvoice[];
  readonly current: readonly CaseFacts[];
  /** The versions that cases move to with their next step. */
  readonly nextPolicies: ReadonlyMap<string, Pick<CaseFacts, 'policy' | 'window'>>;
  /** The cases with the policy to try; null when it is given to none of them. */
  readonly tried: readonly CaseFacts[] | null;
  readonly recorded: readonly RecordedChange[];
  /** What really happened, where the past is gone through again. */
  readonly record: CustomerRun | null;
}

/** What a simulation starts with, at one moment of the data. */
export interface LoadedSimulation {
  readonly customers: readonly SimulatedCustomer[];
  /** Cases that the policy to try is given to. */
  readonly appliedTo: number;
  readonly invoices: number;
  readonly contactStopped: boolean;
  readonly maxMessagesPerDay: number | null;
}

/** Why there is nothing to simulate. */
export type LoadRefusal =
  | { readonly result: 'too-many'; readonly invoices: number }
  /** Named ones that are not open, or not there. */
  | { readonly result: 'unknown-invoices'; readonly invoiceIds: readonly string[] };
