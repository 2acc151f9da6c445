import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { GateContact } from '@puntual/domain/decide/composition';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import type { RecordedChange } from '@puntual/domain/simulate/recorded-change';
import type { CustomerRun } from '@puntual/domain/simulate/summarize';
import type { Risk } from '@puntual/domain/policy/vocabulary';
import type { LoadedCase } from '../facts/load-case.ts';

/** One invoice of a simulation. */
export interface SimulatedInvoice {
  /** Row id; `invoiceId` is the ERP's. */
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly dueOn: IsoDate;
}

/** The invoices of cases, in the order of the cases. */
export function invoicesOf(cases: readonly LoadedCase[]): readonly SimulatedInvoice[] {
  return cases.map(({ facts, invoiceId, number }) => ({
    id: facts.invoice.id,
    invoiceId,
    number,
    dueOn: facts.invoice.dueOn,
  }));
}

/**
 * A customer at the start of a simulation: the cases with the policies that they run on, and with the policy to try.
 */
export interface SimulatedCustomer {
  /** Row id; `customerId` is the ERP's. */
  readonly id: string;
  readonly customerId: string;
  readonly name: string;
  readonly contacts: readonly GateContact[];
  readonly hasPostalAddress: boolean;
  readonly saidRisk: Risk | null;
  /** Whether a task to find contact data is open. */
  readonly contactDataAsked: boolean;
  readonly invoices: readonly SimulatedInvoice[];
  readonly current: readonly CaseFacts[];
  /** The versions to which cases change with their next step, by row id of the invoice. */
  readonly nextPolicies: ReadonlyMap<string, Pick<CaseFacts, 'policy' | 'window'>>;
  /** The same cases, some or all of them with the policy to try; null when none of them gets it. */
  readonly tried: readonly CaseFacts[] | null;
  /** What was booked in the simulated time; empty when the simulation is of the future. */
  readonly recorded: readonly RecordedChange[];
  /** What really happened in the simulated time; null when the simulation is of the future. */
  readonly record: CustomerRun | null;
}

/** What a simulation starts with, read at one moment. */
export interface LoadedSimulation {
  readonly customers: readonly SimulatedCustomer[];
  /** How many cases get the policy to try. */
  readonly appliedTo: number;
  readonly invoices: number;
  readonly contactStopped: boolean;
  readonly maxMessagesPerDay: number | null;
}

/** Why there is nothing to simulate. */
export type LoadRefusal =
  | { readonly result: 'too-many'; readonly invoices: number }
  /** `invoiceIds`: those that are not open, or do not exist. */
  | { readonly result: 'unknown-invoices'; readonly invoiceIds: readonly string[] };
