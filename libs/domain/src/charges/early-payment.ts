import { addDays, daysBetween, type IsoDate } from '../calendar/dates.ts';
import { fraction, multiplyFractions, percentOf, roundHalfEven } from '../money/fraction.ts';

/** "2 % within 10 days": the days count from the issue date, the last one included. */
export interface EarlyPaymentTerms {
  readonly percent: string;
  readonly days: number;
}

/** What of an invoice the discount depends on. Minor units of its currency. */
export interface DiscountedInvoice {
  readonly issuedOn: IsoDate;
  readonly totalMinor: bigint;
  readonly openMinor: bigint;
}

export type EarlyPaymentOffer =
  | {
      readonly kind: 'offer';
      readonly untilOn: IsoDate;
      readonly discountMinor: bigint;
      /** What pays the invoice until then. */ readonly payMinor: bigint;
    }
  | { readonly kind: 'none'; readonly because: 'no-terms' | 'over' | 'too-small' | 'nothing-open' };

/** The discount on the invoice's total, rounded half to even to a minor unit; never the whole of it. */
export function discountOf(terms: EarlyPaymentTerms, totalMinor: bigint): bigint {
  const minor = roundHalfEven(multiplyFractions(percentOf(terms.percent), fraction(totalMinor, 1n)));
  return minor < totalMinor ? minor : 0n;
}

/**
 * What a message of `today` may offer. What was paid or credited before counts: the offer is what is open less the
 * discount, while the open part is larger than it. Throws a RangeError for a percentage that is none.
 */
export function earlyPaymentOffer(
  terms: EarlyPaymentTerms | null,
  invoice: DiscountedInvoice,
  today: IsoDate,
): EarlyPaymentOffer {
  if (!terms) return { kind: 'none', because: 'no-terms' };
  if (invoice.openMinor <= 0n) return { kind: 'none', because: 'nothing-open' };
  const untilOn = addDays(invoice.issuedOn, terms.days);
  if (today > untilOn) return { kind: 'none', because: 'over' };
  const discountMinor = discountOf(terms, invoice.totalMinor);
  if (discountMinor === 0n || discountMinor >= invoice.openMinor) return { kind: 'none', because: 'too-small' };
  return { kind: 'offer', untilOn, discountMinor, payMinor: invoice.openMinor - discountMinor };
}

export type EarlyPaymentOutcome =
  /** Paid in time: the discount settles the rest. */
  | { readonly kind: 'taken'; readonly discountMinor: bigint }
  /** Short by exactly the discount and late, and the policy gives it all the same. */
  | { readonly kind: 'accepted-late'; readonly discountMinor: bigint; readonly lateDays: number }
  /** Short by exactly the discount and late: the rest stays open, and the customer is told why. */
  | { readonly kind: 'kept-open'; readonly missingMinor: bigint }
  /** The sum is another one: no question of the discount. */
  | { readonly kind: 'not-concerned' };

/**
 * What a payment that leaves exactly the discount open means. `invoice.openMinor` is what was open before it;
 * `shortButLate` what the policy says about one that came too late.
 */
export function settleEarlyPayment(
  terms: EarlyPaymentTerms | null,
  invoice: DiscountedInvoice,
  payment: { readonly minor: bigint; readonly receivedOn: IsoDate },
  shortButLate: 'accept' | 'keep-open',
): EarlyPaymentOutcome {
  const discountMinor = terms ? discountOf(terms, invoice.totalMinor) : 0n;
  if (!terms || discountMinor === 0n || payment.minor <= 0n || invoice.openMinor - payment.minor !== discountMinor)
    return { kind: 'not-concerned' };
  const untilOn = addDays(invoice.issuedOn, terms.days);
  if (payment.receivedOn <= untilOn) return { kind: 'taken', discountMinor };
  switch (shortButLate) {
    case 'accept':
      return { kind: 'accepted-late', discountMinor, lateDays: daysBetween(untilOn, payment.receivedOn) };
    case 'keep-open':
      return { kind: 'kept-open', missingMinor: discountMinor };
  }
}

/**
 * Money that is for an invoice. `minor`: all of it that may pay the invoice, above zero. Credit notes count whenever
 * they come.
 */
export interface MoneyForInvoice {
  readonly id: string;
  readonly kind: 'payment' | 'credit-note';
  readonly minor: bigint;
  readonly receivedOn: IsoDate;
}

/**
 * The money that brings the discount: with it nothing is left to pay, and what else came for the invoice is the
 * customer's credit.
 */
export interface EarnedDiscount {
  readonly discountMinor: bigint;
  /** Zero: in time. */
  readonly lateDays: number;
  /** The day of its last payment. */
  readonly on: IsoDate;
  readonly by: readonly MoneyForInvoice[];
}

/**
 * With more payments than this, only the sum of all payments up to each day is tried, not every combination of them.
 */
const MOST_CHOICES = 12;

/**
 * Which of an invoice's money brings the discount: some of it, a payment among it, that comes to exactly the claim less
 * the discount; in time where there is such, else late where the policy accepts that. It depends on what came and not
 * on what came last, so the order of events makes no difference. `invoice.openMinor`: all that money and discount are
 * to pay. Null: none does.
 */
export function earnedDiscount(
  terms: EarlyPaymentTerms | null,
  invoice: DiscountedInvoice,
  money: readonly MoneyForInvoice[],
  shortButLate: 'accept' | 'keep-open',
): EarnedDiscount | null {
  const discountMinor = terms ? discountOf(terms, invoice.totalMinor) : 0n;
  if (!terms || discountMinor === 0n) return null;
  const untilOn = addDays(invoice.issuedOn, terms.days);
  const sorted = [...money].sort(
    (a, b) => compare(a.receivedOn, b.receivedOn) || compare(b.minor, a.minor) || compare(a.id, b.id),
  );
  const wantedMinor = invoice.openMinor - discountMinor;
  const by =
    moneyOf(
      wantedMinor,
      sorted.filter((each) => each.kind === 'credit-note' || each.receivedOn <= untilOn),
    ) ?? (shortButLate === 'accept' ? moneyOf(wantedMinor, sorted) : null);
  const on = by?.findLast((each) => each.kind === 'payment')?.receivedOn;
  return by && on !== undefined
    ? { discountMinor, lateDays: on > untilOn ? daysBetween(untilOn, on) : 0, on, by }
    : null;
}

// The first choice of the money, oldest first, that has the sum and a payment in it.
function moneyOf(wantedMinor: bigint, money: readonly MoneyForInvoice[]): readonly MoneyForInvoice[] | null {
  const fits = (chosen: readonly MoneyForInvoice[]) =>
    chosen.some((each) => each.kind === 'payment') &&
    chosen.reduce((sum, each) => sum + each.minor, 0n) === wantedMinor;
  if (money.length > MOST_CHOICES) return money.map((_, index) => money.slice(0, index + 1)).find(fits) ?? null;
  const choose = (
    index: number,
    leftMinor: bigint,
    chosen: readonly MoneyForInvoice[],
  ): readonly MoneyForInvoice[] | null => {
    if (leftMinor === 0n) return fits(chosen) ? chosen : null;
    const each = money[index];
    if (!each) return null;
    return (
      (each.minor <= leftMinor ? choose(index + 1, leftMinor - each.minor, [...chosen, each]) : null) ??
      choose(index + 1, leftMinor, chosen)
    );
  };
  return choose(0, wantedMinor, []);
}

function compare<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
