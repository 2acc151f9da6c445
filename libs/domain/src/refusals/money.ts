import type { NoValues } from './refusal.ts';

/** What can be wrong with an amount or a currency. */
export interface MoneyRefusals {
  readonly 'not-an-amount': { readonly text: string };
  readonly 'too-many-decimals': {
    readonly text: string;
    readonly decimals: number;
    readonly currency: string;
    readonly most: number;
  };
  readonly 'amount-too-large': { readonly text: string };
  readonly 'unknown-currency': { readonly currency: string };
  /** A currency of ISO 4217 whose amounts are not kept: its minor unit is a fifth. */
  readonly 'currency-not-decimal': { readonly currency: string };
  readonly 'not-a-currency': { readonly currency: string };
  readonly 'not-positive': NoValues;
}
