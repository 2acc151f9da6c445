import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { ChargeKind } from '@puntual/domain/policy/charge-cap';
import { fallenCause, isOwedAgain, type FallenBecause } from '@puntual/domain/ledger/charge-waivers';
import type { Policy } from '@puntual/domain/policy/policy';
import type { Books, InvoiceBook, PaymentBook } from './books.ts';

/** A charge of an invoice: its own claim beside the principal. */
export interface ChargeBook {
  readonly id: string;
  readonly kind: ChargeKind;
  openMinor: bigint;
  readonly whenPrincipalPaid: Policy['charges']['whenPrincipalPaid'];
  state: 'charged' | 'waived';
  reason: string | null;
  /** What each payment has put on it, by its row id. */
  readonly paid: Map<string, bigint>;
  /** What of it fell away by a rule and stands, by the rule. */
  readonly fallen: Map<FallenBecause, bigint>;
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
  wantedMinor: bigint,
  on: IsoDate,
  cause: string,
): bigint {
  let left = wantedMinor < payment.unallocatedMinor ? wantedMinor : payment.unallocatedMinor;
  let paid = 0n;
  for (const charge of invoice.charges) {
    const minor = charge.openMinor < left ? charge.openMinor : left;
    if (minor <= 0n) continue;
    books.postCharge(invoice, charge, payment.kind, -minor, on, cause, payment);
    books.record('charge.paid', invoice, {
      chargeId: charge.id,
      charge: charge.kind,
      paymentId: payment.paymentId,
      ...books.amount(minor, invoice.currency),
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

/** Gives back at most `wantedMinor` of what a payment has put on an invoice's charges, the newest first: it is the payment's unallocated money again. Returns how much. */
export function takeOffCharges(
  books: Books,
  payment: PaymentBook,
  invoice: InvoiceBook,
  wantedMinor: bigint,
  on: IsoDate,
  cause: string,
): bigint {
  let taken = 0n;
  for (const charge of [...invoice.charges].reverse()) {
    const there = charge.paid.get(payment.id) ?? 0n;
    const minor = there < wantedMinor - taken ? there : wantedMinor - taken;
    if (minor <= 0n) continue;
    books.postCharge(invoice, charge, payment.kind, minor, on, cause, payment);
    taken += minor;
  }
  if (taken === 0n) return 0n;
  payment.unallocatedMinor += taken;
  books.changedPayments.add(payment);
  return taken;
}

/** Takes back what a payment that was reversed had put on an invoice's charges: they are open again. Returns how much. */
export function reverseOnCharges(
  books: Books,
  payment: PaymentBook,
  invoice: InvoiceBook,
  on: IsoDate,
  cause: string,
): bigint {
  let taken = 0n;
  for (const charge of invoice.charges) {
    const minor = charge.paid.get(payment.id) ?? 0n;
    if (minor <= 0n) continue;
    books.postCharge(invoice, charge, 'reversal', minor, on, cause, payment);
    taken += minor;
  }
  if (taken > 0n)
    books.record('payment.taken-back', invoice, {
      paymentId: payment.paymentId,
      ...books.amount(taken, invoice.currency),
    });
  return taken;
}

/** The charges of an invoice that is cancelled stood on its claim: what was paid on them is the customer's again, and nothing of them stays open. */
export function dropCharges(books: Books, invoice: InvoiceBook, on: IsoDate, cause: string): void {
  for (const charge of invoice.charges) {
    for (const [paymentRowId, minor] of charge.paid) {
      const payment = books.paymentsById.get(paymentRowId);
      if (!payment || minor <= 0n) continue;
      books.postCharge(invoice, charge, payment.kind, minor, on, cause, payment);
      payment.unallocatedMinor += minor;
      books.changedPayments.add(payment);
    }
    waive(books, invoice, charge, 'cancelled', on, cause);
  }
}

/** What becomes of open charges once nothing is open of the principal: those whose policy says so fall away with it, and all of them when a person has given the invoice up. */
export function waiveWithPrincipal(books: Books, invoice: InvoiceBook, givenUp: boolean, on: IsoDate): void {
  for (const charge of invoice.charges) {
    if (givenUp) waive(books, invoice, charge, 'given-up', on, fallenCause('given-up', charge.id));
    else if (charge.whenPrincipalPaid === 'waive')
      waive(books, invoice, charge, 'principal-paid', on, fallenCause('principal-paid', charge.id));
  }
}

/** Has all open charges of an invoice fall away: with them it is still too little to chase. */
export function waiveSmall(books: Books, invoice: InvoiceBook, on: IsoDate): void {
  for (const charge of invoice.charges)
    waive(books, invoice, charge, 'small-balance', on, fallenCause('small-balance', charge.id));
}

/** Has charges that fell away with the invoice be owed again where they are (`isOwedAgain`), each once, and the ERP told. `moneyGone`: money is gone from the invoice. */
export function bringBackCharges(books: Books, invoice: InvoiceBook, on: IsoDate, moneyGone = false): void {
  for (const charge of invoice.charges) {
    for (const [because, minor] of charge.fallen) {
      if (minor <= 0n || !isOwedAgain(because, { openMinor: invoice.openMinor, moneyGone })) continue;
      books.postCharge(invoice, charge, 'waiver', minor, on, fallenCause(because, charge.id), null);
      const data = {
        chargeId: charge.id,
        charge: charge.kind,
        ...books.amount(minor, invoice.currency),
        reason: because,
      };
      books.record('charge.restored', invoice, { ...data, ...(books.cause === null ? {} : { cause: books.cause }) });
      books.tell('puntual.charge.restored.v1', invoice, { ...data, on });
    }
  }
}

function waive(
  books: Books,
  invoice: InvoiceBook,
  charge: ChargeBook,
  reason: FallenBecause | 'cancelled',
  on: IsoDate,
  cause: string,
): void {
  const minor = charge.openMinor;
  if (minor === 0n) return;
  books.postCharge(invoice, charge, 'waiver', -minor, on, cause, null);
  charge.state = 'waived';
  charge.reason = reason;
  const data = { chargeId: charge.id, charge: charge.kind, ...books.amount(minor, invoice.currency), reason };
  books.record('charge.waived', invoice, data);
  books.tell('puntual.charge.waived.v1', invoice, { ...data, on });
}
