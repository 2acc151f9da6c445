/** What a pool sends to a thread: a job, or that nobody waits for the running job any more. */
export type ToThread = { readonly kind: 'run'; readonly input: unknown } | { readonly kind: 'abort' };

/** What a thread sends to its pool about the one job that it runs. */
export type FromThread =
  | { readonly kind: 'begun' }
  | { readonly kind: 'progress'; readonly progress: unknown }
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly failure: ThreadFailure };

/** An error of a job, as it crosses from the thread. */
export interface ThreadFailure {
  readonly name: string;
  readonly message: string;
  /** The database did not answer, or asks for a retry. */
  readonly databaseAway: boolean;
}
