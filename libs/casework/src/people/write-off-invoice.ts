import { localDate } from '@puntual/domain/calendar/dates';
import type { InvoiceBook } from '@puntual/domain/ledger/book-records';
import type { Books } from '@puntual/domain/ledger/books';
import { reverseWriteOffs, writeOff } from '@puntual/domain/ledger/write-off-invoice';
import type { Database } from '@puntual/db/database';
import { readAmount } from '../intake/ledger-command.ts';
import { unreadableWords, writeOffWords } from '../intake/refusal-words.ts';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
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
    const read = given.amount === null ? { minor: null } : readAmount(given.amount, invoice.currency);
    const on = localDate(now, invoice.customer.timeZone);
    if ('unreadable' in read) {
      if (invoice.openMinor === 0n) return { result: 'settled' };
      return invalid(unreadableWords(read.unreadable, invoice.currency));
    }
    const refusal = writeOff(books, invoice, { minor: read.minor, reason: given.reason, on });
    if (refusal === null) return { result: 'done' };
    return refusal.code === 'nothing-open' ? { result: 'settled' } : invalid(writeOffWords(refusal, invoice));
  });
}

function invalid(message: string): WriteOffResult {
  return { result: 'invalid', path: 'amount', message };
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
    const minor = reverseWriteOffs(books, invoice, { reason, on });
    return { result: minor === 0n ? 'nothing-written-off' : 'done' };
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
    if (result.result === 'done') await saveBooks(tx, organizationOf(actor), books, { now: new Date(now) });
    return result;
  });
}
