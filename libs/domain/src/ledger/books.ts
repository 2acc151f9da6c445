import type { AuditEvent } from '../audit/audit-data.ts';
import type { IsoDate } from '../calendar/dates.ts';
import type { EarlyPaymentTerms } from '../charges/early-payment.ts';
import type { InvoiceStatus } from '../decide/case-facts.ts';
import type { EntryKind } from '../entries/entries.ts';
import { type MatchingChoice, cautiousMatching } from '../matching/matching-choice.ts';
import type { ChargeKind } from '../policy/charge-cap.ts';
import type { Policy } from '../policy/policy.ts';
import type { FallenBecause } from './charge-waivers.ts';

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
export type AmendableField = 'dueDate' | 'total' | 'documentUrl' | 'paymentUrl';

export interface InvoiceBook {
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  /** The customer's own number of the order: payers write it where they should write the invoice's. */
  readonly purchaseOrder: string | null;
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

export interface NewEntry {
  readonly id: string;
  readonly invoice: InvoiceBook;
  readonly kind: EntryKind;
  readonly amountMinor: bigint;
  readonly on: IsoDate;
  readonly cause: string;
  readonly paymentRowId: string | null;
  /** Null: of the principal. */
  readonly chargeRowId: string | null;
}

/** The cause that the ledger's signals to a case name. */
export type LedgerSignal = 'payment' | 'amendment';

export type NewAudit = AuditEvent & {
  readonly customerRowId: string | null;
  readonly invoiceRowId: string | null;
  readonly actor: string;
};

/** What the ERP is told of. */
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
  private readonly invoicesByCustomer = new Map<string, InvoiceBook[]>();
  private readonly paymentsByCustomer = new Map<string, PaymentBook[]>();
  /**
   * How the organization has payments matched, and its customers' invoice numbers that are not open, by the customer's
   * row id: loaded where something is to be matched.
   */
  matching: MatchingChoice = cautiousMatching;
  readonly settledNumbers = new Map<string, readonly string[]>();
  /** What each loaded payment had left before anything happened to it here, by its row id. */
  readonly leftAtFirst = new Map<string, bigint>();

  readonly newInvoices: InvoiceBook[] = [];
  readonly changedInvoices = new Set<InvoiceBook>();
  readonly changedCharges = new Set<ChargeBook>();
  readonly newPayments: PaymentBook[] = [];
  readonly changedPayments = new Set<PaymentBook>();
  readonly entries: NewEntry[] = [];
  readonly audit: NewAudit[] = [];
  readonly outbox: NewOutbox[] = [];
  /** The signals that cases have been sent here already. */
  readonly signalled = new Set<string>();
  /** Invoices of which a direct debit came back: what waited for it waits no more. */
  readonly failedDebits = new Set<InvoiceBook>();

  actor = 'system';
  /** The event or act that is being applied, as a cause; null: one that has no name of its own. */
  cause: string | null = null;
  /** The payment that is being put on its invoices: what it has left may be for the next of them. */
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

  /** The payments and credit notes of a customer that still have money to give, in the order they came. */
  creditsOf(customer: CustomerBook): PaymentBook[] {
    return (this.paymentsByCustomer.get(customer.id) ?? []).filter(
      (payment) => payment.status === 'received' && payment.unallocatedMinor > 0n,
    );
  }

  /** What of those is in a currency, in minor units. */
  creditIn(customer: CustomerBook, currency: string): bigint {
    return this.creditsOf(customer).reduce(
      (sum, payment) => (payment.currency === currency ? sum + payment.unallocatedMinor : sum),
      0n,
    );
  }

  /**
   * The customer's open invoices in a currency, oldest due date first. Complete only where the loader was asked for
   * them.
   */
  openInvoicesOf(customer: CustomerBook, currency: string): InvoiceBook[] {
    return (this.invoicesByCustomer.get(customer.id) ?? [])
      .filter((invoice) => invoice.currency === currency && invoice.status === 'open')
      .sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0));
  }

  /** The customer's invoice numbers that are not open, as far as they are loaded. */
  otherNumbersOf(customer: CustomerBook): string[] {
    const loaded = this.invoicesByCustomer.get(customer.id) ?? [];
    const open = new Set(loaded.filter((invoice) => invoice.status === 'open').map((invoice) => invoice.number));
    const settled = loaded.filter((invoice) => invoice.status !== 'open').map((invoice) => invoice.number);
    return [...new Set([...(this.settledNumbers.get(customer.id) ?? []), ...settled])].filter(
      (number) => !open.has(number),
    );
  }
}

function listIn<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key);
  if (list) return list;
  const fresh: T[] = [];
  map.set(key, fresh);
  return fresh;
}
