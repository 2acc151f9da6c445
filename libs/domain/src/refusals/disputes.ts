import type { NoValues, RefusedAmount } from './refusal.ts';

/** What can be wrong with a dispute, or with what is done to it. */
export interface DisputeRefusals {
  /** `left`: what of the invoice is open and not disputed yet. */
  readonly 'dispute-beyond-open': { readonly left: RefusedAmount };
  readonly 'invoice-unknown-or-other': { readonly invoiceId: string };
  readonly 'invoice-named-twice': { readonly invoiceId: string };
  readonly 'deadline-too-far': { readonly mostDays: number };
  /** `disputed`: what the customer disputes of the invoice. */
  readonly 'credit-beyond-dispute': { readonly disputed: RefusedAmount };
  readonly 'split-without-credit': NoValues;
  readonly 'credits-only-for-split': NoValues;
}
