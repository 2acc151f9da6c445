import { localDate } from '@puntual/domain/calendar/dates';
import { decimalAmount, readAmount } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import type { Books, InvoiceBook } from '../ledger/books.ts';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import { allocateWaitingMoney, wakeCovered } from '../ledger/waiting-money.ts';
import { takeUpWriteOffs, WRITE_OFF_CAUSES } from '../ledger/write-offs.ts';
import type { Actor } from '../record/actor.ts';

export type WriteOffResult =
  | { readonly result: 'done' }
  | { readonly result: 'not-found' }
  | { readonly result: 'settled' }
  | { readonly result: 'nothing-written-off' }
  | ({ readonly result: 'invalid' } & Refusal);

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
    const minor = given.amount === null ? invoice.openMinor : amountToWriteOff(books, invoice, given.amount);
    if (typeof minor !== 'bigint') return { result: 'invalid', ...minor };
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

function amountToWriteOff(books: Books, invoice: InvoiceBook, amount: string): bigint | Refusal {
  const minor = readAmount(amount, invoice.currency, 'amount');
  if (typeof minor !== 'bigint') return minor;
  if (minor <= 0n) return { code: 'not-positive', path: 'amount', values: {} };
  if (minor <= invoice.openMinor) return minor;
  const open = books.amount(invoice.openMinor, invoice.currency);
  return { code: 'more-than-open', path: 'amount', values: { invoiceId: invoice.invoiceId, open } };
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
    if (result.result === 'done')
      await saveBooks(tx, { id: actor.organizationId, slug: actor.slug }, books, new Map(), new Date(now));
    return result;
  });
}
