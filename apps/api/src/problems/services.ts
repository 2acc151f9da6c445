import type { NoValues } from '@puntual/domain/refusals/refusal';

/** Problems of imports, the local outbox and webhooks: the code that clients meet, and what its words speak of. */
export interface ServiceProblems {
  readonly 'empty-file': NoValues;
  readonly 'not-a-file': NoValues;
  readonly 'import-not-now': NoValues;
  readonly 'import-quota': { readonly megabytes: number };
  readonly 'outbox-away': NoValues;
  readonly 'no-webhook-secret': NoValues;
  readonly 'bad-signature': NoValues;
}
