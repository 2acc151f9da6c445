import type { EpochMs, IsoDate } from '../calendar/dates.ts';
import type { EarlyPaymentTerms } from '../charges/early-payment.ts';
import type { PaperField } from '../policy/customer-procedure.ts';
import type { LedgerRefusals } from '../refusals/ledger.ts';
import type { ReasonOf } from '../refusals/refusal.ts';
import type { StatedFacts } from './stated-facts.ts';

/** Who issues a command, and its cause: audit events name both, and ledger entries the cause. */
interface CommandBase {
  readonly actor: string;
  readonly cause: string;
  /** The ERP's id. */
  readonly customerId: string;
}

export interface IssueInvoice extends CommandBase {
  readonly type: 'issue-invoice';
  readonly invoiceId: string;
  readonly number: string;
  readonly purchaseOrder: string | null;
  readonly paymentReference?: string | null;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly issuedOn: IsoDate;
  readonly dueOn: IsoDate;
  readonly documentUrl: string | null;
  readonly paymentUrl: string | null;
  /** Null: no early-payment discount. */
  readonly earlyPayment: EarlyPaymentTerms | null;
  /** What the event states besides, which the ledger only compares when the invoice is issued again. */
  readonly alsoStated?: StatedFacts;
  /** The claim is one instalment of an invoice. */
  readonly instalment?: InstalmentPlace;
}

/** Which instalment of which invoice (the ERP's id) a claim is; `count` null: how many there are is not known. */
export interface InstalmentPlace {
  readonly of: string;
  readonly number: number;
  readonly count: number | null;
}

/** An invoice that is paid in instalments. */
export interface IssueInstalments extends CommandBase {
  readonly type: 'issue-instalments';
  readonly invoiceId: string;
  readonly parts: readonly IssueInvoice[];
}

/** A field that is left out stays as it is. `at` gives the day of the entries, in the customer's time zone. */
export interface AmendInvoice extends CommandBase {
  readonly type: 'amend-invoice';
  readonly invoiceId: string;
  readonly revision: number;
  readonly at: EpochMs;
  readonly dueOn?: IsoDate;
  /**
   * In the invoice's currency; `unreadable`: a text that is no amount in it, which is refused where the total counts.
   */
  readonly total?: { readonly minor: bigint } | { readonly unreadable: string };
  readonly paymentReference?: string;
  /** What the customer's procedure may ask for. */
  readonly papers?: Readonly<Partial<Record<PaperField, string>>>;
  readonly documentUrl?: string;
  readonly paymentUrl?: string;
}

export interface CancelInvoice extends CommandBase {
  readonly type: 'cancel-invoice';
  readonly invoiceId: string;
  readonly at: EpochMs;
}

/** What a sender says that money is for: one line per invoice, amounts in the currency of the money. */
export interface RemittanceLine {
  readonly invoiceId: string;
  readonly minor: bigint;
}

interface ReceiveMoneyBase extends CommandBase {
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly on: IsoDate;
  /** Empty: the sender did not say what it is for. */
  readonly remittance: readonly RemittanceLine[];
}

export interface ReceivePayment extends ReceiveMoneyBase {
  readonly type: 'receive-payment';
  readonly paymentId: string;
  readonly reference: string;
  readonly method: string;
  /** Who reported the payment, where one actor reports from several sources; left out: the actor. */
  readonly reportedBy?: string;
}

export interface ReceiveCreditNote extends ReceiveMoneyBase {
  readonly type: 'receive-credit-note';
  readonly creditNoteId: string;
}

/** A bounced debit or a chargeback. */
export interface ReversePayment extends CommandBase {
  readonly type: 'reverse-payment';
  readonly paymentId: string;
  readonly on: IsoDate;
  /**
   * The part that was taken back, in the payment's currency; left out: all that is left of the payment. `unreadable`: a
   * text that is no amount in it.
   */
  readonly part?: { readonly minor: bigint } | { readonly unreadable: string };
  /** Entered by a person, who knows what other sources have reported. */
  readonly byPerson?: true;
  /** The ERP's id of this reversal, which tells two equal parts of one day apart. */
  readonly reversalId?: string;
  /** Why, in words or as a bank's code. */
  readonly reason?: string;
  /** The payment was a direct debit, whatever it was received as. */
  readonly method?: 'direct-debit';
}

/** Credit of the customer that was paid back. */
export interface RefundCredit extends CommandBase {
  readonly type: 'refund-credit';
  /** Entered by a person, who knows what other sources have reported. */
  readonly byPerson?: true;
  readonly refundId: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly on: IsoDate;
  /** The payment or credit note whose money it was; null: any credit of the customer, the oldest first. */
  readonly from: { readonly kind: 'payment' | 'credit-note'; readonly id: string } | null;
}

/** What an ERP has the ledger do. Amounts are minor units. */
export type LedgerCommand =
  | IssueInvoice
  | IssueInstalments
  | AmendInvoice
  | CancelInvoice
  | ReceivePayment
  | ReceiveCreditNote
  | ReversePayment
  | RefundCredit;

/** Why the ledger refuses a command; `sayRefusal` has the words. */
export type LedgerRefusal = ReasonOf<LedgerRefusals>;

/**
 * What a command did: `changed` the books; was `known` already, or outdated; came `early`, before its subject; or is
 * refused.
 */
export type Applied =
  | { readonly applied: 'changed' | 'known' }
  | { readonly applied: 'early'; readonly subject: string }
  | { readonly refused: LedgerRefusal };
