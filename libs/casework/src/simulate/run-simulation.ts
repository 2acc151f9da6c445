import { setImmediate } from 'node:timers/promises';
import { daysBetween } from '@puntual/domain/calendar/dates';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import {
  compareCustomer,
  comparer,
  type CustomerDifference,
  type RunDifferences,
} from '@puntual/domain/simulate/compare';
import { simulateCustomer, type Simulation } from '@puntual/domain/simulate/simulate-customer';
import { summarizer, type Count, type CustomerRun, type SimulationSummary } from '@puntual/domain/simulate/summarize';
import type { SimulatedCustomer } from './simulated-customer.ts';

export interface RunOptions {
  readonly from: number;
  readonly to: number;
  readonly calls: Simulation['calls'];
  /** How many customers' runs are returned one by one; the runs of all customers count in the summaries. */
  readonly keep: number;
  readonly signal: AbortSignal;
  readonly onProgress: (customersDone: number, customers: number) => void;
}

/** One customer's run, and the run that it is compared with: under the current policies, or what really happened. */
export interface ComparedRun {
  readonly customer: SimulatedCustomer;
  readonly run: CustomerRun;
  readonly other: CustomerRun | null;
  readonly difference: CustomerDifference | null;
}

/** The runs in numbers, and how many invoices have their first contact how many days after the due date. */
export interface RunSummary extends SimulationSummary {
  readonly firstContactAfterDue: readonly Count<number>[];
}

export interface SimulationOutcome {
  readonly runs: readonly ComparedRun[];
  readonly summary: RunSummary;
  /** The summary of the other runs, and how the runs differ; null when nothing is compared. */
  readonly other: RunSummary | null;
  readonly differences: RunDifferences | null;
}

/**
 * How long the simulation keeps the process's thread. Other work waits no longer than this, or than one customer takes.
 */
const SLICE_MS = 20;
/** How often progress is reported in all. */
const PROGRESS_REPORTS = 50;

/**
 * Simulates customers one after the other, and yields the thread to other work in between. `compare`: whether each run
 * is compared with another run. Throws the signal's reason when the signal is aborted.
 */
export async function runSimulation(
  customers: readonly SimulatedCustomer[],
  compare: boolean,
  options: RunOptions,
): Promise<SimulationOutcome> {
  const { keep, signal, onProgress } = options;
  const [counts, otherCounts, differences] = [summarizer(), summarizer(), comparer()];
  const runs: ComparedRun[] = [];
  const reportEvery = Math.max(1, Math.ceil(customers.length / PROGRESS_REPORTS));
  let sliceBegan = performance.now();
  for (const [index, customer] of customers.entries()) {
    signal.throwIfAborted();
    const { run, other } = runCustomer(customer, compare, options);
    counts.add(run);
    if (other) {
      otherCounts.add(other);
      differences.add(
        run,
        other,
        customer.invoices.map((invoice) => invoice.id),
      );
    }
    if (runs.length < keep) runs.push({ customer, run, other, difference: other && compareCustomer(run, other) });
    if ((index + 1) % reportEvery === 0 || index + 1 === customers.length) onProgress(index + 1, customers.length);
    if (performance.now() - sliceBegan >= SLICE_MS) {
      await setImmediate();
      sliceBegan = performance.now();
    }
  }
  const dueOn = new Map(
    customers.flatMap((customer) => customer.invoices.map((invoice) => [invoice.id, invoice.dueOn])),
  );
  return {
    runs,
    summary: withDaysToContact(counts.result(), dueOn),
    other: compare ? withDaysToContact(otherCounts.result(), dueOn) : null,
    differences: compare ? differences.result() : null,
  };
}

function withDaysToContact(summary: SimulationSummary, dueOn: ReadonlyMap<string, string>): RunSummary {
  const counts = new Map<number, number>();
  for (const { invoiceId, on } of summary.firstContacts) {
    const days = daysBetween(dueOn.get(invoiceId) ?? on, on);
    counts.set(days, (counts.get(days) ?? 0) + 1);
  }
  return {
    ...summary,
    firstContactAfterDue: [...counts].map(([at, count]) => ({ at, count })).sort((a, b) => a.at - b.at),
  };
}

function runCustomer(
  customer: SimulatedCustomer,
  compare: boolean,
  { from, to, calls }: RunOptions,
): { readonly run: CustomerRun; readonly other: CustomerRun | null } {
  const { contacts, hasPostalAddress, saidRisk, contactDataAsked, recorded, nextPolicies } = customer;
  const simulate = (cases: readonly CaseFacts[]): CustomerRun => {
    // A case that gets the policy to try keeps it: it does not change to the version of a running move.
    const moving = new Map(
      [...nextPolicies].filter(
        ([id]) =>
          cases === customer.current ||
          customer.current.some((facts) => facts.invoice.id === id && cases.includes(facts)),
      ),
    );
    return {
      customerId: customer.id,
      happened: simulateCustomer({
        cases,
        contacts,
        hasPostalAddress,
        from,
        to,
        calls,
        recorded,
        saidRisk,
        contactDataAsked,
        nextPolicies: moving,
      }).happened,
    };
  };
  const run = simulate(customer.tried ?? customer.current);
  if (!compare) return { run, other: null };
  return { run, other: customer.record ?? (customer.tried === null ? run : simulate(customer.current)) };
}
