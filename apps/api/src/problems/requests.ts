import type { NoValues } from '@puntual/domain/refusals/refusal';

/** Problems of requests, whatever they are about: the code that clients meet, and what its words speak of. */
export interface RequestProblems {
  readonly invalid: NoValues;
  readonly 'not-found': NoValues;
  readonly unreadable: NoValues;
  readonly 'too-large': { readonly what: 'body' | 'file' };
  readonly 'too-many-values': { readonly most: number };
  readonly 'not-json': NoValues;
  readonly 'other-status': { readonly status: number };
  readonly unexpected: NoValues;
  readonly 'too-many-keys': { readonly most: number };
  readonly busy: { readonly seconds: number };
  readonly 'too-heavy': NoValues;
  readonly 'database-away': { readonly eventsTaken: number | null };
  readonly 'idempotency-key-in-progress': NoValues;
  readonly 'idempotency-answer-not-kept': { readonly status: number };
  readonly 'idempotency-key-reuse': NoValues;
}
