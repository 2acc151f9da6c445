import { cautiousMatching, type MatchingChoice } from '../matching/matching-choice.ts';
import type { NewAudit, NewEntry, NewOutbox } from './book-changes.ts';
import type { ChargeBook, CustomerBook, InvoiceBook, PaymentBook } from './book-records.ts';

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
