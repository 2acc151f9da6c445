import type { IsoDate } from '../calendar/dates.ts';
import type { ChargeKind } from '../policy/charge-cap.ts';
import type { FallenBecause } from './charge-waivers.ts';
import type { EarlyPaymentTerms } from '../charges/early-payment.ts';
import type { InvoiceStatus } from '../decide/case-facts.ts';
import type { Policy } from '../policy/policy.ts';

export interface CustomerBook {
  readonly id: string;
  readonly customerId: string;
  /** Both follow a change of the customer that comes with the commands. */
  timeZone: string;
  currency: string;
}

/**
 * The early-payment terms of an invoice, and what its policy says of a payment that is short by the discount and late.
 */
export interface EarlyPayment {
  readonly terms: EarlyPaymentTerms;
  readonly issuedOn: IsoDate;
  readonly shortButLate: 'accept' | 'keep-open';
}

/** What an amendment can change. Each may come in an event of its own, in any order. */
export type AmendableField = 'dueDate' | 'total' | 'documentUrl' | 'paymentUrl' | 'paymentReference';

export interface InvoiceBook {
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  /** The customer's own number of the order: payers write it where they should write the invoice's. */
  readonly purchaseOrder: string | null;
  /** What the payer is asked to write on the payment; null: the ERP named nothing. */
  paymentReference: string | null;
  readonly customer: CustomerBook;
  readonly currency: string;
  dueOn: IsoDate;
  totalMinor: bigint;
  /** Of the principal: the invoice itself, without its charges. */
  openMinor: bigint;
  status: InvoiceStatus;
  settledOn: IsoDate | null;
  revision: number;
  /** The revision that each field was last amended by; a field that is missing here: at most `fieldsKnownAt`. */
  readonly fieldRevisions: Map<AmendableField, number>;
  fieldsKnownAt: number;
  documentUrl: string | null;
  paymentUrl: string | null;
  caseState: 'running' | 'closed';
  caseRun: number;
  /**
   * What each payment or credit note has put on this invoice, by its row id, the oldest first; loaded where a command
   * may take it back.
   */
  readonly allocated: Map<string, bigint>;
  /** What is written off of it and stands, by the cause of each write-off (WRITE_OFF_CAUSES). */
  readonly writtenOff: Map<string, bigint>;
  /** Null: no early-payment discount. */
  readonly earlyPayment: EarlyPayment | null;
  /** The discount that is given and stands. */
  discountGivenMinor: bigint;
  /** In the order in which they were made. */
  readonly charges: ChargeBook[];
}

/** A charge of an invoice: its own claim beside the principal. */
export interface ChargeBook {
  readonly id: string;
  readonly kind: ChargeKind;
  /** What was charged. */
  readonly amountMinor: bigint;
  openMinor: bigint;
  readonly whenPrincipalPaid: Policy['charges']['whenPrincipalPaid'];
  /** `taken-back`: the message that made it reached nobody. */
  state: 'charged' | 'waived' | 'taken-back';
  /** Why it ended, and who ended it; null while it is charged. */
  reason: string | null;
  endedBy: string | null;
  /** What each payment has put on it, by its row id. */
  readonly paid: Map<string, bigint>;
  /** What of it fell away by a rule and stands, by the rule. */
  readonly fallen: Map<FallenBecause, bigint>;
}

/** A payment or a credit note. */
export interface PaymentBook {
  readonly id: string;
  readonly kind: 'payment' | 'credit-note';
  readonly paymentId: string;
  readonly customer: CustomerBook;
  readonly currency: string;
  readonly amountMinor: bigint;
  unallocatedMinor: bigint;
  status: 'received' | 'reversed';
  /**
   * What remittance lines still want beyond what is allocated (invoice unknown yet, settled or smaller than the line).
   * Null: it came without remittance.
   */
  awaiting: { invoiceId: string; minor: bigint }[] | null;
  readonly receivedOn: IsoDate;
  readonly reference: string;
  readonly method: string;
}
