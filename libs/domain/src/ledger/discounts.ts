import type { IsoDate } from '../calendar/dates.ts';
import {
  earlyPaymentOffer,
  earnedDiscount,
  settleEarlyPayment,
  type EarlyPaymentOutcome,
  type EarlyPaymentTerms,
  type EarnedDiscount,
} from '../charges/early-payment.ts';
import type { InvoiceToMatch } from './match-money.ts';
import { amountOf, recordAudit, tellErp } from './announce.ts';
import type { Books, EarlyPayment, InvoiceBook, PaymentBook } from './books.ts';
import { postEntry } from './post-entry.ts';
import { isLineFor } from './remittance-line.ts';
import { chargesOpen } from './charge-lines.ts';

/** Reads an invoice's terms as its event stated them; null without an early-payment discount. */
export function earlyPaymentOf(
  terms: unknown,
  issuedOn: IsoDate,
  shortButLate: EarlyPayment['shortButLate'] = 'keep-open',
): EarlyPayment | null {
  const given = (terms as { readonly earlyPayment?: EarlyPaymentTerms } | null | undefined)?.earlyPayment;
  return given ? { terms: given, issuedOn, shortButLate } : null;
}

/**
 * Gives or reverses an invoice's early-payment discount by the money that is allocated to it (`earnedDiscount`). The
 * discount is given, on the day of the payment that earned it, when some of the money leaves exactly the discount open;
 * the rest of the money becomes the customer's credit. It is reversed when that no longer holds. The result depends on
 * all allocated money and not on the latest event, so the order of events makes no difference.
 */
export function settleDiscount(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  const earned = earnedBy(books, invoice);
  if ((earned?.discountMinor ?? 0n) === invoice.discountGivenMinor) return;
  takeUpDiscount(books, invoice, on);
  if (!earned) return;
  const cause = `discount:${invoice.id}`;
  keepOnly(books, invoice, earned.by, cause);
  postEntry(books, invoice, { kind: 'discount', minor: -earned.discountMinor, on: earned.on, cause });
  const data = {
    ...amountOf(earned.discountMinor, invoice.currency),
    ...(earned.lateDays > 0 ? { lateDays: earned.lateDays } : {}),
  };
  recordAudit(books, 'discount.taken', invoice, data);
  tellErp(books, 'puntual.discount.taken.v1', invoice, { ...data, on: earned.on });
}

/**
 * Records in the audit that a payment was short by exactly the discount and too late for it, when the policy keeps the
 * rest open.
 */
export function noteLateDiscount(books: Books, invoice: InvoiceBook): void {
  const outcome = outcomeOf(books, invoice);
  if (outcome.kind === 'kept-open')
    recordAudit(books, 'discount.late', invoice, amountOf(outcome.missingMinor, invoice.currency));
}

/** Reverses a discount: its payment is reversed, or the invoice's total changed. */
export function takeUpDiscount(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  const minor = invoice.discountGivenMinor;
  if (minor === 0n) return;
  postEntry(books, invoice, { kind: 'discount', minor, on, cause: `discount:${invoice.id}` });
  recordAudit(books, 'discount.taken-up', invoice, amountOf(minor, invoice.currency));
  tellErp(books, 'puntual.discount.taken-up.v1', invoice, { ...amountOf(minor, invoice.currency), on });
}

/**
 * An open invoice as the matching of money from a day sees it: the open principal, with the discount that a payment on
 * that day still earns; when the principal is paid, the open charges.
 */
export function asMatchable(invoice: InvoiceBook, on: IsoDate): InvoiceToMatch {
  const offer = earlyPaymentOffer(
    invoice.earlyPayment?.terms ?? null,
    { issuedOn: invoice.earlyPayment?.issuedOn ?? on, totalMinor: invoice.totalMinor, openMinor: invoice.openMinor },
    on,
  );
  return {
    ...invoice,
    openMinor: invoice.openMinor > 0n ? invoice.openMinor : chargesOpen(invoice),
    ...(offer.kind === 'offer' ? { discountMinor: offer.discountMinor } : {}),
  };
}

