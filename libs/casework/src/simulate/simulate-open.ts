import type { Simulation } from '@puntual/domain/simulate/simulate-customer';
import type { Policy } from '@puntual/domain/policy/policy';
import type { PolicyFault } from '@puntual/domain/policy/check-policy';
import type { Database } from '@puntual/db/database';
import { loadOpenCases, type OpenScope } from './load-open-cases.ts';
import { policyToSimulate, type FoundPolicy, type WantedPolicy } from './policy-to-simulate.ts';
import { runSimulation, type SimulationOutcome } from './run-simulation.ts';
import type { LoadedSimulation, LoadRefusal } from './simulated-customer.ts';

/** How far a simulation has come: customers read, then customers simulated. */
export interface SimulationProgress {
  readonly phase: 'reading' | 'simulating';
  readonly done: number;
  readonly of: number;
}

export interface SimulationRequest extends Pick<OpenScope, 'invoiceIds' | 'cases' | 'after'> {
  /** Null: nothing is tried, every case goes on with its own. */
  readonly policy: WantedPolicy | null;
  /** Whole days from `from` on, at most `SIMULATED_DAYS` of the contract. */
  readonly days: number;
  readonly calls: Simulation['calls'];
  /** Most customers that are given back one by one. */
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SimulationProgress) => void;
}

/** The policy that was tried, and where it is from. */
export type TriedPolicy = Pick<Extract<FoundPolicy, { result: 'policy' }>, 'policy' | 'source'>;

export type SimulationResult =
  | { readonly result: 'simulated'; readonly from: number; readonly to: number; readonly tried: TriedPolicy | null; readonly against: 'current-policies' | 'record' | null; readonly loaded: Omit<LoadedSimulation, 'customers'>; readonly customers: number; readonly outcome: SimulationOutcome }
  | { readonly result: 'policy-not-found' }
  | { readonly result: 'policy-invalid'; readonly faults: readonly PolicyFault[] }
  | LoadRefusal;

const DAY_MS = 86_400_000;
/** Reading 20,000 invoices takes seconds; a database that is busy gets its time. */
const READ_TIMEOUT_MS = 120_000;

/**
 * What would happen from `from` on with the open cases of an organization, under a policy to try and beside it under those that they run on. Read at one moment
 * and changed nowhere. With `after`, only as many customers as are given back are gone through, for the pages that follow the first. Throws the
 * signal's reason when it is aborted.
 */
export async function simulateOpen(database: Database, organizationId: string, request: SimulationRequest, from: number): Promise<SimulationResult> {
  const { signal, onProgress, after, limit } = request;
  const read = await database.inOrganization(organizationId, async (tx) => {
    const found = request.policy && await policyToSimulate(tx, organizationId, request.policy);
    if (found && found.result !== 'policy') return found.result === 'invalid' ? { result: 'policy-invalid', faults: found.faults } as const : { result: 'policy-not-found' } as const;
    const policy: Policy | null = found?.policy ?? null;
    const scope: OpenScope = { invoiceIds: request.invoiceIds, policy, cases: request.cases, after, most: after === null ? null : limit + 1 };
    const loaded = await loadOpenCases(tx, organizationId, scope, from, (done, of) => {
      signal.throwIfAborted();
      onProgress({ phase: 'reading', done, of });
    });
    return 'result' in loaded ? loaded : { result: 'loaded', found, loaded } as const;
  }, { readOnly: true, timeoutMs: READ_TIMEOUT_MS });
  if (read.result !== 'loaded') return read;

  const { customers, ...loaded } = read.loaded;
  const to = from + request.days * DAY_MS;
  const outcome = await runSimulation(customers, read.found !== null, { from, to, calls: request.calls, keep: limit + 1, signal, onProgress: (done, of) => onProgress({ phase: 'simulating', done, of }) });
  return { result: 'simulated', from, to, tried: read.found && { policy: read.found.policy, source: read.found.source }, against: read.found && 'current-policies', loaded, customers: customers.length, outcome };
}
