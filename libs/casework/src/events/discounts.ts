import type { IsoDate } from '@puntual/domain/calendar/dates';
import { earlyPaymentOffer, settleEarlyPayment, type EarlyPaymentOutcome, type EarlyPaymentTerms } from '@puntual/domain/charges/early-payment';
import type { InvoiceToMatch } from '../payments/match-money.ts';
import type { Books, InvoiceBook } from './books.ts';
import { chargesOpen } from './charge-lines.ts';

/** The early-payment terms of an invoice, and what its policy says of a payment that is short by the discount and late. */
export interface EarlyPayment {
  readonly terms: EarlyPaymentTerms;
  readonly issuedOn: IsoDate;
  readonly shortButLate: 'accept' | 'keep-open';
}

/** Reads the terms of an invoice as its event gave them; null where there is no discount. */
export function earlyPaymentOf(terms: unknown, issuedOn: IsoDate, shortButLate: EarlyPayment['shortButLate'] = 'keep-open'): EarlyPayment | null {
  const given = (terms as { readonly earlyPayment?: EarlyPaymentTerms } | null | undefined)?.earlyPayment;
  return given ? { terms: given, issuedOn, shortButLate } : null;
}

/**
 * Brings an invoice's discount in line with its payments: given when they leave exactly the discount open and the last of them came in time (or the policy accepts it late), taken up again
 * when that is no longer so. It looks at what stands, not at what came last, so the order of events makes no difference.
 */
export function settleDiscount(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  const outcome = outcomeOf(books, invoice);
  const wanted = outcome.kind === 'taken' || outcome.kind === 'accepted-late' ? outcome.discountMinor : 0n;
  if (wanted === invoice.discountGivenMinor) return;
  if (invoice.discountGivenMinor > 0n) takeUpDiscount(books, invoice, on);
  if (wanted === 0n) return;
  books.post(invoice, 'discount', -wanted, on, `discount:${invoice.id}`);
  const data = { ...books.amount(wanted, invoice.currency), ...(outcome.kind === 'accepted-late' ? { lateDays: outcome.lateDays } : {}) };
  books.record('discount.taken', invoice, data);
  books.tell('puntual.discount.taken.v1', invoice, { ...data, on });
}

/** Notes that a payment was short by exactly the discount and too late for it, where the policy keeps the rest open. */
export function noteLateDiscount(books: Books, invoice: InvoiceBook): void {
  const outcome = outcomeOf(books, invoice);
  if (outcome.kind === 'kept-open') books.record('discount.late', invoice, books.amount(outcome.missingMinor, invoice.currency));
}

/** Takes a discount up again: its payment is gone, or its claim is another one. */
export function takeUpDiscount(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  const minor = invoice.discountGivenMinor;
  if (minor === 0n) return;
  books.post(invoice, 'discount', minor, on, `discount:${invoice.id}`);
  books.record('discount.taken-up', invoice, books.amount(minor, invoice.currency));
  books.tell('puntual.discount.taken-up.v1', invoice, { ...books.amount(minor, invoice.currency), on });
}

/** An open invoice as money of a day is matched to it: by what is open of it, less the discount that the day still brings; of one whose principal is paid, by its charges. */
export function asMatchable(invoice: InvoiceBook, on: IsoDate): InvoiceToMatch {
  const offer = earlyPaymentOffer(invoice.earlyPayment?.terms ?? null, { issuedOn: invoice.earlyPayment?.issuedOn ?? on, totalMinor: invoice.totalMinor, openMinor: invoice.openMinor }, on);
  return { ...invoice, openMinor: invoice.openMinor > 0n ? invoice.openMinor : chargesOpen(invoice), ...(offer.kind === 'offer' ? { discountMinor: offer.discountMinor } : {}) };
}

function outcomeOf(books: Books, invoice: InvoiceBook): EarlyPaymentOutcome {
  const { earlyPayment } = invoice;
  if (!earlyPayment) return { kind: 'not-concerned' };
  const payments = [...invoice.allocated].flatMap(([id, minor]) => {
    const payment = books.paymentsById.get(id);
    return payment?.kind === 'payment' && minor > 0n ? [{ minor, receivedOn: payment.receivedOn }] : [];
  });
  const last = payments.reduce<(typeof payments)[number] | null>((latest, payment) => (latest && latest.receivedOn >= payment.receivedOn ? latest : payment), null);
  if (!last) return { kind: 'not-concerned' };
  // As if no discount had been given, before the last payment.
  const openMinor = invoice.openMinor + invoice.discountGivenMinor + last.minor;
  return settleEarlyPayment(earlyPayment.terms, { issuedOn: earlyPayment.issuedOn, totalMinor: invoice.totalMinor, openMinor }, last, earlyPayment.shortButLate);
}
