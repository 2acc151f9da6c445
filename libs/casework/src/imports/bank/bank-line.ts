/** One movement of a bank account, as a statement (camt.053) or a notification (camt.054) tells of it. */
export interface BankLine {
  /** Its place among the movements of the file, from 1. */
  readonly line: number;
  /** The creditor's account: IBAN or the bank's own number. */
  readonly account: string;
  readonly bookedOn: string;
  /** Decimal, not below zero, in the currency's own decimals. */
  readonly amount: string;
  readonly currency: string;
  /** What the payer ordered, where that was in another currency than it was booked in. */
  readonly instructed: { readonly amount: string; readonly currency: string } | null;
  readonly direction: 'credit' | 'debit';
  /** The bank took back an earlier movement. */
  readonly reversal: boolean;
  /** A payment that came back (a bounced debit, a refused transfer). */
  readonly returned: boolean;
  readonly booked: boolean;
  readonly entryRef: string | null;
  readonly transactionRef: string | null;
  readonly endToEndId: string | null;
  readonly payer: string | null;
  readonly payerAccount: string | null;
  /** The unstructured text, creditor references and document numbers. */
  readonly text: string;
  /** Invoices that the remittance advice names with what is paid of each. */
  readonly documents: readonly { readonly number: string; readonly amount: string; readonly currency: string }[];
}
