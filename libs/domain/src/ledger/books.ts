import type { PaperField } from '../policy/customer-procedure.ts';
import type { AuditEvent } from '../audit/audit-data.ts';
import type { IsoDate } from '../calendar/dates.ts';
import type { EarlyPaymentTerms } from '../charges/early-payment.ts';
import type { InvoiceStatus } from '../decide/case-facts.ts';
import type { EntryKind } from '../entries/entries.ts';
import { type MatchingChoice, cautiousMatching } from '../matching/matching-choice.ts';
import type { ChargeKind } from '../policy/charge-cap.ts';
import type { Policy } from '../policy/policy.ts';
import type { FallenBecause } from './charge-waivers.ts';
import type { InstalmentPlace } from './ledger-command.ts';
import { listIn } from './list-in.ts';
import type { ReportedMoney } from './reported-money.ts';
import type { StatedFacts } from './stated-facts.ts';

export interface CustomerBook {
  readonly id: string;
  readonly customerId: string;
  /** Both change with a change of the customer in the same batch. */
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

/** The fields that an amendment can change. Amendments of different fields may arrive in any order. */
export type AmendableField = 'dueDate' | 'total' | 'documentUrl' | 'paymentUrl' | 'paymentReference' | PaperField;

export interface InvoiceBook {
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  /** The customer's order number: some payers write it instead of the invoice's number. */
  purchaseOrder: string | null;
  /** The papers that the ledger only passes on: of a new invoice those that amendments named, of others all. */
  papers?: { readonly deliveryNote?: string; readonly portalReference?: string };
  /** What the payer is asked to write on the payment; null: the ERP named nothing. */
  paymentReference: string | null;
  readonly customer: CustomerBook;
  readonly currency: string;
  dueOn: IsoDate;
  totalMinor: bigint;
  /** The open principal: the invoice itself, without its charges. */
  openMinor: bigint;
  status: InvoiceStatus;
  settledOn: IsoDate | null;
  revision: number;
  /**
   * The revision that last amended each field. A field that is missing here was last amended by `fieldsKnownAt` or
   * before.
   */
  readonly fieldRevisions: Map<AmendableField, number>;
  fieldsKnownAt: number;
  documentUrl: string | null;
  paymentUrl: string | null;
  caseState: 'running' | 'closed';
  caseRun: number;
  /**
   * What each payment or credit note (by row id, oldest first) has paid of this invoice. Loaded only for commands that
   * may take it back.
   */
  readonly allocated: Map<string, bigint>;
  /** What is written off and not reversed, by the cause of each write-off (WRITE_OFF_CAUSES). */
  readonly writtenOff: Map<string, bigint>;
  /** Null: no early-payment discount. */
  readonly earlyPayment: EarlyPayment | null;
  /** The discount that was given and not reversed. */
  discountGivenMinor: bigint;
  /** The instalment that the invoice is. Left out: it is a whole invoice. */
  readonly instalment?: InstalmentPlace;
  /** In the order in which they were made. */
  readonly charges: ChargeBook[];
}

/** A charge of an invoice: a claim of its own beside the principal. */
export interface ChargeBook {
  readonly id: string;
  readonly kind: ChargeKind;
  /** What was charged. */
  readonly amountMinor: bigint;
  openMinor: bigint;
  readonly whenPrincipalPaid: Policy['charges']['whenPrincipalPaid'];
  /** `taken-back`: the message that made the charge reached nobody. */
  state: 'charged' | 'waived' | 'taken-back';
  /** Why the charge ended, and who ended it; null while the state is `charged`. */
  reason: string | null;
  endedBy: string | null;
  /** What each payment (by row id) has paid of the charge. */
  readonly paid: Map<string, bigint>;
  /** What rules waived of the charge and is not owed again, by rule. */
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
  /** What was taken back by the payer's bank, and what was paid back to the customer. */
  reversedMinor: bigint;
  refundedMinor: bigint;
  /** `reversed`: all of it was taken back. */
  status: 'received' | 'reversed';
  /**
   * What remittance lines ask for beyond what is allocated: their invoice is not known yet, is settled, or has less
   * open. Null: the payment came without remittance detail.
   */
  awaiting: { invoiceId: string; minor: bigint }[] | null;
  readonly receivedOn: IsoDate;
  readonly reference: string;
  method: string;
}

/** Money of a payment or credit note that left again: taken back by the payer's bank, or paid back to the customer. */
export interface Outflow {
  readonly id: string;
  readonly payment: PaymentBook;
  readonly kind: 'reversal' | 'refund';
  readonly minor: bigint;
  readonly on: IsoDate;
  /** The ERP's id of the reversal or refund; one refund may take money of several payments. */
  readonly erpId: string | null;
  readonly cause: string;
  /** Who reported it, as the audit names them; null: not known. */
  readonly by: string | null;
}

export interface NewEntry {
  readonly id: string;
  readonly invoice: InvoiceBook;
  readonly kind: EntryKind;
  readonly amountMinor: bigint;
  readonly on: IsoDate;
  readonly cause: string;
  readonly paymentRowId: string | null;
  /** Null: an entry of the principal. */
  readonly chargeRowId: string | null;
  /** The money is that of the payer of the group that the invoice's customer is or was in. */
  readonly ofPayer: boolean;
}

/** The cause that the ledger gives when it signals a case. */
export type LedgerSignal = 'payment' | 'amendment';

export type NewAudit = AuditEvent & {
  readonly customerRowId: string | null;
  readonly invoiceRowId: string | null;
  readonly actor: string;
};

/** The ledger's announcements to the ERP. */
export type LedgerEventType =
  | 'puntual.charge.restored.v1'
  | 'puntual.charge.waived.v1'
  | 'puntual.discount.taken.v1'
  | 'puntual.discount.taken-up.v1';

export type NewOutbox =
  | { readonly target: 'temporal'; readonly kind: 'start-case'; readonly invoice: InvoiceBook }
  | {
      readonly target: 'temporal';
      readonly kind: 'wake-case';
      readonly invoice: InvoiceBook;
      readonly signal: LedgerSignal;
      readonly detail: Record<string, string | number>;
    }
  | {
      readonly target: 'kafka';
      readonly kind: 'collections-event';
      readonly type: LedgerEventType;
      readonly customerId: string;
      readonly data: Record<string, unknown>;
    };

/**
 * The customers, invoices and money that some commands touch, held in memory: commands are applied one after the other,
 * and what changed is collected for the caller to write. Posting, settling and announcing have files of their own.
 */
export class Books {
  readonly customers = new Map<string, CustomerBook>();
  /** By the ERP's id, and by row id. */
  readonly invoices = new Map<string, InvoiceBook>();
  readonly invoicesById = new Map<string, InvoiceBook>();
  /** By kind and the ERP's id (`payment/P-1`), and by row id. */
  readonly payments = new Map<string, PaymentBook>();
  readonly paymentsById = new Map<string, PaymentBook>();
  readonly instalments = new Map<string, InvoiceBook[]>();
  private readonly invoicesByCustomer = new Map<string, InvoiceBook[]>();
  private readonly paymentsByCustomer = new Map<string, PaymentBook[]>();
  /**
   * The organization's matching rules, and the numbers of each customer's (row id) invoices that are not open. Loaded
   * only when payments are matched.
   */
  matching: MatchingChoice = cautiousMatching;
  readonly settledNumbers = new Map<string, readonly string[]>();
  /** By row id: the other customers whose invoices a payer pays, and the payer of such a customer (`payers.ts`). */
  readonly membersOf = new Map<string, readonly CustomerBook[]>();
  readonly payerOf = new Map<string, CustomerBook>();
  /** The unallocated amount of each loaded payment (by row id) before the first command. */
  readonly leftAtFirst = new Map<string, bigint>();

