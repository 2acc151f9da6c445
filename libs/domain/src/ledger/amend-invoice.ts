import type { AuditData } from '../audit/audit-data.ts';
import { localDate } from '../calendar/dates.ts';
import { readAmount } from '../money/amount.ts';
import { amountOf, recordAudit, wakeCase } from './announce.ts';
import type { AmendableField, Books, InvoiceBook } from './books.ts';
import { bringBackCharges } from './charge-lines.ts';
import { takeUpDiscount } from './discounts.ts';
import type { Applied, AmendInvoice, LedgerRefusal } from './ledger-command.ts';
import { postEntry, type Posting } from './post-entry.ts';
import { settleOrReopen, takeUpWriteOffs } from './settle-invoice.ts';
import { allocateWaitingMoney, offerReleasedMoney, releaseAllocations, wakeCovered } from './waiting-money.ts';

/**
 * Changes due date, total, payment reference, links or papers. Each field has the value of the highest revision that
 * named it, whatever the order of arrival. A total below what is paid turns the difference into credit; a higher total
 * gets the money that waits for the invoice. A cancelled invoice stays cancelled, with nothing open. `early` when the
 * invoice is not known yet; refuses an invoice of another customer, a total that is no amount or not above zero, and a
 * revision that is known with other values.
 */
export function amendInvoice(books: Books, command: AmendInvoice): Applied {
  const invoice = books.invoices.get(command.invoiceId);
  if (!invoice) return { applied: 'early', subject: `invoice/${command.invoiceId}` };
  if (invoice.customer.customerId !== command.customerId)
    return { refused: { code: 'belongs-to-another-customer', values: { of: 'invoice', id: command.invoiceId } } };
  const fields = newerFields(invoice, command);
  const differing = differingRepeat(invoice, command);
  if (differing.length > 0) {
    const { invoiceId, revision } = command;
    return { refused: { code: 'amended-differently', values: { invoiceId, revision, fields: differing } } };
  }
  if (fields.length === 0 && command.revision <= invoice.revision) return { applied: 'known' };
  const read = readTotal(invoice, fields.includes('total') ? command.total : undefined);
  if ('code' in read) return { refused: read };

  for (const field of fields) invoice.fieldRevisions.set(field, command.revision);
  invoice.revision = Math.max(invoice.revision, command.revision);
  const applied = changeFields(books, invoice, { command, fields, totalMinor: read.minor });
  const changes = { revision: command.revision, fields, ...applied };
  books.changedInvoices.add(invoice);
  recordAudit(books, 'invoice.amended', invoice, changes);
  wakeCase(books, invoice, 'amendment', { dueOn: invoice.dueOn, revision: command.revision });
  return { applied: 'changed' };
}

// The fields that the command names, and no later revision has named.
function newerFields(invoice: InvoiceBook, command: AmendInvoice): AmendableField[] {
  const named: readonly (readonly [AmendableField, unknown])[] = [
    ['dueDate', command.dueOn],
    ['total', command.total],
    ['documentUrl', command.documentUrl],
    ['paymentUrl', command.paymentUrl],
    ['paymentReference', command.paymentReference],
    ['purchaseOrder', command.papers?.purchaseOrder],
    ['deliveryNote', command.papers?.deliveryNote],
    ['portalReference', command.papers?.portalReference],
  ];
  return named.flatMap(([field, value]) =>
    value !== undefined && command.revision > (invoice.fieldRevisions.get(field) ?? invoice.fieldsKnownAt)
      ? [field]
      : [],
  );
}

// The fields that an amendment of the same revision has set to other values.
function differingRepeat(invoice: InvoiceBook, command: AmendInvoice): AmendableField[] {
  const { total } = command;
  const totalMinor = total === undefined || 'unreadable' in total ? undefined : total.minor;
  const values: readonly (readonly [AmendableField, unknown, unknown])[] = [
    ['dueDate', command.dueOn, invoice.dueOn],
    ['total', totalMinor, invoice.totalMinor],
    ['documentUrl', command.documentUrl, invoice.documentUrl],
    ['paymentUrl', command.paymentUrl, invoice.paymentUrl],
    ['paymentReference', command.paymentReference, invoice.paymentReference],
    ['purchaseOrder', command.papers?.purchaseOrder, invoice.purchaseOrder],
    ['deliveryNote', command.papers?.deliveryNote, invoice.papers?.deliveryNote],
    ['portalReference', command.papers?.portalReference, invoice.papers?.portalReference],
  ];
  return values.flatMap(([field, value, now]) =>
    value !== undefined && invoice.fieldRevisions.get(field) === command.revision && value !== now ? [field] : [],
  );
}

function readTotal(invoice: InvoiceBook, total: AmendInvoice['total']): LedgerRefusal | { readonly minor: bigint } {
  if (total === undefined) return { minor: invoice.totalMinor };
  if ('unreadable' in total) {
    const read = readAmount(total.unreadable, invoice.currency, '');
    return typeof read === 'bigint' ? { minor: read } : { code: 'total-unreadable', values: { because: read } };
  }
  return total.minor === 0n ? { code: 'total-not-above-zero', values: {} } : total;
}

