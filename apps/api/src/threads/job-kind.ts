declare const types: unique symbol;

/** A kind of work that runs in a thread. `Input` and `Output` are copied by structured clone. */
export interface JobKind<Input, Output> {
  readonly name: string;
  readonly [types]?: readonly [Input, Output];
}

/** A job as the thread gets it. */
export interface NamedJob {
  readonly name: string;
  readonly input: unknown;
}

/** What the threads know from their start. */
export interface HeavyThreadData {
  readonly databaseUrl: string;
}
