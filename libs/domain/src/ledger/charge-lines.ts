import type { IsoDate } from '../calendar/dates.ts';
import { fallenCause, isOwedAgain, type FallenBecause, type FallsBecause } from './charge-waivers.ts';
import { amountOf, recordAudit, tellErp } from './announce.ts';
import type { Books, ChargeBook, InvoiceBook, PaymentBook } from './books.ts';
import { endCharge } from './end-charge.ts';
import { postToCharge, type Posting } from './post-entry.ts';

/** The most that a payment pays of an invoice's charges (or gives back), and how it is posted. */
export interface PartOnCharges extends Posting {
  readonly wantedMinor: bigint;
}

/** The open amount of an invoice's charges. */
export function chargesOpen(invoice: InvoiceBook): bigint {
  return invoice.charges.reduce((sum, charge) => sum + charge.openMinor, 0n);
}

/**
 * Pays the open charges of an invoice, the oldest first, with at most `wantedMinor` of a payment. Returns the amount.
 */
export function payCharges(
  books: Books,
  payment: PaymentBook,
  invoice: InvoiceBook,
  { wantedMinor, on, cause }: PartOnCharges,
): bigint {
  let left = wantedMinor < payment.unallocatedMinor ? wantedMinor : payment.unallocatedMinor;
  let paid = 0n;
  for (const charge of invoice.charges) {
    const minor = charge.openMinor < left ? charge.openMinor : left;
    if (minor <= 0n) continue;
    postToCharge(books, invoice, charge, { kind: payment.kind, minor: -minor, on, cause, payment });
    recordAudit(books, 'charge.paid', invoice, {
      chargeId: charge.id,
      charge: charge.kind,
      paymentId: payment.paymentId,
      ...amountOf(minor, invoice.currency),
    });
    left -= minor;
    paid += minor;
  }
  if (paid === 0n) return 0n;
  payment.unallocatedMinor -= paid;
  books.changedPayments.add(payment);
  return paid;
}

/** What a payment has paid of an invoice's charges. */
export function onCharges(payment: PaymentBook, invoice: InvoiceBook): bigint {
  return invoice.charges.reduce((sum, charge) => sum + (charge.paid.get(payment.id) ?? 0n), 0n);
}

/**
 * Takes at most `wantedMinor` of a payment off an invoice's charges, the newest first; the money becomes the payment's
 * unallocated money again. Returns the amount.
 */
export function takeOffCharges(
  books: Books,
  payment: PaymentBook,
  invoice: InvoiceBook,
  { wantedMinor, on, cause }: PartOnCharges,
): bigint {
  let taken = 0n;
  for (const charge of [...invoice.charges].reverse()) {
    const there = charge.paid.get(payment.id) ?? 0n;
    const minor = there < wantedMinor - taken ? there : wantedMinor - taken;
    if (minor <= 0n) continue;
    postToCharge(books, invoice, charge, { kind: payment.kind, minor, on, cause, payment });
    taken += minor;
  }
  if (taken === 0n) return 0n;
  payment.unallocatedMinor += taken;
  books.changedPayments.add(payment);
  return taken;
}

/**
 * Reopens the charges of an invoice that a reversed payment had paid, with at most `wantedMinor`. Returns the amount.
 */
export function reverseOnCharges(
  books: Books,
  payment: PaymentBook,
  invoice: InvoiceBook,
  { wantedMinor, on, cause }: PartOnCharges,
): bigint {
  let taken = 0n;
  for (const charge of invoice.charges) {
    const there = charge.paid.get(payment.id) ?? 0n;
    const minor = there < wantedMinor - taken ? there : wantedMinor - taken;
    if (minor <= 0n) continue;
    postToCharge(books, invoice, charge, { kind: 'reversal', minor, on, cause, payment });
    taken += minor;
  }
  if (taken > 0n)
    recordAudit(books, 'payment.taken-back', invoice, {
      paymentId: payment.paymentId,
      ...amountOf(taken, invoice.currency),
    });
  return taken;
}

/**
 * Ends the charges of an invoice that is cancelled, since they were owed because of its claim: money that paid them
 * becomes the customer's credit, and what is open of them is waived.
 */
export function dropCharges(books: Books, invoice: InvoiceBook, posting: Posting): void {
  for (const charge of invoice.charges) {
    for (const [paymentRowId, minor] of charge.paid) {
      const payment = books.paymentsById.get(paymentRowId);
      if (!payment || minor <= 0n) continue;
      postToCharge(books, invoice, charge, { ...posting, kind: payment.kind, minor, payment });
      payment.unallocatedMinor += minor;
      books.changedPayments.add(payment);
    }
    waive(books, invoice, charge, { ...posting, reason: 'cancelled' });
  }
}

/**
 * Waives open charges once nothing is open of the principal: those whose policy says so when it was paid, and all of
 * them when people gave the claim up or it was credited as a whole.
 */
export function waiveWithPrincipal(books: Books, invoice: InvoiceBook, because: FallsBecause, on: IsoDate): void {
  for (const charge of invoice.charges) {
    if (because === 'principal-paid' && charge.whenPrincipalPaid !== 'waive') continue;
    waive(books, invoice, charge, { reason: because, on, cause: fallenCause(because, charge.id) });
  }
}

/** Waives all open charges of an invoice whose balance is too small to chase even with them. */
export function waiveSmall(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  for (const charge of invoice.charges)
    waive(books, invoice, charge, { reason: 'small-balance', on, cause: fallenCause('small-balance', charge.id) });
}

/**
 * Restores charges that a rule waived and that are owed again (`isOwedAgain`), each once, and announces it to the ERP.
 * `moneyGone`: money that paid the invoice was taken away.
 */
export function bringBackCharges(books: Books, invoice: InvoiceBook, on: IsoDate, moneyGone = false): void {
  restore(books, invoice, on, (because) => isOwedAgain(because, { openMinor: invoice.openMinor, moneyGone }));
}

/** Restores charges that fell for another reason than the one that counts now: `fallsBecause`. */
export function bringBackOthers(books: Books, invoice: InvoiceBook, fallsBecause: FallsBecause, on: IsoDate): void {
  restore(books, invoice, on, (because) => isOwedAgain(because, { openMinor: 0n, moneyGone: false, fallsBecause }));
}

function restore(books: Books, invoice: InvoiceBook, on: IsoDate, isOwed: (because: FallenBecause) => boolean): void {
  for (const charge of invoice.charges) {
    for (const [because, minor] of charge.fallen) {
      if (minor <= 0n || !isOwed(because)) continue;
      postToCharge(books, invoice, charge, { kind: 'waiver', minor, on, cause: fallenCause(because, charge.id) });
      const data = {
        chargeId: charge.id,
        charge: charge.kind,
        ...amountOf(minor, invoice.currency),
        reason: because,
      };
      recordAudit(books, 'charge.restored', invoice, {
        ...data,
        ...(books.cause === null ? {} : { cause: books.cause }),
      });
      tellErp(books, 'puntual.charge.restored.v1', invoice, { ...data, on });
    }
  }
}

// `endedBy` is always the system, because a rule waives the charge, whoever sent the command.
function waive(
  books: Books,
  invoice: InvoiceBook,
  charge: ChargeBook,
  waiver: Posting & { readonly reason: FallenBecause | 'cancelled' },
): void {
  endCharge(books, invoice, charge, { ...waiver, as: 'waived', endedBy: 'puntual' });
}