  /**
   * What was stated of invoices and money (by row id): of the new ones, and of those that a command may repeat. Rows of
   * older versions have none.
   */
  readonly statedFacts = new Map<string, StatedFacts>();
  /** Loaded only for commands that may repeat or exceed them. */
  readonly outflows: Outflow[] = [];
  readonly newOutflows: Outflow[] = [];

  readonly newInvoices: InvoiceBook[] = [];
  readonly changedInvoices = new Set<InvoiceBook>();
  readonly changedCharges = new Set<ChargeBook>();
  readonly newPayments: PaymentBook[] = [];
  readonly changedPayments = new Set<PaymentBook>();
  readonly entries: NewEntry[] = [];
  readonly audit: NewAudit[] = [];
  readonly outbox: NewOutbox[] = [];
  /** The signals that this batch has sent to cases already. */
  readonly signalled = new Set<string>();
  /** Payments whose source is known, by customer and amount (`moneyKey`): new ones, and those that may be the same. */
  readonly reported = new Map<string, ReportedMoney[]>();
  /** Invoices whose direct debit failed: their direct-debit holds end. */
  readonly failedDebits = new Set<InvoiceBook>();
  actor = 'system';
  /** The event or act that is being applied, as a cause; null when it has no id of its own. */
  cause: string | null = null;
  /** The payment that is being allocated: its unallocated rest may belong to its next invoice. */
  placing: PaymentBook | null = null;

