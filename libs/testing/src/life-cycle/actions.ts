import type { EpochMs, IsoDate } from '@puntual/domain/calendar/dates';
import type { Hold } from '@puntual/domain/decide/case-facts';
import type { Policy } from '@puntual/domain/policy/policy';
import type { Stage } from '@puntual/domain/policy/vocabulary';

/** An exact action, applied to both the rules and the model. */
export type LifeAction =
  | {
      readonly kind: 'issue';
      readonly invoiceId: string;
      readonly totalMinor: bigint;
      readonly dueOn: IsoDate;
      readonly policy: Policy;
      readonly reached: { readonly stage: Stage; readonly on: IsoDate } | null;
    }
  | {
      readonly kind: 'money';
      readonly paymentId: string;
      readonly of: 'payment' | 'credit-note';
      readonly invoiceId: string;
      readonly minor: bigint;
    }
  | { readonly kind: 'reverse'; readonly invoiceId: string; readonly paymentId: string }
  | { readonly kind: 'total'; readonly invoiceId: string; readonly totalMinor: bigint }
  | { readonly kind: 'cancel' | 'write-off'; readonly invoiceId: string }
  | { readonly kind: 'due'; readonly invoiceId: string; readonly dueOn: IsoDate }
  | { readonly kind: 'hold'; readonly invoiceId: string; readonly hold: Hold }
  /** The hold with the same id is as this one says from now on. */
  | { readonly kind: 'change-hold'; readonly invoiceId: string; readonly hold: Hold }
  | { readonly kind: 'release'; readonly invoiceId: string; readonly holdId: string }
  | { readonly kind: 'direct-debit' | 'stopped' | 'stale' | 'reachable'; readonly is: boolean }
  | { readonly kind: 'policy'; readonly invoiceId: string; readonly policy: Policy }
  | { readonly kind: 'call'; readonly invoiceId: string; readonly outcome: 'no-answer' | 'refuses' }
  | { readonly kind: 'agency'; readonly invoiceId: string; readonly approved: boolean }
  | { readonly kind: 'time'; readonly to: EpochMs };