/** What a command amends: `fields` are those that no later revision has named. */
interface Amendment {
  readonly command: AmendInvoice;
  readonly fields: readonly AmendableField[];
  readonly totalMinor: bigint;
}

// Returns the changes of due date and total as the audit records them.
function changeFields(
  books: Books,
  invoice: InvoiceBook,
  { command, fields, totalMinor }: Amendment,
): Pick<AuditData['invoice.amended'], 'dueOn' | 'total'> {
  const changes: { -readonly [F in 'dueOn' | 'total']?: AuditData['invoice.amended'][F] } = {};
  if (command.dueOn !== undefined && fields.includes('dueDate') && command.dueOn !== invoice.dueOn) {
    changes.dueOn = { from: invoice.dueOn, to: command.dueOn };
    invoice.dueOn = command.dueOn;
  }
  if (command.documentUrl !== undefined && fields.includes('documentUrl')) invoice.documentUrl = command.documentUrl;
  if (command.paymentUrl !== undefined && fields.includes('paymentUrl')) invoice.paymentUrl = command.paymentUrl;
  const isReferenced = command.paymentReference !== undefined && fields.includes('paymentReference');
  if (command.paymentReference !== undefined && isReferenced) invoice.paymentReference = command.paymentReference;
  changePapers(invoice, command.papers ?? {}, fields);
  if (totalMinor !== invoice.totalMinor) {
    changes.total = {
      from: amountOf(invoice.totalMinor, invoice.currency),
      to: amountOf(totalMinor, invoice.currency),
    };
    const on = localDate(command.at, invoice.customer.timeZone);
    changeTotal(books, invoice, totalMinor, { on, cause: command.cause });
  }
  // Money that names the reference may have come before it was known.
  if (isReferenced) allocateByReference(books, invoice);
  return changes;
}

function changePapers(
  invoice: InvoiceBook,
  papers: NonNullable<AmendInvoice['papers']>,
  fields: readonly AmendableField[],
): void {
  const { purchaseOrder, deliveryNote, portalReference } = papers;
  if (purchaseOrder !== undefined && fields.includes('purchaseOrder')) invoice.purchaseOrder = purchaseOrder;
  invoice.papers = {
    ...invoice.papers,
    ...(deliveryNote !== undefined && fields.includes('deliveryNote') ? { deliveryNote } : {}),
    ...(portalReference !== undefined && fields.includes('portalReference') ? { portalReference } : {}),
  };
}

function allocateByReference(books: Books, invoice: InvoiceBook): void {
  const { customer, currency } = invoice;
  const creditMinor = books.creditIn(customer, currency);
  allocateWaitingMoney(books, invoice);
  wakeCovered(books, invoice, creditMinor - books.creditIn(customer, currency), { credit: 'spread' });
}

function changeTotal(books: Books, invoice: InvoiceBook, totalMinor: bigint, posting: Posting): void {
  const difference = totalMinor - invoice.totalMinor;
  invoice.totalMinor = totalMinor;
  if (invoice.status === 'cancelled') changeCancelledTotal(books, invoice, difference, posting);
  else changeOpenTotal(books, invoice, difference, posting);
}

// The difference is cancelled like the rest of the claim; the order of the two entries keeps the balance from going
// below zero.
function changeCancelledTotal(books: Books, invoice: InvoiceBook, difference: bigint, posting: Posting): void {
  const cancellation = { ...posting, kind: 'cancellation', minor: -difference } as const;
  if (difference < 0n) postEntry(books, invoice, cancellation);
  postEntry(books, invoice, { ...posting, kind: 'amendment', minor: difference });
  if (difference > 0n) postEntry(books, invoice, cancellation);
}

function changeOpenTotal(books: Books, invoice: InvoiceBook, difference: bigint, posting: Posting): void {
  const { customer, currency } = invoice;
  // A discount belongs to the total that it was given for, so it is reversed and evaluated again.
  takeUpDiscount(books, invoice, posting.on);
  // Write-offs are reversed first, since their claim no longer exists; only then is money given back.
  if (invoice.openMinor + difference < 0n)
    takeUpWriteOffs(books, invoice, posting.on, { atMostMinor: -(invoice.openMinor + difference) });
  const short = -(invoice.openMinor + difference);
  if (short > 0n) releaseAllocations(books, invoice, { because: 'shrank', wantedMinor: short, posting });
  postEntry(books, invoice, { ...posting, kind: 'amendment', minor: difference });
  const creditMinor = books.creditIn(customer, currency);
  if (difference > 0n) {
    bringBackCharges(books, invoice, posting.on);
    allocateWaitingMoney(books, invoice);
  }
  settleOrReopen(books, invoice, posting.on);
  if (short > 0n) offerReleasedMoney(books, invoice);
  else wakeCovered(books, invoice, creditMinor - books.creditIn(customer, currency), { credit: 'spread' });
}