function outcomeOf(books: Books, invoice: InvoiceBook): EarlyPaymentOutcome {
  const { earlyPayment } = invoice;
  if (!earlyPayment) return { kind: 'not-concerned' };
  const payments = [...invoice.allocated].flatMap(([id, minor]) => {
    const payment = books.paymentsById.get(id);
    return payment?.kind === 'payment' && minor > 0n ? [{ minor, receivedOn: payment.receivedOn }] : [];
  });
  const last = payments.reduce<(typeof payments)[number] | null>(
    (latest, payment) => (latest && latest.receivedOn >= payment.receivedOn ? latest : payment),
    null,
  );
  if (!last) return { kind: 'not-concerned' };
  // The open amount before the last payment, as if no discount had been given.
  const openMinor = invoice.openMinor + invoice.discountGivenMinor + last.minor;
  return settleEarlyPayment(
    earlyPayment.terms,
    { issuedOn: earlyPayment.issuedOn, totalMinor: invoice.totalMinor, openMinor },
    last,
    earlyPayment.shortButLate,
  );
}

// First with the money as it is allocated, so that none is moved without need; then with all that each payment could
// still pay of the invoice, because another payment may have taken its place.
function earnedBy(books: Books, invoice: InvoiceBook): EarnedDiscount | null {
  const { earlyPayment } = invoice;
  if (!earlyPayment) return null;
  const standing = standingOn(books, invoice);
  const openMinor = standing.reduce((sum, { minor }) => sum + minor, invoice.openMinor + invoice.discountGivenMinor);
  const of = { issuedOn: earlyPayment.issuedOn, totalMinor: invoice.totalMinor, openMinor };
  const money = (minorOf: (each: (typeof standing)[number]) => bigint) =>
    standing.map((each) => ({
      id: each.payment.id,
      kind: each.payment.kind,
      receivedOn: each.payment.receivedOn,
      minor: minorOf(each),
    }));
  return (
    earnedDiscount(
      earlyPayment.terms,
      of,
      money((each) => each.minor),
      earlyPayment.shortButLate,
    ) ??
    earnedDiscount(
      earlyPayment.terms,
      of,
      money(({ payment, minor }) => (payment === books.placing ? minor : minor + stillFor(payment, invoice))),
      earlyPayment.shortButLate,
    )
  );
}

function standingOn(books: Books, invoice: InvoiceBook): { readonly payment: PaymentBook; readonly minor: bigint }[] {
  return [...invoice.allocated].flatMap(([id, minor]) => {
    const payment = books.paymentsById.get(id);
    return payment && minor > 0n ? [{ payment, minor }] : [];
  });
}

// What a payment of the invoice could pay of it beyond its allocation: all of its unallocated money, or what its
// remittance line still asks for.
function stillFor(payment: PaymentBook, invoice: InvoiceBook): bigint {
  const wanted =
    payment.awaiting === null
      ? payment.unallocatedMinor
      : (payment.awaiting.find((line) => isLineFor(line, invoice))?.minor ?? 0n);
  return wanted < payment.unallocatedMinor ? wanted : payment.unallocatedMinor;
}

// Allocates to the invoice exactly the money that earns its discount. The rest becomes credit, like money for a paid
// invoice, and is allocated to the invoice again should it open.
function keepOnly(books: Books, invoice: InvoiceBook, by: EarnedDiscount['by'], cause: string): void {
  const parts = standingOn(books, invoice).map(({ payment, minor }) => ({
    payment,
    moreMinor: (by.find((each) => each.id === payment.id)?.minor ?? 0n) - minor,
  }));
  for (const { payment, moreMinor } of parts.sort((a, b) => (a.moreMinor < b.moreMinor ? -1 : 1))) {
    if (moreMinor === 0n) continue;
    postEntry(books, invoice, { kind: payment.kind, minor: -moreMinor, on: payment.receivedOn, cause, payment });
    payment.unallocatedMinor -= moreMinor;
    books.changedPayments.add(payment);
    if (payment.awaiting !== null) payment.awaiting = withMore(payment.awaiting, invoice.invoiceId, -moreMinor);
    if (moreMinor < 0n)
      recordAudit(books, 'payment.kept-as-credit', invoice, {
        paymentId: payment.paymentId,
        ...amountOf(-moreMinor, invoice.currency),
        because: 'nothing-open',
      });
  }
}

function withMore(
  lines: readonly { invoiceId: string; minor: bigint }[],
  invoiceId: string,
  moreMinor: bigint,
): { invoiceId: string; minor: bigint }[] {
  const minor = (lines.find((line) => line.invoiceId === invoiceId)?.minor ?? 0n) + moreMinor;
  return [...lines.filter((line) => line.invoiceId !== invoiceId), ...(minor > 0n ? [{ invoiceId, minor }] : [])];
}
