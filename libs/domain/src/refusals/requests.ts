import type { NoValues } from './refusal.ts';

/** What can be wrong with a request whose parts are well formed: reports, simulations, pages. */
export interface RequestRefusals {
  readonly 'not-final-yet': NoValues;
  readonly 'other-cursor': NoValues;
  readonly 'not-storable': NoValues;
  readonly 'too-deep': NoValues;
  readonly 'reserved-name': NoValues;
  readonly 'not-an-idempotency-key': NoValues;
  readonly 'key-of-other-policy': NoValues;
  readonly 'not-an-open-invoice': NoValues;
  readonly 'past-ends-first': { readonly from: string };
  readonly 'past-in-future': NoValues;
  readonly 'past-too-long': { readonly mostDays: number };
}
