import { localDate } from '@puntual/domain/calendar/dates';
import { parseAmount } from '@puntual/domain/money/amount';
import { newId } from '@puntual/db/ids';
import type { EventOf } from '@puntual/contracts/events/events';
import type { Applied } from './apply-event.ts';
import { bringBackCharges, dropCharges } from './charge-lines.ts';
import { earlyPaymentOf, takeUpDiscount } from './discounts.ts';
import type { AmendableField, Books, InvoiceBook } from './books.ts';
import { allocateWaitingMoney, offerReleasedMoney, releaseAllocations, wakeCovered } from './waiting-money.ts';
import { takeUpWriteOffs } from './write-offs.ts';

const AMENDABLE: readonly AmendableField[] = ['dueDate', 'total', 'documentUrl', 'paymentUrl'];

/** Opens an invoice's ledger and its case. An invoice that is known already is left as it is (a second issue is a duplicate, amendments have their own event). */
export function applyInvoiceIssued(books: Books, event: EventOf<'puntual.invoice.issued.v1'>): Applied {
  const { data } = event;
  const known = books.invoices.get(data.invoiceId);
  if (known) {
    if (known.customer.customerId !== data.customerId)
      return { rejected: `Invoice ${data.invoiceId} is known for another customer.` };
    return { applied: 'known' };
  }
  const customer = books.customers.get(data.customerId);
  if (!customer) throw new Error('the loader did not provide the customer');
  const totalMinor = parseAmount(data.total, data.currency);
  const invoice: InvoiceBook = {
    id: newId(),
    invoiceId: data.invoiceId,
    number: data.number,
    purchaseOrder: data.purchaseOrder ?? null,
    customer,
    currency: data.currency,
    dueOn: data.dueDate,
    totalMinor,
    openMinor: 0n,
    status: 'open',
    settledOn: null,
    revision: 0,
    fieldRevisions: new Map(),
    fieldsKnownAt: 0,
    documentUrl: data.documentUrl ?? null,
    paymentUrl: data.paymentUrl ?? null,
    caseState: 'running',
    caseRun: 1,
    allocated: new Map(),
    writtenOff: new Map(),
    earlyPayment: earlyPaymentOf(data.terms, data.issueDate),
    discountGivenMinor: 0n,
    charges: [],
  };
  books.addInvoice(invoice);
  books.newInvoices.push(invoice);
  books.post(invoice, 'invoice', totalMinor, data.issueDate, `event:${event.id}`);
  books.record('invoice.issued', invoice, {
    number: data.number,
    total: books.amount(totalMinor, data.currency),
    dueOn: data.dueDate,
  });
  books.start(invoice);
  const creditMinor = books.creditIn(customer, invoice.currency);
  allocateWaitingMoney(books, invoice);
  wakeCovered(books, customer, invoice.currency, creditMinor - books.creditIn(customer, invoice.currency), {
    credit: 'spread',
  });
  return { applied: 'changed' };
}

/**
 * Changes due date, total or links. Each field follows the highest revision that named it, whatever order they come in. A total below what is paid gives the
 * difference back as credit; a higher one takes what waits for the invoice. A cancelled invoice stays so, with nothing open.
 */
