import { simulateOpen, type SimulationProgress, type SimulationResult } from '@puntual/casework/simulate/simulate-open';
import type { Simulate } from '@puntual/contracts/api/simulate';
import type { Database } from '@puntual/db/database';

export interface SimulateNow {
  /** The instant that a simulation of what is to come starts at. */
  readonly now: number;
  readonly after: string | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SimulationProgress) => void;
}

/** Simulates what a request asks for. Throws the signal's reason once whoever asked is gone. */
export function simulateOver(database: Database, organizationId: string, { over, policy, cases, days, calls, limit }: Simulate, { now, ...during }: SimulateNow): Promise<SimulationResult> {
  const request = { ...during, policy: policy ?? null, cases, calls, limit };
  return simulateOpen(database, organizationId, { ...request, days, invoiceIds: over.kind === 'invoices' ? over.invoiceIds : null }, now);
}
