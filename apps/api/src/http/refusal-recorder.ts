import type { Caller } from './caller.ts';

/** Records what the API refused to somebody for their rights. */
export interface RefusalRecorder {
  /** Records one refusal: the pattern of the route, and the code of the problem. Never fails. */
  add(caller: Caller, route: string, code: string): Promise<void>;
}

export const REFUSAL_RECORDER = Symbol('refusal recorder');
