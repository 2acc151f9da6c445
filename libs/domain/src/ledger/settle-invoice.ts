import type { IsoDate } from '../calendar/dates.ts';
import type { InvoiceStatus } from '../decide/facts.ts';
import { amountOf, recordAudit, startCase } from './announce.ts';
import type { InvoiceBook } from './book-records.ts';
import type { Books } from './books.ts';
import { bringBackCharges, chargesOpen, waiveWithPrincipal } from './charge-lines.ts';
import { settleDiscount } from './discounts.ts';
import { writtenOffByPerson } from './write-offs.ts';

/** Brings discount, charges, status and case of an invoice in line with its balance, once entries are posted. */
export function settleOrReopen(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  settleDiscount(books, invoice, on);
  if (invoice.openMinor === 0n) waiveWithPrincipal(books, invoice, writtenOffByPerson(invoice) > 0n, on);
  else bringBackCharges(books, invoice, on);
  const dueMinor = invoice.openMinor + chargesOpen(invoice);
  if (dueMinor === 0n && invoice.status === 'open') settle(books, invoice, on);
  else if (dueMinor > 0n && invoice.status !== 'open') reopen(books, invoice, dueMinor);
  books.changedInvoices.add(invoice);
}

function settle(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  const settledAs = settledBy(books, invoice);
  invoice.status = settledAs;
  invoice.settledOn = on;
  recordAudit(books, 'invoice.settled', invoice, { as: settledAs, on });
}

// Paid as soon as any money went into it, whatever came last: the order of events must not matter.
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
