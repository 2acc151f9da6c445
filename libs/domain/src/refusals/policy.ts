import type { NoValues } from './refusal.ts';

/** Whom a law protects, and which it is ("Regulation F, 12 CFR 1006.14"). */
interface Law {
  readonly country: string;
  readonly kind: 'business' | 'consumer' | 'public-body';
  readonly law: string;
}

/** What can be wrong with a policy that is well formed: its own rules, then what keeps it from being published. */
export interface PolicyRefusals {
  readonly 'window-closes-first': { readonly from: string; readonly to: string };
  readonly 'thank-you-id': { readonly id: string };
  readonly 'step-id-taken': { readonly id: string };
  readonly 'days-out-of-order': { readonly day: number; readonly before: number };
  readonly 'stage-goes-back': { readonly stage: string; readonly before: string };
  readonly 'repeats-into-next-step': { readonly stepId: string; readonly untilDay: number };
  readonly 'courtesy-repeats': NoValues;
  readonly 'repeat-ends-first': { readonly untilDay: number; readonly day: number };
  readonly 'not-a-courtesy': NoValues;
  readonly 'late-fee-sum': NoValues;
  readonly 'late-fee-maximum': NoValues;
  readonly 'supply-hold-not-announced': NoValues;
  readonly 'notice-not-written': { readonly template: string; readonly languages: readonly string[] };
  readonly 'hours-not-lawful': Law & { readonly from: string; readonly to: string };
  readonly 'weekday-not-lawful': Law;
  readonly 'calls-not-lawful': Law & { readonly most: number };
}
