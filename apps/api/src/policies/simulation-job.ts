import type { SimulationRequest, SimulationResult } from '@puntual/casework/simulate/simulate';
import type { JobKind } from '../threads/job-kind.ts';
import type { ShownAs } from './show-simulation.ts';

export interface SimulationInput {
  readonly organizationId: string;
  readonly request: Omit<SimulationRequest, 'signal' | 'onProgress'>;
  readonly shownAs: ShownAs;
}

/** A refusal, or the simulation as the API answers it, in JSON: a large one is not built again in the main thread. */
export type SimulationOutput =
  | Exclude<SimulationResult, { readonly result: 'simulated' }>
  | { readonly result: 'simulated'; readonly json: Uint8Array };

/** Simulates a policy; progress is a `SimulationProgress`. */
export const simulationJob: JobKind<SimulationInput, SimulationOutput> = { name: 'simulate' };
