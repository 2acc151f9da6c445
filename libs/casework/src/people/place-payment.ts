import { readAmount } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import type { Books, InvoiceBook, PaymentBook } from '../ledger/books.ts';
import { chargesOpen, onCharges, payCharges, takeOffCharges } from '../ledger/charge-lines.ts';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import { allocateWaitingMoney, wakeCovered } from '../ledger/waiting-money.ts';
import { takeUpForgiven } from '../ledger/write-offs.ts';
import type { Actor } from '../record/actor.ts';

/** An invoice by the ERP's id, and a decimal amount in the payment's currency. */
export interface PlacedPart {
  readonly invoiceId: string;
  readonly amount: string;
}

/** What a person does with a payment: takes back what it put on some invoices, puts it on others; both together are a move. */
export interface Placing {
  readonly takeBack: readonly PlacedPart[];
  readonly allocations: readonly PlacedPart[];
  readonly reason: string;
}

export type PlacingResult =
  | { readonly result: 'done' }
  | { readonly result: 'not-found' }
  | { readonly result: 'reversed' }
  | ({ readonly result: 'invalid' } & Refusal);

/**
 * Places a payment or credit note (row id) as a person says, all of it or nothing: each part is one more entry, dated on the day the money came, and what
 * was there stays in the ledger. Invoices settle, open again at the stage they held, and their cases are told. What a person took back from an invoice no rule
 * puts there again; money that waited for that invoice takes its place.
 */
export async function placePayment(
  database: Database,
  actor: Actor,
  paymentRowId: string,
  placing: Placing,
  now: number,
): Promise<PlacingResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<PlacingResult> => {
    const known = await tx.payment.findUnique({ where: { id: paymentRowId }, select: { customerId: true } });
    if (!known) return { result: 'not-found' };
    const books = await loadCustomerBooks(
      tx,
      actor.organizationId,
      known.customerId,
      [...placing.takeBack, ...placing.allocations].map((part) => part.invoiceId),
      paymentRowId,
    );
    const payment = books.paymentsById.get(paymentRowId);
    if (!payment) throw new Error('the loader did not provide the payment');
    if (payment.status === 'reversed') return { result: 'reversed' };
    books.actor = actor.name;
    const refusal = place(books, payment, placing);
    if (refusal) return { result: 'invalid', ...refusal };
    await saveBooks(tx, { id: actor.organizationId, slug: actor.slug }, books, new Map(), new Date(now));
    return { result: 'done' };
  });
}

function place(books: Books, payment: PaymentBook, { takeBack, allocations, reason }: Placing): Refusal | null {
  const cause = `placing:${newId()}`;
  books.cause = cause;
  const on = payment.receivedOn;
  const left = new Set<InvoiceBook>();
  const touched = new Set<InvoiceBook>();
  const post = (invoice: InvoiceBook, minor: bigint) => {
    books.post(invoice, payment.kind, -minor, on, cause, payment);
    payment.unallocatedMinor -= minor;
    touched.add(invoice);
  };

  for (const [index, part] of takeBack.entries()) {
    const read = readPart(books, payment, part, 'takeBack', index);
    if ('code' in read) return read;
    const there = (read.invoice.allocated.get(payment.id) ?? 0n) + onCharges(payment, read.invoice);
    if (read.minor > there)
      return {
        code: 'more-than-placed',
        path: `takeBack.${index}.amount`,
        values: { invoiceId: part.invoiceId, placed: books.amount(there, payment.currency) },
      };
    // As it came: charges were paid last, and give back first.
    post(read.invoice, takeOffCharges(books, payment, read.invoice, read.minor, on, cause) - read.minor);
    takeUpForgiven(books, read.invoice, payment.id, on);
    left.add(read.invoice);
    books.record('payment.moved-off', read.invoice, {
      paymentId: payment.paymentId,
      ...books.amount(read.minor, payment.currency),
      reason,
    });
  }
  // What a person took away, no rule brings back: only what remittance lines still want elsewhere is placed by itself.
  if (left.size > 0)
    payment.awaiting = (payment.awaiting ?? []).filter(
      (line) => ![...left].some((invoice) => invoice.invoiceId === line.invoiceId),
    );

  for (const [index, part] of allocations.entries()) {
    const read = readPart(books, payment, part, 'allocations', index);
    if ('code' in read) return read;
    if (read.invoice.status === 'cancelled')
      return {
        code: 'invoice-cancelled',
        path: `allocations.${index}.invoiceId`,
        values: { invoiceId: part.invoiceId },
      };
    const openMinor = read.invoice.openMinor + (payment.kind === 'payment' ? chargesOpen(read.invoice) : 0n);
    if (read.minor > openMinor)
      return {
        code: 'more-than-open',
        path: `allocations.${index}.amount`,
        values: { invoiceId: part.invoiceId, open: books.amount(openMinor, payment.currency) },
      };
    if (read.minor > payment.unallocatedMinor)
      return {
        code: 'more-than-left',
        path: `allocations.${index}.amount`,
        values: { left: books.amount(payment.unallocatedMinor, payment.currency) },
      };
    const principalMinor = read.minor < read.invoice.openMinor ? read.minor : read.invoice.openMinor;
    post(read.invoice, principalMinor);
    payCharges(books, payment, read.invoice, read.minor - principalMinor, on, cause);
    books.record('payment.placed', read.invoice, {
      paymentId: payment.paymentId,
      ...books.amount(read.minor, payment.currency),
      open: books.amount(read.invoice.openMinor, payment.currency),
      reason,
    });
  }
  books.changedPayments.add(payment);
  for (const invoice of left) allocateWaitingMoney(books, invoice);
  for (const invoice of touched) {
    books.settleOrReopen(invoice, on);
    books.wake(invoice, 'payment', { paymentId: payment.paymentId, placed: 'by-a-person' });
  }
  // There is more credit now, or less: cases that it covered, or covers, look again.
  wakeCovered(books, payment.customer, payment.currency, 1n, { paymentId: payment.paymentId, credit: 'changed' });
  return null;
}

function readPart(
  books: Books,
  payment: PaymentBook,
  part: PlacedPart,
  list: keyof Placing,
  index: number,
): { readonly invoice: InvoiceBook; readonly minor: bigint } | Refusal {
  const invoice = books.invoices.get(part.invoiceId);
  const { invoiceId } = part;
  if (!invoice || invoice.customer.id !== payment.customer.id)
    return { code: 'no-such-invoice', path: `${list}.${index}.invoiceId`, values: { invoiceId } };
  if (invoice.currency !== payment.currency)
    return {
      code: 'invoice-in-other-currency',
      path: `${list}.${index}.invoiceId`,
      values: { invoiceId, invoiceCurrency: invoice.currency, paymentCurrency: payment.currency },
    };
  const minor = readAmount(part.amount, payment.currency, `${list}.${index}.amount`);
  if (typeof minor !== 'bigint') return minor;
  return minor > 0n ? { invoice, minor } : { code: 'not-positive', path: `${list}.${index}.amount`, values: {} };
}
