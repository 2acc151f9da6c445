import type { IsoDate } from '../calendar/dates.ts';
import type { InvoiceStatus } from '../decide/case-facts.ts';
import { amountOf, recordAudit, startCase } from './announce.ts';
import type { InvoiceBook } from './book-records.ts';
import type { Books } from './books.ts';
import { bringBackCharges, chargesOpen, waiveWithPrincipal } from './charge-lines.ts';
import { settleDiscount } from './discounts.ts';
import { writtenOffByPerson } from './write-offs.ts';

/**
 * Brings discount, charges, status and case of an invoice in line with its entries, once entries are posted. Whatever
 * the order in which they were posted: a settled invoice of which a write-off or a payment falls away again, with
 * nothing open, gets the status of what settles it now.
 */
export function settleOrReopen(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  settleDiscount(books, invoice, on);
  if (invoice.openMinor === 0n) waiveWithPrincipal(books, invoice, writtenOffByPerson(invoice) > 0n, on);
  else bringBackCharges(books, invoice, on);
  const dueMinor = invoice.openMinor + chargesOpen(invoice);
  if (dueMinor === 0n && invoice.status !== 'cancelled') settle(books, invoice, on);
  else if (dueMinor > 0n && invoice.status !== 'open') reopen(books, invoice, dueMinor);
  books.changedInvoices.add(invoice);
}

function settle(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  const settledAs = settledBy(books, invoice);
  if (settledAs === invoice.status) return;
  if (invoice.status === 'open') invoice.settledOn = on;
  invoice.status = settledAs;
  recordAudit(books, 'invoice.settled', invoice, { as: settledAs, on });
}

// A person's write-off outranks payments, a payment outranks credit notes.
function settledBy(books: Books, invoice: InvoiceBook): InvoiceStatus {
  if (writtenOffByPerson(invoice) > 0n) return 'written-off';
  const paid = [...invoice.allocated].some(
    ([id, minor]) => minor > 0n && books.paymentsById.get(id)?.kind === 'payment',
  );
  return paid ? 'paid' : 'credited';
}

function reopen(books: Books, invoice: InvoiceBook, dueMinor: bigint): void {
  invoice.status = 'open';
  invoice.settledOn = null;
  recordAudit(books, 'invoice.reopened', invoice, { open: amountOf(dueMinor, invoice.currency) });
  if (invoice.caseState !== 'closed') return;
  invoice.caseState = 'running';
  invoice.caseRun += 1;
  startCase(books, invoice);
}
