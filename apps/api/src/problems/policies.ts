import type { NoValues } from '@puntual/domain/refusals/refusal';

/** Problems of policies and simulations: the code that clients meet, and what its words speak of. */
export interface PolicyProblems {
  readonly 'move-running': NoValues;
  readonly 'move-ended': NoValues;
  readonly 'policy-is-default': NoValues;
  readonly 'unknown-policy': NoValues;
  readonly 'too-many-invoices': { readonly invoices: number; readonly most: number };
  readonly 'too-many-simulations': NoValues;
}
