import type { IsoDate } from '../calendar/dates.ts';
import type { Entry } from './entries.ts';

/** An invoice as money sees it. `totalMinor` is the claim by its last amendment. */
export interface InvoiceLedger {
  readonly invoiceId: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly revision: number;
  readonly cancelled: boolean;
  readonly entries: readonly Entry[];
}

/** Money that came in, or a credit note. What is on no claim is the customer's credit. */
export interface MoneyIn {
  readonly paymentId: string;
  readonly kind: 'payment' | 'credit-note';
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly unallocatedMinor: bigint;
  readonly reversed: boolean;
}

interface EventBase {
  /** The same id twice is the same event: the second changes nothing. */
  readonly eventId: string;
  readonly on: IsoDate;
  readonly actor: string;
}

/** A claim that money can be put on: an invoice's principal (`chargeId` null) or one of its charges. */
export interface ClaimRef {
  readonly invoiceId: string;
  readonly chargeId: string | null;
}

/** What happens to money. Amounts are minor units above zero. */
export type MoneyEvent = EventBase &
  (
    | {
        readonly type: 'invoice-issued';
        readonly invoiceId: string;
        readonly currency: string;
        readonly totalMinor: bigint;
      }
    | {
        readonly type: 'invoice-amended';
        readonly invoiceId: string;
        readonly revision: number;
        readonly totalMinor: bigint;
      }
    | { readonly type: 'invoice-cancelled'; readonly invoiceId: string }
    | {
        readonly type: 'money-received';
        readonly paymentId: string;
        readonly kind: MoneyIn['kind'];
        readonly currency: string;
        readonly amountMinor: bigint;
      }
    /** A bounced debit, a chargeback, a credit note taken back. */
    | { readonly type: 'money-reversed'; readonly paymentId: string }
    /** Puts at most so much on a claim: never more than is open there, nor than the payment still has. */
    | { readonly type: 'allocated'; readonly paymentId: string; readonly to: ClaimRef; readonly minor: bigint }
    | {
        readonly type: 'allocation-moved';
        readonly paymentId: string;
        readonly from: ClaimRef;
        readonly to: ClaimRef;
        readonly minor: bigint;
      }
    | { readonly type: 'discount-taken'; readonly invoiceId: string; readonly minor: bigint }
    /** `minor` null: all that is open of the principal. */
    | {
        readonly type: 'written-off';
        readonly invoiceId: string;
        readonly minor: bigint | null;
        readonly reason: string;
      }
    /** Writes the open principal off if it is below the limit, else nothing happens. */
    | { readonly type: 'small-balance'; readonly invoiceId: string; readonly belowMinor: bigint }
    | {
        readonly type: 'charge-added';
        readonly invoiceId: string;
        readonly chargeId: string;
        readonly charge: 'fee' | 'interest' | 'lump-sum';
        readonly minor: bigint;
      }
    /** Waives what is open of a charge. */
    | { readonly type: 'charge-waived'; readonly invoiceId: string; readonly chargeId: string; readonly reason: string }
  );

/** Why an event that could be understood changed nothing. */
export type Refusal = 'other-currency' | 'reversed' | 'cancelled' | 'not-above-zero' | 'known-otherwise';

/** All money of one customer: what the ledger of a set of events comes to. */
export interface MoneyState {
  /** What becomes of open charges when the principal is settled. Asking a person is the caller's: here they stay. */
  readonly whenPrincipalIsPaid: 'keep' | 'waive' | 'ask';
  readonly invoices: ReadonlyMap<string, InvoiceLedger>;
  readonly payments: ReadonlyMap<string, MoneyIn>;
  readonly applied: ReadonlySet<string>;
  /** Events that came before what they are about, in the order they came. */
  readonly waiting: readonly MoneyEvent[];
  readonly refusals: readonly { readonly eventId: string; readonly because: Refusal }[];
}

/** The state before anything happened. */
export function noMoney(whenPrincipalIsPaid: MoneyState['whenPrincipalIsPaid'] = 'keep'): MoneyState {
  return {
    whenPrincipalIsPaid,
    invoices: new Map(),
    payments: new Map(),
    applied: new Set(),
    waiting: [],
    refusals: [],
  };
}
