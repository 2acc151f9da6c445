import { localDate } from '@puntual/domain/calendar/dates';
import type { Books, InvoiceBook } from '@puntual/domain/ledger/books';
import { reverseWriteOffs, writeOff } from '@puntual/domain/ledger/write-off-invoice';
import { decimalAmount, readAmount } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database } from '@puntual/db/database';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';

export type WriteOffResult =
  | { readonly result: 'done' }
  | { readonly result: 'not-found' }
  | { readonly result: 'settled' }
  | { readonly result: 'nothing-written-off' }
  | ({ readonly result: 'invalid' } & Refusal);

/**
 * Writes off the open amount of an invoice (row id), or a part of it (a decimal amount), with a reason. When nothing is
 * left open its case ends, without a thank-you message.
 */
export async function writeOffInvoice(
  database: Database,
  actor: Actor,
  {
    invoiceRowId,
    ...given
  }: { readonly invoiceRowId: string; readonly reason: string; readonly amount: string | null },
  now: number,
): Promise<WriteOffResult> {
  return changeInvoice(database, { actor, invoiceRowId, now }, (books, invoice): WriteOffResult => {
    if (invoice.openMinor === 0n) return { result: 'settled' };
    const { invoiceId, currency } = invoice;
    const minor = given.amount === null ? null : readAmount(given.amount, currency, 'amount');
    if (minor !== null && typeof minor !== 'bigint') return { result: 'invalid', ...minor };
    const on = localDate(now, invoice.customer.timeZone);
    const refusal = writeOff(books, invoice, { minor, reason: given.reason, on });
    switch (refusal?.code) {
      case undefined:
        return { result: 'done' };
      case 'nothing-open':
        return { result: 'settled' };
      case 'not-above-zero':
        return { result: 'invalid', code: 'not-positive', path: 'amount', values: {} };
      case 'more-than-open': {
        const open = { amount: decimalAmount(refusal.values.openMinor, currency), currency };
        return { result: 'invalid', code: 'more-than-open', path: 'amount', values: { invoiceId, open } };
      }
    }
  });
}

/**
 * Reverses all write-offs that people made of an invoice (row id), with a reason: it is open again and its case goes on
 * at the stage that it had. Money that waits for the invoice is allocated to it first.
 */
export async function reverseWriteOff(
  database: Database,
  actor: Actor,
  { invoiceRowId, reason }: { readonly invoiceRowId: string; readonly reason: string },
  now: number,
): Promise<WriteOffResult> {
  return changeInvoice(database, { actor, invoiceRowId, now }, (books, invoice): WriteOffResult => {
    const on = localDate(now, invoice.customer.timeZone);
    const minor = reverseWriteOffs(books, invoice, { reason, on });
    return { result: minor === 0n ? 'nothing-written-off' : 'done' };
  });
}

async function changeInvoice(
  database: Database,
  { actor, invoiceRowId, now }: { readonly actor: Actor; readonly invoiceRowId: string; readonly now: number },
  change: (books: Books, invoice: InvoiceBook) => WriteOffResult,
): Promise<WriteOffResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<WriteOffResult> => {
    const known = await tx.invoice.findUnique({
      where: { id: invoiceRowId },
      select: { customerId: true, invoiceId: true },
    });
    if (!known) return { result: 'not-found' };
    const books = await loadCustomerBooks(tx, actor.organizationId, {
      customerRowId: known.customerId,
      invoiceIds: [known.invoiceId],
    });
    const invoice = books.invoices.get(known.invoiceId);
    if (!invoice) throw new Error('the loader did not provide the invoice');
    books.actor = storedActor(actor);
    const result = change(books, invoice);
    if (result.result === 'done') await saveBooks(tx, organizationOf(actor), books, { now: new Date(now) });
    return result;
  });
}
