import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import type { EventOf } from '@puntual/contracts/events/events';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import { readFallenCause } from '@puntual/domain/ledger/charge-waivers';
import type { InvoiceStatus } from '@puntual/domain/decide/facts';
import { cautiousMatching, type MatchingChoice } from '@puntual/domain/matching/matching-choice';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { EntryKind } from '@puntual/domain/ledger/entries';
import { newId } from '@puntual/db/ids';
import { bringBackCharges, chargesOpen, waiveWithPrincipal, type ChargeBook } from './charge-lines.ts';
import { settleDiscount, type EarlyPayment } from './discounts.ts';
import { writtenOffByPerson } from './write-offs.ts';
import type { CaseSignal } from '../record/refs.ts';

export interface CustomerBook {
  readonly id: string;
  readonly customerId: string;
  /** Both follow an upsert in the same batch. */
  timeZone: string;
  currency: string;
}

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
  /** What each payment or credit note has put on this invoice, by its row id; loaded where an event may take it back. */
  readonly allocated: Map<string, bigint>;
  /** What is written off of it and stands, by the cause of each write-off (WRITE_OFF_CAUSES). */
  readonly writtenOff: Map<string, bigint>;
  /** Null: no early-payment discount. */
  readonly earlyPayment: EarlyPayment | null;
  /** The discount that is given and stands. */
  discountGivenMinor: bigint;
  readonly charges: ChargeBook[];
}

/** What an amendment can change. Each may come in an event of its own, in any order. */
export type AmendableField = 'dueDate' | 'total' | 'documentUrl' | 'paymentUrl';

export interface PaymentBook {
  readonly id: string;
  readonly kind: 'payment' | 'credit-note';
  readonly paymentId: string;
  readonly customer: CustomerBook;
  readonly currency: string;
  readonly amountMinor: bigint;
  unallocatedMinor: bigint;
  status: 'received' | 'reversed';
  /** What remittance lines still want beyond what is allocated (invoice unknown yet, settled or smaller than the line). Null: it came without remittance. */
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

export interface NewAudit {
  readonly kind: AuditKind;
  readonly customerRowId: string | null;
  readonly invoiceRowId: string | null;
  readonly data: Record<string, unknown>;
  readonly actor: string;
}

export type NewOutbox =
  | { readonly target: 'temporal'; readonly kind: 'start-case'; readonly invoice: InvoiceBook }
  | {
      readonly target: 'temporal';
      readonly kind: 'wake-case';
      readonly invoice: InvoiceBook;
      readonly signal: CaseSignal;
      readonly detail: Record<string, string | number>;
    }
  | {
      readonly target: 'kafka';
      readonly kind: 'collections-event';
      readonly type: string;
      readonly customerId: string;
      readonly data: Record<string, unknown>;
    };

/**
 * The facts that one batch of events touches, held in memory under the customers' locks: events are folded into it one after the other,
 * and what changed is written in a few multi-row statements. Every change of a balance goes through `post`.
 */
export class Books {
  readonly customers = new Map<string, CustomerBook>();
  readonly invoices = new Map<string, InvoiceBook>();
  readonly invoicesById = new Map<string, InvoiceBook>();
  readonly payments = new Map<string, PaymentBook>();
  readonly paymentsById = new Map<string, PaymentBook>();

  readonly newInvoices: InvoiceBook[] = [];
  readonly changedInvoices = new Set<InvoiceBook>();
  readonly changedCharges = new Set<ChargeBook>();
  readonly newPayments: PaymentBook[] = [];
  readonly changedPayments = new Set<PaymentBook>();
  private readonly invoicesByCustomer = new Map<string, InvoiceBook[]>();
  private readonly paymentsByCustomer = new Map<string, PaymentBook[]>();
  /** What each loaded payment had left before anything happened to it here, by its row id. */
  readonly leftAtFirst = new Map<string, bigint>();
  private readonly told = new Set<string>();
  readonly entries: NewEntry[] = [];
  readonly audit: NewAudit[] = [];
  readonly outbox: NewOutbox[] = [];
  actor = 'system';
  /** The event or deed that is being folded in, as a cause; null: one that has no name of its own. */
  cause: string | null = null;
  /** The payment that is being put on its invoices: what it has left may be for the next of them. */
  placing: PaymentBook | null = null;
  /** How the organization has payments matched, and its customers' invoice numbers that are not open, by the customer's row id: loaded where something is to be matched. */
  matching: MatchingChoice = cautiousMatching;
  readonly settledNumbers = new Map<string, readonly string[]>();
  /** Invoices of which a direct debit came back: what waited for it waits no more. */
  readonly failedDebits = new Set<InvoiceBook>();
  /** What the ERP says is open of a customer, to be held against the ledger when all of the batch is in it. */
  readonly listedItems = new Map<CustomerBook, EventOf<'puntual.open-items.listed.v1'>['data']>();

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

  /** The loaded payments and credit notes of a customer that still have money to give, in the order they came. */
  creditsOf(customer: CustomerBook): PaymentBook[] {
    return (this.paymentsByCustomer.get(customer.id) ?? []).filter(
      (payment) => payment.status === 'received' && payment.unallocatedMinor > 0n,
    );
  }

  /** What of those is in a currency. */
  creditIn(customer: CustomerBook, currency: string): bigint {
    return this.creditsOf(customer).reduce(
      (sum, payment) => (payment.currency === currency ? sum + payment.unallocatedMinor : sum),
      0n,
    );
  }

  /** The customer's open invoices in a currency, oldest due date first. Complete only where the loader was asked for them. */
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

