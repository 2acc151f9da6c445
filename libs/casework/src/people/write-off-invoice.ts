import { localDate } from '@puntual/domain/calendar/dates';
import { decimalAmount, parseAmount } from '@puntual/domain/money/amount';
import type { Database } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import type { Books, InvoiceBook } from '../ledger/books.ts';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import { allocateWaitingMoney, wakeCovered } from '../ledger/waiting-money.ts';
import { takeUpWriteOffs, WRITE_OFF_CAUSES } from '../ledger/write-offs.ts';
import { type Actor, organizationOf } from '../record/actor.ts';

export type WriteOffResult =
  | { readonly result: 'done' }
  | { readonly result: 'not-found' }
  | { readonly result: 'settled' }
  | { readonly result: 'nothing-written-off' }
  | { readonly result: 'invalid'; readonly path: string; readonly message: string };

/** Gives up what is open of an invoice (row id), or a part of it (a decimal amount), with a reason. Given up as a whole, its case ends, and nobody is thanked. */
export async function writeOffInvoice(
  database: Database,
  actor: Actor,
  invoiceRowId: string,
  given: { readonly reason: string; readonly amount: string | null },
  now: number,
): Promise<WriteOffResult> {
  return changeInvoice(database, actor, invoiceRowId, now, (books, invoice): WriteOffResult => {
    if (invoice.openMinor === 0n) return { result: 'settled' };
    let minor = invoice.openMinor;
    if (given.amount !== null) {
      try {
        minor = parseAmount(given.amount, invoice.currency);
      } catch (error) {
        return { result: 'invalid', path: 'amount', message: error instanceof Error ? error.message : String(error) };
      }
      if (minor <= 0n) return { result: 'invalid', path: 'amount', message: 'must be more than zero' };
      if (minor > invoice.openMinor)
        return {
          result: 'invalid',
          path: 'amount',
          message: `only ${decimalAmount(invoice.openMinor, invoice.currency)} is open on invoice ${invoice.invoiceId}`,
        };
    }
    const on = localDate(now, invoice.customer.timeZone);
    books.post(invoice, 'write-off', -minor, on, `${WRITE_OFF_CAUSES.person}${newId()}`);
    books.record('invoice.written-off', invoice, {
      ...books.amount(minor, invoice.currency),
      because: 'given-up',
      reason: given.reason,
      open: books.amount(invoice.openMinor, invoice.currency),
    });
    books.settleOrReopen(invoice, on);
    books.wake(invoice, 'amendment', { writtenOff: decimalAmount(minor, invoice.currency) });
    wakeCovered(books, invoice.customer, invoice.currency, 0n, { credit: 'spread' });
    return { result: 'done' };
  });
}

/**
 * Takes up again all that persons have written off of an invoice (row id), with a reason: it is open again and its case goes on at the stage it held. Money
 * that came for it meanwhile takes its place first.
 */
export async function reverseWriteOff(
  database: Database,
  actor: Actor,
  invoiceRowId: string,
  reason: string,
  now: number,
): Promise<WriteOffResult> {
  return changeInvoice(database, actor, invoiceRowId, now, (books, invoice): WriteOffResult => {
    const on = localDate(now, invoice.customer.timeZone);
    const minor = takeUpWriteOffs(books, invoice, on, null, (cause) => cause.startsWith(WRITE_OFF_CAUSES.person));
    if (minor === 0n) return { result: 'nothing-written-off' };
    books.record('invoice.write-off-reversed', invoice, {
      ...books.amount(minor, invoice.currency),
      reason,
      open: books.amount(invoice.openMinor, invoice.currency),
    });
    // Open first: what is paid then is paid, and no longer written off.
    books.settleOrReopen(invoice, on);
    const creditMinor = books.creditIn(invoice.customer, invoice.currency);
    allocateWaitingMoney(books, invoice);
    books.wake(invoice, 'amendment', { writeOff: 'reversed' });
    wakeCovered(
      books,
      invoice.customer,
      invoice.currency,
      creditMinor - books.creditIn(invoice.customer, invoice.currency),
      { credit: 'spread' },
    );
    return { result: 'done' };
  });
}

async function changeInvoice(
  database: Database,
  actor: Actor,
  invoiceRowId: string,
  now: number,
  change: (books: Books, invoice: InvoiceBook) => WriteOffResult,
): Promise<WriteOffResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<WriteOffResult> => {
    const known = await tx.invoice.findUnique({
      where: { id: invoiceRowId },
      select: { customerId: true, invoiceId: true },
    });
    if (!known) return { result: 'not-found' };
    const books = await loadCustomerBooks(tx, actor.organizationId, known.customerId, [known.invoiceId], null);
    const invoice = books.invoices.get(known.invoiceId);
    if (!invoice) throw new Error('the loader did not provide the invoice');
    books.actor = actor.name;
    const result = change(books, invoice);
    if (result.result === 'done') await saveBooks(tx, organizationOf(actor), books, new Map(), new Date(now));
    return result;
  });
}