  /** Makes the id of a new row. Ids that are made later sort later. */
  readonly newId: () => string;

  constructor(newId: () => string) {
    this.newId = newId;
  }

  addInvoice(invoice: InvoiceBook): void {
    this.invoices.set(invoice.invoiceId, invoice);
    this.invoicesById.set(invoice.id, invoice);
    listIn(this.invoicesByCustomer, invoice.customer.id).push(invoice);
    if (invoice.instalment) listIn(this.instalments, invoice.instalment.of).push(invoice);
  }

  addPayment(payment: PaymentBook): void {
    this.payments.set(`${payment.kind}/${payment.paymentId}`, payment);
    this.paymentsById.set(payment.id, payment);
    listIn(this.paymentsByCustomer, payment.customer.id).push(payment);
  }

  /** The customer by the ERP's id. Throws when the books do not hold it. */
  customer(customerId: string): CustomerBook {
    const customer = this.customers.get(customerId);
    if (!customer) throw new Error('the loader did not provide the customer');
    return customer;
  }

  /** The customer's payments and credit notes with unallocated money, in the order of arrival. */
  creditsOf(customer: CustomerBook): PaymentBook[] {
    return (this.paymentsByCustomer.get(customer.id) ?? []).filter(
      (payment) => payment.status === 'received' && payment.unallocatedMinor > 0n,
    );
  }

  /** The customer's unallocated money in a currency, in minor units. */
  creditIn(customer: CustomerBook, currency: string): bigint {
    return this.creditsOf(customer).reduce(
      (sum, payment) => (payment.currency === currency ? sum + payment.unallocatedMinor : sum),
      0n,
    );
  }

  /** The customer's open invoices in a currency, oldest due date first; complete only when all of them are loaded. */
  openInvoicesOf(customer: CustomerBook, currency: string): InvoiceBook[] {
    return (this.invoicesByCustomer.get(customer.id) ?? [])
      .filter((invoice) => invoice.currency === currency && invoice.status === 'open')
      .sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0));
  }

  /** The numbers of these customers' invoices that are not open, as far as they are loaded. */
  otherNumbersOf(customers: readonly CustomerBook[]): string[] {
    const loaded = customers.flatMap(({ id }) => this.invoicesByCustomer.get(id) ?? []);
    const open = new Set(loaded.filter((invoice) => invoice.status === 'open').map((invoice) => invoice.number));
    const settled = customers.flatMap(({ id }) => this.settledNumbers.get(id) ?? []);
    return [...new Set([...settled, ...loaded.map(({ number }) => number)])].filter((number) => !open.has(number));
  }
}
