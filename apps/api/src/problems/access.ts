import type { NoValues } from '@puntual/domain/refusals/refusal';

/** Problems of signing in and of rights: the code that clients meet, and what its words speak of. */
export interface AccessProblems {
  readonly 'not-signed-in': NoValues;
  readonly forbidden: { readonly role: string } | { readonly decision: 'agency' };
  readonly 'cross-site': NoValues;
  readonly 'too-many-requests': { readonly seconds: number };
  readonly 'not-a-session': NoValues;
}