export function applyInvoiceAmended(books: Books, event: EventOf<'puntual.invoice.amended.v1'>, now: Date): Applied {
  const { data } = event;
  const invoice = books.invoices.get(data.invoiceId);
  if (!invoice) return { applied: 'early', subject: `invoice/${data.invoiceId}` };
  if (invoice.customer.customerId !== data.customerId)
    return { rejected: `Invoice ${data.invoiceId} belongs to another customer.` };
  const fields = AMENDABLE.filter(
    (field) =>
      data[field] !== undefined && data.revision > (invoice.fieldRevisions.get(field) ?? invoice.fieldsKnownAt),
  );
  if (fields.length === 0 && data.revision <= invoice.revision) return { applied: 'known' };

  let totalMinor = invoice.totalMinor;
  if (data.total !== undefined && fields.includes('total')) {
    try {
      totalMinor = parseAmount(data.total, invoice.currency);
    } catch (error) {
      return { rejected: `data.total: ${error instanceof Error ? error.message : String(error)}` };
    }
    if (totalMinor === 0n) return { rejected: 'data.total: must be more than zero; cancel the invoice instead.' };
  }
  const changes: Record<string, unknown> = { revision: data.revision, fields };
  for (const field of fields) invoice.fieldRevisions.set(field, data.revision);
  invoice.revision = Math.max(invoice.revision, data.revision);
  if (data.dueDate !== undefined && fields.includes('dueDate') && data.dueDate !== invoice.dueOn) {
    changes.dueOn = { from: invoice.dueOn, to: data.dueDate };
    invoice.dueOn = data.dueDate;
  }
  if (data.documentUrl !== undefined && fields.includes('documentUrl')) invoice.documentUrl = data.documentUrl;
  if (data.paymentUrl !== undefined && fields.includes('paymentUrl')) invoice.paymentUrl = data.paymentUrl;
  if (totalMinor !== invoice.totalMinor) {
    changes.total = {
      from: books.amount(invoice.totalMinor, invoice.currency),
      to: books.amount(totalMinor, invoice.currency),
    };
    changeTotal(books, invoice, totalMinor, localDate(now.getTime(), invoice.customer.timeZone), `event:${event.id}`);
  }
  books.changedInvoices.add(invoice);
  books.record('invoice.amended', invoice, changes);
  books.wake(invoice, 'amendment', { dueOn: invoice.dueOn, revision: data.revision });
  return { applied: 'changed' };
}

/** Takes an invoice back: what was paid on it becomes the customer's credit, nothing is open, its case ends. */
export function applyInvoiceCancelled(
  books: Books,
  event: EventOf<'puntual.invoice.cancelled.v1'>,
  now: Date,
): Applied {
  const { data } = event;
  const invoice = books.invoices.get(data.invoiceId);
  if (!invoice) return { applied: 'early', subject: `invoice/${data.invoiceId}` };
  if (invoice.customer.customerId !== data.customerId)
    return { rejected: `Invoice ${data.invoiceId} belongs to another customer.` };
  if (invoice.status === 'cancelled') return { applied: 'known' };
  const on = localDate(now.getTime(), invoice.customer.timeZone);
  takeUpWriteOffs(books, invoice, on);
  takeUpDiscount(books, invoice, on);
  dropCharges(books, invoice, on, `event:${event.id}`);
  releaseAllocations(
    books,
    invoice,
    'cancelled',
    [...invoice.allocated.values()].reduce((sum, minor) => sum + minor, 0n),
    on,
    `event:${event.id}`,
  );
  books.post(invoice, 'cancellation', -invoice.openMinor, on, `event:${event.id}`);
  invoice.status = 'cancelled';
  invoice.settledOn = on;
  books.changedInvoices.add(invoice);
  books.record('invoice.cancelled', invoice, {});
  offerReleasedMoney(books, invoice);
  books.wake(invoice, 'amendment', { cancelled: 'yes' });
  return { applied: 'changed' };
}

function changeTotal(books: Books, invoice: InvoiceBook, totalMinor: bigint, on: string, cause: string): void {
  const difference = totalMinor - invoice.totalMinor;
  invoice.totalMinor = totalMinor;
  if (invoice.status === 'cancelled') {
    // The amended claim is cancelled as the rest of it was; the balance passes through what is not negative.
    if (difference < 0n) books.post(invoice, 'cancellation', -difference, on, cause);
    books.post(invoice, 'amendment', difference, on, cause);
    if (difference > 0n) books.post(invoice, 'cancellation', -difference, on, cause);
    return;
  }
  // A discount is of the total that it was given on: whether it stands is looked at again.
  takeUpDiscount(books, invoice, on);
  // What was given up is taken up first, as the claim for it is gone; only then is money given back.
  if (invoice.openMinor + difference < 0n) takeUpWriteOffs(books, invoice, on, -(invoice.openMinor + difference));
  const short = -(invoice.openMinor + difference);
  if (short > 0n) releaseAllocations(books, invoice, 'shrank', short, on, cause);
  books.post(invoice, 'amendment', difference, on, cause);
  const creditMinor = books.creditIn(invoice.customer, invoice.currency);
  if (difference > 0n) {
    bringBackCharges(books, invoice, on);
    allocateWaitingMoney(books, invoice);
  }
  books.settleOrReopen(invoice, on);
  if (difference > 0n)
    wakeCovered(
      books,
      invoice.customer,
      invoice.currency,
      creditMinor - books.creditIn(invoice.customer, invoice.currency),
      { credit: 'spread' },
    );
  if (short > 0n) offerReleasedMoney(books, invoice);
}
