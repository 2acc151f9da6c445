import { simulate } from '@puntual/casework/simulate/simulate';
import type { Database } from '@puntual/db/database';
import type { ThreadRun } from '@puntual/platform/threads/serve-thread';
import { simulationView } from './show-simulation.ts';
import type { SimulationInput, SimulationOutput } from './simulation-job.ts';

/** Runs a simulation in the thread of its job. Throws the signal's reason when the caller has gone. */
export async function simulateAsShown(
  database: Database,
  { organizationId, request, shownAs }: SimulationInput,
  { signal, progress }: ThreadRun,
): Promise<SimulationOutput> {
  const result = await simulate(database, organizationId, { ...request, signal, onProgress: progress });
  if (result.result !== 'simulated') return result;
  return { result: 'simulated', json: new TextEncoder().encode(JSON.stringify(simulationView(result, shownAs))) };
}
