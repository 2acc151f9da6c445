import type { MoneyRefusals } from './money.ts';
import type { NoValues, ReasonOf } from './refusal.ts';

/** What the ledger refuses of a command that is well formed. Ids are the ERP's. */
export interface LedgerRefusals {
  /** The id is known, for another customer than the command names. */
  readonly 'known-for-another-customer': { readonly of: 'invoice' | 'payment' | 'credit-note'; readonly id: string };
  readonly 'belongs-to-another-customer': { readonly of: 'invoice' | 'payment'; readonly id: string };
  /** An amended total that is no amount in the invoice's currency. */
  readonly 'total-unreadable': { readonly because: ReasonOf<MoneyRefusals> };
  readonly 'total-not-above-zero': NoValues;
  readonly 'remittance-in-another-currency': {
    readonly invoiceId: string;
    readonly invoiceCurrency: string;
    readonly moneyCurrency: string;
  };
}
