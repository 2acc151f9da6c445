import type { Simulation } from '@puntual/domain/simulate/simulate-customer';
import type { Channel } from '@puntual/domain/policy/vocabulary';
import type { PolicyFault } from '@puntual/domain/policy-check/check-policy';
import type { Database } from '@puntual/db/database';
import type { Period } from './history.ts';
import { loadHistory } from './load-history.ts';
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

/** A simulation of the past. */
export type Past = Period;

/** A simulation of the future from `from` on, for all open cases or for the customers of some invoices. */
export interface ToCome extends Pick<OpenScope, 'invoiceIds'> {
  readonly from: number;
  /** Whole days, at most `SIMULATED_DAYS` of the contract. */
  readonly days: number;
}

export interface SimulationRequest extends Pick<OpenScope, 'cases' | 'after'> {
  readonly over: Past | ToCome;
  /** Null: no policy is tried, and every case keeps its own. */
  readonly policy: WantedPolicy | null;
  readonly calls: Simulation['calls'];
  /** The channels for which this installation has no provider; left out: none. */
  readonly unavailable?: ReadonlySet<Channel>;
  /** How many customers' runs are returned one by one. */
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SimulationProgress) => void;
}

/** The policy that was tried, and where it came from. */
export type TriedPolicy = Pick<Extract<FoundPolicy, { result: 'policy' }>, 'policy' | 'source'>;

export type SimulationResult =
  | {
      readonly result: 'simulated';
      readonly from: number;
      readonly to: number;
      readonly tried: TriedPolicy | null;
      readonly against: 'current-policies' | 'record' | null;
      readonly loaded: Omit<LoadedSimulation, 'customers'>;
      readonly customers: number;
      readonly outcome: SimulationOutcome;
    }
  | { readonly result: 'policy-not-found' }
  | { readonly result: 'policy-invalid'; readonly faults: readonly PolicyFault[] }
  | LoadRefusal;

const DAY_MS = 86_400_000;
/** Reading 20,000 invoices takes seconds, and longer on a busy database. */
const READ_TIMEOUT_MS = 120_000;

/**
 * Simulates the open cases of an organization under a policy to try, and compares them with the same cases under the
 * policies that they run on. Or simulates the past, with the invoices and payments as they were recorded, and compares
 * it with what really happened. Reads everything in one read-only transaction. With `after` (the pages after the
 * first), simulates only the customers that are returned. Throws the signal's reason when the signal is aborted.
 */
export async function simulate(
  database: Database,
  organizationId: string,
  request: SimulationRequest,
): Promise<SimulationResult> {
  const { over, cases, calls, signal, onProgress, after, limit, unavailable = new Set() } = request;
  const read = await database.inOrganization(
    organizationId,
    async (tx) => {
      // The planner overestimates the cost of statements with thousands of small look-ups; compiling them takes longer
      // than running them.
      await tx.$executeRaw`SET LOCAL jit = off`;
      const found = request.policy && (await policyToSimulate(tx, organizationId, request.policy));
      if (found && found.result !== 'policy')
        return found.result === 'invalid'
          ? ({ result: 'policy-invalid', faults: found.faults } as const)
          : ({ result: 'policy-not-found' } as const);
      const most = after === null ? null : limit + 1;
      const scope = { policy: found?.policy ?? null, cases, after, most, unavailable };
      const reportRead = (done: number, of: number) => {
        signal.throwIfAborted();
        onProgress({ phase: 'reading', done, of });
      };
      const loaded = await ('to' in over
        ? loadHistory(tx, organizationId, { ...scope, ...over }, reportRead)
        : loadOpenCases(tx, organizationId, { ...scope, invoiceIds: over.invoiceIds, now: over.from }, reportRead));
      return 'result' in loaded ? loaded : ({ result: 'loaded', found, loaded } as const);
    },
    { readOnly: true, timeoutMs: READ_TIMEOUT_MS },
  );
  if (read.result !== 'loaded') return read;

  const {
    found,
    loaded: { customers, ...loaded },
  } = read;
  const { from } = over;
  const to = 'to' in over ? over.to : from + over.days * DAY_MS;
  const against = 'to' in over ? ('record' as const) : found && ('current-policies' as const);
  const outcome = await runSimulation(customers, against !== null, {
    from,
    to,
    calls,
    keep: limit + 1,
    signal,
    onProgress: (done, of) => onProgress({ phase: 'simulating', done, of }),
  });
  return {
    result: 'simulated',
    from,
    to,
    tried: found && { policy: found.policy, source: found.source },
    against,
    loaded,
    customers: customers.length,
    outcome,
  };
}
