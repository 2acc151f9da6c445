import type { IsoDate } from '../calendar/dates.ts';
import { fallenCause, isOwedAgain, type FallenBecause } from './charge-waivers.ts';
import { amountOf, recordAudit, tellErp } from './announce.ts';
import type { Books, ChargeBook, InvoiceBook, PaymentBook } from './books.ts';
import { endCharge } from './end-charge.ts';
import { postToCharge, type Posting } from './post-entry.ts';

/** What is wanted of a payment on an invoice's charges, at most, and how it is posted. */
export interface PartOnCharges extends Posting {
  readonly wantedMinor: bigint;
}

/** What is open of an invoice's charges. */
export function chargesOpen(invoice: InvoiceBook): bigint {
  return invoice.charges.reduce((sum, charge) => sum + charge.openMinor, 0n);
}

/** Puts at most `wantedMinor` of a payment on the open charges of an invoice, the oldest first. Returns how much. */
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

/** What a payment has put on an invoice's charges. */
export function onCharges(payment: PaymentBook, invoice: InvoiceBook): bigint {
  return invoice.charges.reduce((sum, charge) => sum + (charge.paid.get(payment.id) ?? 0n), 0n);
}

/**
 * Gives back at most `wantedMinor` of what a payment has put on an invoice's charges, the newest first: it is the
 * payment's unallocated money again. Returns how much.
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
 * Takes back what a payment that was reversed had put on an invoice's charges: they are open again. Returns how much.
 */
export function reverseOnCharges(books: Books, payment: PaymentBook, invoice: InvoiceBook, posting: Posting): bigint {
  let taken = 0n;
  for (const charge of invoice.charges) {
    const minor = charge.paid.get(payment.id) ?? 0n;
    if (minor <= 0n) continue;
    postToCharge(books, invoice, charge, { ...posting, kind: 'reversal', minor, payment });
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
 * The charges of an invoice that is cancelled stood on its claim: what was paid on them is the customer's again, and
 * nothing of them stays open.
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
 * What becomes of open charges once nothing is open of the principal: those whose policy says so fall away with it, and
 * all of them when a person has given the invoice up.
 */
export function waiveWithPrincipal(books: Books, invoice: InvoiceBook, givenUp: boolean, on: IsoDate): void {
  for (const charge of invoice.charges) {
    if (givenUp) waive(books, invoice, charge, { reason: 'given-up', on, cause: fallenCause('given-up', charge.id) });
    else if (charge.whenPrincipalPaid === 'waive')
      waive(books, invoice, charge, { reason: 'principal-paid', on, cause: fallenCause('principal-paid', charge.id) });
  }
}

/** Has all open charges of an invoice fall away: with them it is still too little to chase. */
export function waiveSmall(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  for (const charge of invoice.charges)
    waive(books, invoice, charge, { reason: 'small-balance', on, cause: fallenCause('small-balance', charge.id) });
}

/**
 * Has charges that fell away with the invoice be owed again where they are (`isOwedAgain`), each once, and the ERP
 * told. `moneyGone`: money is gone from the invoice.
 */
export function bringBackCharges(books: Books, invoice: InvoiceBook, on: IsoDate, moneyGone = false): void {
  for (const charge of invoice.charges) {
    for (const [because, minor] of charge.fallen) {
      if (minor <= 0n || !isOwedAgain(because, { openMinor: invoice.openMinor, moneyGone })) continue;
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

// A rule of the ledger waives it, whoever brought the command.
function waive(
  books: Books,
  invoice: InvoiceBook,
  charge: ChargeBook,
  waiver: Posting & { readonly reason: FallenBecause | 'cancelled' },
): void {
  endCharge(books, invoice, charge, { ...waiver, as: 'waived', endedBy: 'puntual' });
}
