import { localDate } from '@puntual/domain/calendar/dates';
import { parseAmount } from '@puntual/domain/money/amount';
import { newId } from '@puntual/db/ids';
import type { EventOf } from '@puntual/contracts/events/events';
import type { Applied } from './apply-event.ts';
import { allocateWaitingMoney } from './apply-payment.ts';
import type { Books, InvoiceBook, PaymentBook } from './books.ts';

/** Opens an invoice's ledger and its case. An invoice that is known already is left as it is (a second issue is a duplicate, amendments have their own event). */
export function applyInvoiceIssued(books: Books, event: EventOf<'puntual.invoice.issued.v1'>): Applied {
  const { data } = event;
  const known = books.invoices.get(data.invoiceId);
  if (known) {
    if (known.customer.customerId !== data.customerId) return { rejected: `Invoice ${data.invoiceId} is known for another customer.` };
    return { applied: 'known' };
  }
  const customer = books.customers.get(data.customerId);
  if (!customer) throw new Error('the loader did not provide the customer');
  const totalMinor = parseAmount(data.total, data.currency);
  const invoice: InvoiceBook = {
    id: newId(), invoiceId: data.invoiceId, number: data.number, customer, currency: data.currency, dueOn: data.dueDate, totalMinor, openMinor: 0n,
    status: 'open', settledOn: null, revision: 0, documentUrl: data.documentUrl ?? null, paymentUrl: data.paymentUrl ?? null, caseState: 'running', caseRun: 1, allocated: new Map(),
  };
  books.addInvoice(invoice);
  books.newInvoices.push(invoice);
  books.post(invoice, 'invoice', totalMinor, data.issueDate, `event:${event.id}`);
  books.record('invoice.issued', invoice, { number: data.number, total: books.amount(totalMinor, data.currency), dueOn: data.dueDate });
  books.start(invoice);
  allocateWaitingMoney(books, invoice);
  return { applied: 'changed' };
}

/** Changes due date, total or links. An older revision than the one held changes nothing. A total below what is paid gives the difference back as credit. */
export function applyInvoiceAmended(books: Books, event: EventOf<'puntual.invoice.amended.v1'>, now: Date): Applied {
  const { data } = event;
  const invoice = books.invoices.get(data.invoiceId);
  if (!invoice) return { applied: 'early', subject: `invoice/${data.invoiceId}` };
  if (invoice.customer.customerId !== data.customerId) return { rejected: `Invoice ${data.invoiceId} belongs to another customer.` };
  if (invoice.status === 'cancelled' || data.revision <= invoice.revision) return { applied: 'known' };

  let totalMinor: bigint | null = null;
  if (data.total !== undefined) {
    try {
      totalMinor = parseAmount(data.total, invoice.currency);
    } catch (error) {
      return { rejected: `data.total: ${error instanceof Error ? error.message : String(error)}` };
    }
    if (totalMinor === 0n) return { rejected: 'data.total: must be more than zero; cancel the invoice instead.' };
  }
  const changes: Record<string, unknown> = { revision: data.revision };
  invoice.revision = data.revision;
  if (data.dueDate !== undefined && data.dueDate !== invoice.dueOn) {
    changes.dueOn = { from: invoice.dueOn, to: data.dueDate };
    invoice.dueOn = data.dueDate;
  }
  if (data.documentUrl !== undefined) invoice.documentUrl = data.documentUrl;
  if (data.paymentUrl !== undefined) invoice.paymentUrl = data.paymentUrl;
  const on = localDate(now.getTime(), invoice.customer.timeZone);
  if (totalMinor !== null && totalMinor !== invoice.totalMinor) {
    const difference = totalMinor - invoice.totalMinor;
    changes.total = { from: books.amount(invoice.totalMinor, invoice.currency), to: books.amount(totalMinor, invoice.currency) };
    invoice.totalMinor = totalMinor;
    if (invoice.openMinor + difference < 0n) releaseAllocations(books, invoice, -(invoice.openMinor + difference), on, `event:${event.id}`);
    books.post(invoice, 'amendment', difference, on, `event:${event.id}`);
    books.settleOrReopen(invoice, on);
  }
  books.changedInvoices.add(invoice);
  books.record('invoice.amended', invoice, changes);
  books.wake(invoice, 'amendment', { dueOn: invoice.dueOn, revision: data.revision });
  return { applied: 'changed' };
}

/** Takes an invoice back: what was paid on it becomes the customer's credit, nothing is open, its case ends. */
export function applyInvoiceCancelled(books: Books, event: EventOf<'puntual.invoice.cancelled.v1'>, now: Date): Applied {
  const { data } = event;
  const invoice = books.invoices.get(data.invoiceId);
  if (!invoice) return { applied: 'early', subject: `invoice/${data.invoiceId}` };
  if (invoice.customer.customerId !== data.customerId) return { rejected: `Invoice ${data.invoiceId} belongs to another customer.` };
  if (invoice.status === 'cancelled') return { applied: 'known' };
  const on = localDate(now.getTime(), invoice.customer.timeZone);
  releaseAllocations(books, invoice, [...invoice.allocated.values()].reduce((sum, minor) => sum + minor, 0n), on, `event:${event.id}`);
  books.post(invoice, 'cancellation', -invoice.openMinor, on, `event:${event.id}`);
  invoice.status = 'cancelled';
  invoice.settledOn = on;
  books.changedInvoices.add(invoice);
  books.record('invoice.cancelled', invoice, {});
  books.wake(invoice, 'amendment', { cancelled: 'yes' });
  return { applied: 'changed' };
}

// Gives back, newest allocation first, what an invoice no longer needs: it becomes the payments' unallocated money again.
function releaseAllocations(books: Books, invoice: InvoiceBook, wantedMinor: bigint, on: string, cause: string): void {
  let left = wantedMinor;
  for (const [paymentRowId, minor] of [...invoice.allocated].reverse()) {
    if (left <= 0n) return;
    const payment: PaymentBook | undefined = books.paymentsById.get(paymentRowId);
    if (!payment || minor <= 0n) continue;
    const back = minor < left ? minor : left;
    books.post(invoice, payment.kind, back, on, cause, payment);
    payment.unallocatedMinor += back;
    books.changedPayments.add(payment);
    left -= back;
  }
}
