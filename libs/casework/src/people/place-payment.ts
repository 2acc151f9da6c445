import { placePayment as place, type PlacingRefusal } from '@puntual/domain/ledger/place-payment';
import { decimalAmount, readAmount as readDecimal } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database } from '@puntual/db/database';
import { takeDeductions } from '../disputes/deductions.ts';
import { readAmount } from '../intake/ledger-command.ts';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';

/** An invoice by the ERP's id, and a decimal amount in the payment's currency. */
export interface PlacedPart {
  readonly invoiceId: string;
  readonly amount: string;
}

/** What a person does with a payment: removes its money from some invoices and puts it on others. */
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
 * Allocates a payment or credit note (row id) as a person decided, all of it or nothing. Each part adds an entry, dated
 * on the day on which the money was received; no entry is removed. Invoices settle, or open again at the stage that
 * they had, and their cases are woken; a rest that looks like a deduction is one (`takeDeductions`). No rule puts the
 * money back on an invoice from which a person removed it; other money that waited for that invoice settles it instead.
 */
export async function placePayment(
  database: Database,
  actor: Actor,
  { paymentRowId, ...placing }: Placing & { readonly paymentRowId: string },
  now: number,
): Promise<PlacingResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<PlacingResult> => {
    const known = await tx.payment.findUnique({ where: { id: paymentRowId }, select: { customerId: true } });
    if (!known) return { result: 'not-found' };
    const books = await loadCustomerBooks(tx, actor.organizationId, {
      customerRowId: known.customerId,
      invoiceIds: [...placing.takeBack, ...placing.allocations].map((part) => part.invoiceId),
      paymentRowId,
    });
    const payment = books.paymentsById.get(paymentRowId);
    if (!payment) throw new Error('the loader did not provide the payment');
    if (payment.status === 'reversed') return { result: 'reversed' };
    books.actor = storedActor(actor);
    const read = (parts: readonly PlacedPart[]) =>
      parts.map((part) => ({ invoiceId: part.invoiceId, amount: readAmount(part.amount, payment.currency) }));
    const refusal = place(books, payment, {
      takeBack: read(placing.takeBack),
      allocations: read(placing.allocations),
      reason: placing.reason,
    });
    if (refusal) return { result: 'invalid', ...refusalAt(refusal, payment.currency) };
    await saveBooks(tx, organizationOf(actor), books, { now: new Date(now) });
    await takeDeductions(tx, organizationOf(actor), { books, payments: [payment] }, now);
    return { result: 'done' };
  });
}

// The ledger's refusal at its place in the request. `currency`: the payment's.
function refusalAt(refusal: PlacingRefusal, currency: string): Refusal {
  const { list, index, invoiceId } = refusal;
  const [invoicePath, path] = [`${list}.${index}.invoiceId`, `${list}.${index}.amount`];
  const sum = (minor: bigint) => ({ amount: decimalAmount(minor, currency), currency });
  switch (refusal.code) {
    case 'no-such-invoice':
    case 'invoice-cancelled':
      return { code: refusal.code, path: invoicePath, values: { invoiceId } };
    case 'invoice-in-another-currency':
      return {
        code: 'invoice-in-other-currency',
        path: invoicePath,
        values: { invoiceId, invoiceCurrency: refusal.values.invoiceCurrency, paymentCurrency: currency },
      };
    case 'amount-unreadable': {
      const { text } = refusal.values;
      const read = readDecimal(text, currency, path);
      return typeof read === 'bigint' ? { code: 'not-an-amount', path, values: { text } } : read;
    }
    case 'not-above-zero':
      return { code: 'not-positive', path, values: {} };
    case 'more-than-it-put-there':
      return { code: 'more-than-placed', path, values: { invoiceId, placed: sum(refusal.values.mostMinor) } };
    case 'more-than-open':
      return { code: 'more-than-open', path, values: { invoiceId, open: sum(refusal.values.mostMinor) } };
    case 'more-than-left':
      return { code: 'more-than-left', path, values: { left: sum(refusal.values.mostMinor) } };
  }
}
