import type { MoneyRefusals } from './money.ts';
import type { NoValues, ReasonOf, RefusedAmount } from './refusal.ts';

/** What the ledger refuses of a command that is well formed. Ids are the ERP's. */
export interface LedgerRefusals {
  /** The id is known, for another customer than the command names. */
  readonly 'known-for-another-customer': {
    readonly of: 'invoice' | 'payment' | 'credit-note' | 'refund';
    readonly id: string;
  };
  readonly 'belongs-to-another-customer': { readonly of: 'invoice' | 'payment' | 'credit-note'; readonly id: string };
  /** An amended total that is no amount in the invoice's currency. */
  readonly 'total-unreadable': { readonly because: ReasonOf<MoneyRefusals> };
  readonly 'total-not-above-zero': NoValues;
  readonly 'remittance-in-another-currency': {
    readonly invoiceId: string;
    readonly invoiceCurrency: string;
    readonly moneyCurrency: string;
  };
  /** An invoice is issued again, and these fields of its event differ. */
  readonly 'issued-differently': { readonly invoiceId: string; readonly fields: readonly string[] };
  readonly 'issued-after-cancellation': { readonly invoiceId: string };
  /** An amendment gives all instalments of an invoice (the ERP's id) one due date or total. */
  readonly 'amended-without-instalment': { readonly invoiceId: string };
  /** An amendment repeats a revision, and these fields differ. */
  readonly 'amended-differently': {
    readonly invoiceId: string;
    readonly revision: number;
    readonly fields: readonly string[];
  };
  /** Money is told again under its id, and these fields of its event differ. */
  readonly 'received-differently': {
    readonly of: 'payment' | 'credit-note';
    readonly id: string;
    readonly fields: readonly string[];
  };
  readonly 'received-after-reversal': { readonly paymentId: string };
  /** A reversal names a credit note. */
  readonly 'reversal-of-credit-note': { readonly id: string };
  /** A reversal is told again, with another day or amount. */
  readonly 'reversed-differently': { readonly paymentId: string };
  /** Another source or a person has reversed the same amount of the payment on a day that is near. */
  readonly 'reversed-by-another-source': {
    readonly paymentId: string;
    readonly taken: RefusedAmount;
    readonly on: string;
  };
  /** The part of a payment that is to be reversed is no amount above zero in the payment's currency. */
  readonly 'reversal-unreadable': { readonly because: ReasonOf<MoneyRefusals> };
  readonly 'reversal-too-large': { readonly paymentId: string; readonly most: RefusedAmount };
  /** A payment is to be reversed of which a part was paid back to the customer. */
  readonly 'reversal-of-refunded': {
    readonly paymentId: string;
    readonly refunded: RefusedAmount;
    readonly most: RefusedAmount;
  };
  /** Another source or a person has reported a refund of the same sum on a day that is near. */
  readonly 'refunded-by-another-source': { readonly refunded: RefusedAmount; readonly on: string };
  /** A refund is told again, with another amount, day or subject. */
  readonly 'refunded-differently': { readonly refundId: string };
  readonly 'refund-too-large': { readonly most: RefusedAmount };
  /** A refund names a payment or credit note in another currency. */
  readonly 'refund-in-another-currency': {
    readonly id: string;
    readonly moneyCurrency: string;
    readonly refundCurrency: string;
  };
  /** The day of a payment, reversal or refund has not begun anywhere on earth. */
  readonly 'day-ahead': { readonly field: string; readonly on: string };
  /** The day of a payment, reversal or refund is more than thirty years ago. */
  readonly 'day-long-past': { readonly field: string; readonly on: string };
}
