import { localDate } from '../calendar/dates.ts';
import { recordAudit, wakeCase } from './announce.ts';
import type { Books } from './books.ts';
import { dropCharges } from './charge-lines.ts';
import { takeUpDiscount } from './discounts.ts';
import type { Applied, CancelInvoice } from './ledger-command.ts';
import { postEntry } from './post-entry.ts';
import { takeUpWriteOffs } from './settle-invoice.ts';
import { offerReleasedMoney, releaseAllocations } from './waiting-money.ts';

/**
 * Cancels an invoice: what was paid of it and of its charges becomes the customer's credit, nothing is open, and its
 * case ends. `early` when the invoice is not known yet; refuses an invoice of another customer.
 */
export function cancelInvoice(books: Books, command: CancelInvoice): Applied {
  const invoice = books.invoices.get(command.invoiceId);
  if (!invoice) return { applied: 'early', subject: `invoice/${command.invoiceId}` };
  if (invoice.customer.customerId !== command.customerId)
    return { refused: { code: 'belongs-to-another-customer', values: { of: 'invoice', id: command.invoiceId } } };
  if (invoice.status === 'cancelled') return { applied: 'known' };
  const on = localDate(command.at, invoice.customer.timeZone);
  const posting = { on, cause: command.cause };
  takeUpWriteOffs(books, invoice, on);
  takeUpDiscount(books, invoice, on);
  dropCharges(books, invoice, posting);
  const allocatedMinor = [...invoice.allocated.values()].reduce((sum, minor) => sum + minor, 0n);
  releaseAllocations(books, invoice, { because: 'cancelled', wantedMinor: allocatedMinor, posting });
  postEntry(books, invoice, { ...posting, kind: 'cancellation', minor: -invoice.openMinor });
  invoice.status = 'cancelled';
  invoice.settledOn = on;
  books.changedInvoices.add(invoice);
  recordAudit(books, 'invoice.cancelled', invoice, {});
  offerReleasedMoney(books, invoice);
  wakeCase(books, invoice, 'amendment', { cancelled: 'yes' });
  return { applied: 'changed' };
}
