/** Why the ledger refuses a command. Amounts are minor units; the words for people stand elsewhere. */
export type LedgerRefusal =
  /** The ERP's id is known, for another customer than the command names. */
  | {
      readonly code: 'known-for-another-customer';
      readonly values: { readonly of: 'invoice' | 'payment' | 'credit-note'; readonly id: string };
    }
  | {
      readonly code: 'belongs-to-another-customer';
      readonly values: { readonly of: 'invoice' | 'payment'; readonly id: string };
    }
  /** An amended total that is no amount in the invoice's currency, as it was written. */
  | { readonly code: 'total-unreadable'; readonly values: { readonly text: string; readonly currency: string } }
  | { readonly code: 'total-not-above-zero'; readonly values: Readonly<Record<never, never>> }
  | {
      readonly code: 'remittance-in-another-currency';
      readonly values: {
        readonly invoiceId: string;
        readonly invoiceCurrency: string;
        readonly moneyCurrency: string;
      };
    };
