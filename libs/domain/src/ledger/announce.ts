import type { AuditAmount, AuditData, AuditEvent } from '../audit/audit-data.ts';
import { decimalAmount } from '../money/amount.ts';
import type { Books, CustomerBook, InvoiceBook, LedgerEventType, LedgerSignal } from './books.ts';

/** Requests the start of the invoice's case: its first run, or the next run after a reversal. */
export function startCase(books: Books, invoice: InvoiceBook): void {
  books.signalled.add(`start/${invoice.id}`);
  books.outbox.push({ target: 'temporal', kind: 'start-case', invoice });
}

/**
 * Signals to a running case that its facts changed. Sends one signal of a kind for each invoice, because a signal
 * carries a cause and no state.
 */
export function wakeCase(
  books: Books,
  invoice: InvoiceBook,
  signal: LedgerSignal,
  detail: Record<string, string | number>,
): void {
  if (
    invoice.caseState !== 'running' ||
    books.signalled.has(`start/${invoice.id}`) ||
    books.signalled.has(`${signal}/${invoice.id}`)
  )
    return;
  books.signalled.add(`${signal}/${invoice.id}`);
  books.outbox.push({
    target: 'temporal',
    kind: 'wake-case',
    invoice,
    signal,
    detail: { ...detail, open: decimalAmount(invoice.openMinor, invoice.currency) },
  });
}

/** Announces something about an invoice to the ERP. */
export function tellErp(
  books: Books,
  type: LedgerEventType,
  invoice: InvoiceBook,
  data: Record<string, unknown>,
): void {
  books.outbox.push({
    target: 'kafka',
    kind: 'collections-event',
    type,
    customerId: invoice.customer.customerId,
    data: { ...data, invoiceId: invoice.invoiceId, number: invoice.number, customerId: invoice.customer.customerId },
  });
}

/** Records an audit event about an invoice or a customer, with `books.actor` as the actor. */
export function recordAudit<K extends keyof AuditData>(
  books: Books,
  kind: K,
  about: InvoiceBook | CustomerBook,
  data: AuditData[K],
): void {
  const invoice = 'invoiceId' in about ? about : null;
  const event: AuditEvent<K> = { kind, data };
  books.audit.push({
    ...(event as AuditEvent),
    actor: books.actor,
    customerRowId: invoice ? invoice.customer.id : about.id,
    invoiceRowId: invoice?.id ?? null,
  });
}

/** Converts minor units to the form that audit events and announcements hold. */
export function amountOf(minor: bigint, currency: string): AuditAmount {
  return { amount: decimalAmount(minor, currency), currency };
}