  /** Posts one line to an invoice's ledger; its status and its case follow from the balance. A balance never goes below zero: the caller sees to it. */
  post(
    invoice: InvoiceBook,
    kind: EntryKind,
    amountMinor: bigint,
    on: IsoDate,
    cause: string,
    payment: PaymentBook | null = null,
  ): void {
    if (amountMinor === 0n) return;
    this.entries.push({
      id: newId(),
      invoice,
      kind,
      amountMinor,
      on,
      cause,
      paymentRowId: payment?.id ?? null,
      chargeRowId: null,
    });
    invoice.openMinor += amountMinor;
    if (invoice.openMinor < 0n)
      throw new Error(`invoice ${invoice.id}: an entry of kind ${kind} would take the balance below zero`);
    if (payment) invoice.allocated.set(payment.id, (invoice.allocated.get(payment.id) ?? 0n) - amountMinor);
    if (kind === 'discount') invoice.discountGivenMinor -= amountMinor;
    if (kind === 'write-off') invoice.writtenOff.set(cause, (invoice.writtenOff.get(cause) ?? 0n) - amountMinor);
    this.changedInvoices.add(invoice);
  }

  /** Posts one line of a charge; the principal's balance stays as it is. */
  postCharge(
    invoice: InvoiceBook,
    charge: ChargeBook,
    kind: EntryKind,
    amountMinor: bigint,
    on: IsoDate,
    cause: string,
    payment: PaymentBook | null,
  ): void {
    if (amountMinor === 0n) return;
    this.entries.push({
      id: newId(),
      invoice,
      kind,
      amountMinor,
      on,
      cause,
      paymentRowId: payment?.id ?? null,
      chargeRowId: charge.id,
    });
    charge.openMinor += amountMinor;
    if (charge.openMinor < 0n)
      throw new Error(`charge ${charge.id}: an entry of kind ${kind} would take the balance below zero`);
    if (payment) charge.paid.set(payment.id, (charge.paid.get(payment.id) ?? 0n) - amountMinor);
    const because = kind === 'waiver' ? readFallenCause(cause) : null;
    if (because) charge.fallen.set(because, (charge.fallen.get(because) ?? 0n) - amountMinor);
    if (charge.openMinor > 0n) Object.assign(charge, { state: 'charged', reason: null });
    this.changedCharges.add(charge);
    this.changedInvoices.add(invoice);
  }

  /** Brings status and case in line with the balance after an event's entries are posted. */
  settleOrReopen(invoice: InvoiceBook, on: IsoDate): void {
    settleDiscount(this, invoice, on);
    if (invoice.openMinor === 0n) waiveWithPrincipal(this, invoice, writtenOffByPerson(invoice) > 0n, on);
    else bringBackCharges(this, invoice, on);
    const dueMinor = invoice.openMinor + chargesOpen(invoice);
    if (dueMinor === 0n && invoice.status === 'open') {
      // Paid as soon as any money went into it, whatever came last: the order of events must not matter.
      const paid = [...invoice.allocated].some(
        ([id, minor]) => minor > 0n && this.paymentsById.get(id)?.kind === 'payment',
      );
      const settledAs = writtenOffByPerson(invoice) > 0n ? 'written-off' : paid ? 'paid' : 'credited';
      invoice.status = settledAs;
      invoice.settledOn = on;
      this.record('invoice.settled', invoice, { as: settledAs, on });
    } else if (dueMinor > 0n && invoice.status !== 'open') {
      invoice.status = 'open';
      invoice.settledOn = null;
      this.record('invoice.reopened', invoice, { open: this.amount(dueMinor, invoice.currency) });
      if (invoice.caseState === 'closed') {
        invoice.caseState = 'running';
        invoice.caseRun += 1;
        this.start(invoice);
      }
    }
    this.changedInvoices.add(invoice);
  }

  /** Has the invoice's case started: its first run, or the next one after a reversal. */
  start(invoice: InvoiceBook): void {
    this.told.add(`start/${invoice.id}`);
    this.outbox.push({ target: 'temporal', kind: 'start-case', invoice });
  }

  /** Tells a running case that its facts changed. One signal of a kind per invoice and batch is enough: it carries a cause, not state. */
  wake(invoice: InvoiceBook, signal: CaseSignal, detail: Record<string, string | number>): void {
    if (
      invoice.caseState !== 'running' ||
      this.told.has(`start/${invoice.id}`) ||
      this.told.has(`${signal}/${invoice.id}`)
    )
      return;
    this.told.add(`${signal}/${invoice.id}`);
    this.outbox.push({
      target: 'temporal',
      kind: 'wake-case',
      invoice,
      signal,
      detail: { ...detail, open: decimalAmount(invoice.openMinor, invoice.currency) },
    });
  }

  /** Announces something about an invoice to the ERP. */
  tell(type: string, invoice: InvoiceBook, data: Record<string, unknown>): void {
    this.outbox.push({
      target: 'kafka',
      kind: 'collections-event',
      type,
      customerId: invoice.customer.customerId,
      data: { ...data, invoiceId: invoice.invoiceId, number: invoice.number, customerId: invoice.customer.customerId },
    });
  }

  record(kind: AuditKind, about: InvoiceBook | CustomerBook, data: Record<string, unknown>): void {
    const invoice = 'invoiceId' in about ? about : null;
    this.audit.push({
      kind,
      actor: this.actor,
      customerRowId: invoice ? invoice.customer.id : about.id,
      invoiceRowId: invoice?.id ?? null,
      data,
    });
  }

  amount(minor: bigint, currency: string): { amount: string; currency: string } {
    return { amount: decimalAmount(minor, currency), currency };
  }
}

function listIn<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key);
  if (list) return list;
  const fresh: T[] = [];
  map.set(key, fresh);
  return fresh;
}
