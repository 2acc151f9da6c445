import type { IsoDate } from '../calendar/dates.ts';
import type { DisputeCategory } from '../disputes/dispute-codes.ts';

/** A sum that was agreed for a day, and how much of it has come, in minor units. */
export interface AgreedSum {
  readonly on: IsoDate;
  readonly minor: bigint;
  readonly paidMinor: bigint;
}

/** An invoice of a dispute with the amount that is disputed, and what the decision credits of it. */
export interface DisputedAmount {
  readonly number: string;
  readonly currency: string;
  readonly disputedMinor: bigint;
  readonly creditedMinor: bigint;
}

/** An invoice with what a payment paid of it, and what is left open. */
export interface PaidAmount {
  readonly number: string;
  readonly currency: string;
  readonly paidMinor: bigint;
  readonly leftMinor: bigint;
}

/** What a service message is about. Amounts are minor units; `on` is the day that the message is about. */
export type ServiceAbout =
  | { readonly kind: 'promise-confirmed'; readonly currency: string; readonly sums: readonly AgreedSum[] }
  | {
      readonly kind: 'promise-reminder';
      readonly currency: string;
      readonly sums: readonly AgreedSum[];
      readonly on: IsoDate;
    }
  | {
      readonly kind: 'plan-confirmed';
      readonly planId: string;
      readonly currency: string;
      readonly sums: readonly AgreedSum[];
      readonly graceDays: number;
    }
  | {
      readonly kind: 'instalment-due';
      readonly currency: string;
      readonly sums: readonly AgreedSum[];
      readonly on: IsoDate;
      readonly graceDays: number;
    }
  | {
      readonly kind: 'instalment-missed';
      readonly currency: string;
      readonly sums: readonly AgreedSum[];
      readonly on: IsoDate;
      readonly graceDays: number;
    }
  | {
      readonly kind: 'receipt';
      readonly currency: string;
      readonly receivedMinor: bigint;
      readonly receivedOn: IsoDate;
      readonly paid: readonly PaidAmount[];
    }
  | { readonly kind: 'monthly-statement' }
  | {
      readonly kind: 'dispute-received';
      readonly number: number;
      readonly category: DisputeCategory;
      readonly answerBy: IsoDate;
      readonly amounts: readonly DisputedAmount[];
    }
  | {
      readonly kind: 'dispute-decided';
      readonly number: number;
      readonly category: DisputeCategory;
      readonly outcome: 'for-customer' | 'for-us' | 'split';
      readonly amounts: readonly DisputedAmount[];
    }
  | {
      readonly kind: 'assignment';
      readonly to: string;
      readonly on: IsoDate;
      readonly paymentInstructions: string | null;
    }
  | { readonly kind: 'last-letter'; readonly agency: string | null; readonly payBy: IsoDate }
  | { readonly kind: 'agency-notice'; readonly agency: string | null; readonly on: IsoDate };
