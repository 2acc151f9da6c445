import { numbersIn, oneSlipFrom, type NamedNumbers, type OtherNumbers } from './find-numbers.ts';
import { anySets, setsForSum, sumOf, type SetSearch } from './find-sums.ts';
import { oldestFirst, type MatchableInvoice } from './matchable-invoice.ts';

export type { MatchableInvoice } from './matchable-invoice.ts';

export interface Match {
  readonly invoiceId: string;
  readonly minor: bigint;
  readonly rule: 'remittance' | 'number-in-reference' | 'exact-sum' | 'exact-set' | 'oldest-first';
  /**
   * What the payment is short of and the invoice is settled by all the same: a bank's charges within the tolerance, or
   * the early-payment discount.
   */
  readonly settles?: { readonly minor: bigint; readonly because: 'bank-charges' | 'early-payment' };
}

/** A payment as its sender describes it. */
export interface PaymentToMatch {
  /** Minor units, above zero. */
  readonly amountMinor: bigint;
  /** The remittance detail: what the sender says that the money is for; empty when the sender says nothing. */
  readonly remittance: readonly { readonly invoiceId: string; readonly minor: bigint }[];
  /** The text of the bank line. */
  readonly reference: string;
}

/** The rules by which payments are matched. */
export interface MatchingSettings extends SetSearch, OtherNumbers {
  /** Whether a sum says what the money is for: it does for a payment, and does not for a credit note. */
  readonly bySum: boolean;
  /** Money that no other rule places goes to the oldest invoices. */
  readonly oldestFirst: boolean;
  /**
   * By how much a payment for named invoices may be short (a bank took its charges) or over, in minor units of its
   * currency.
   */
  readonly toleranceMinor: bigint;
}

export const defaultMatching: MatchingSettings = {
  bySum: true,
  oldestFirst: false,
  toleranceMinor: 0n,
  otherNumbers: [],
  orderNumbers: [],
  label: 'invoice',
  maxSetSize: 6,
  maxSteps: 100_000,
};

export interface MatchResult {
  readonly matches: Match[];
  /** Remittance lines for invoices that are not open here. */
  readonly unknown: { invoiceId: string; minor: bigint }[];
  readonly leftMinor: bigint;
}

/** The invoices that a payment settles: what each gets, and what each is forgiven. */
type Taken = readonly {
  readonly invoice: MatchableInvoice;
  readonly minor: bigint;
  readonly settles?: Match['settles'];
}[];

/**
 * Finds the invoices that a payment pays: those of the remittance detail; without one, the invoices whose numbers stand
 * in the reference (a vague number counts only when the sum agrees exactly); else the only invoice, or the only set of
 * invoices, with exactly that sum; else the oldest invoices when the settings allow it. When two readings are equally
 * good, nothing is matched. An invoice gets at most what is open of it; what is left of the payment is the customer's
 * credit. Pure, total and bounded, whatever the text and the numbers are.
 */
export function matchPayment(
  { amountMinor, remittance, reference }: PaymentToMatch,
  invoices: readonly MatchableInvoice[],
  settings: Partial<MatchingSettings> = {},
): MatchResult {
  const how = { ...defaultMatching, ...settings };
  if (amountMinor <= 0n) return { matches: [], unknown: [], leftMinor: amountMinor };
  if (remittance.length > 0) return matchRemittance(amountMinor, remittance, invoices);
  const named = numbersIn(reference, invoices, how);
  const byNumber = takeNamed(amountMinor, named, invoices, how);
  if (byNumber) return result(amountMinor, byNumber, 'number-in-reference');
  const bySum = takeSum(amountMinor, named, invoices, how);
  if (bySum) return result(amountMinor, bySum, bySum.length === 1 ? 'exact-sum' : 'exact-set');
  // Nothing else has the sum: then the digits are the number.
  if (named.bare.length > 0 && !isAboutOthers(named))
    return result(amountMinor, inOrder(amountMinor, [...named.bare].sort(oldestFirst)), 'number-in-reference');
  if (how.oldestFirst && named.strangers.length === 0)
    return result(amountMinor, inOrder(amountMinor, [...invoices].sort(oldestFirst)), 'oldest-first');
  return { matches: [], unknown: [], leftMinor: amountMinor };
}

function matchRemittance(
  amountMinor: bigint,
  remittance: PaymentToMatch['remittance'],
  invoices: readonly MatchableInvoice[],
): MatchResult {
  let leftMinor = amountMinor;
  const matches: Match[] = [];
  const unknown: { invoiceId: string; minor: bigint }[] = [];
  const byId = new Map(invoices.map((invoice) => [invoice.invoiceId, invoice]));
  for (const line of oneLineEach(remittance)) {
    const invoice = byId.get(line.invoiceId);
    if (!invoice) {
      unknown.push(line);
      continue;
    }
    const minor = smallest(line.minor, invoice.openMinor, leftMinor);
    if (minor <= 0n) continue;
    matches.push({ invoiceId: invoice.id, minor, rule: 'remittance' });
    leftMinor -= minor;
  }
  return { matches, unknown, leftMinor };
}

function takeNamed(
  amountMinor: bigint,
  named: NamedNumbers,
  invoices: readonly MatchableInvoice[],
  how: MatchingSettings,
): Taken | null {
  const clear = [...named.clear].sort(oldestFirst);
  // The tolerance is for invoices that are named clearly, and for nothing else in the text.
  const whole = named.bare.length > 0 ? fit(amountMinor, [...clear, ...named.bare].sort(oldestFirst), 0n) : null;
  const clearly = whole ?? (clear.length > 0 ? fit(amountMinor, clear, how.toleranceMinor) : null);
  if (clearly) return clearly;
  const [set, another] = vagueSets(amountMinor, named);
  if (set && !another && !isAboutOthers(named)) return fit(amountMinor, set, 0n);
  if (clear.length === 0 || isSlipOfAnother(amountMinor, clear, invoices)) return null;
  const [part, otherPart] = anySets(amountMinor, clear, how);
  return part && !otherPart ? fit(amountMinor, part.sort(oldestFirst), 0n) : inOrder(amountMinor, clear);
}

// A text that names other invoices, or some of these without their sum, is about something else than a set that happens
// to add up. Digits that nothing tells as an invoice's number lose to one invoice of exactly the sum.
function takeSum(
  amountMinor: bigint,
  named: NamedNumbers,
  invoices: readonly MatchableInvoice[],
  how: MatchingSettings,
): Taken | null {
  if (!how.bySum || named.clear.length > 0 || isAboutOthers(named) || named.vague.some((place) => place.told))
    return null;
  const [set, another] = setsForSum(amountMinor, invoices, how);
  const isNamed = named.bare.length > 0 || named.vague.some((place) => !place.isYear);
  if (!set || another || (set.length > 1 && isNamed)) return null;
  return fit(amountMinor, set, 0n);
}

function isAboutOthers({ settled, strangers }: NamedNumbers): boolean {
  return settled || strangers.length > 0;
}

// The sum is not what is named, but exactly what it would be with one number mended by one slip: it is not known
// whether the number or the sum is wrong.
function isSlipOfAnother(
  amountMinor: bigint,
  clear: readonly MatchableInvoice[],
  invoices: readonly MatchableInvoice[],
): boolean {
  const others = invoices.filter((invoice) => !clear.includes(invoice));
  return clear.some((named) =>
    oneSlipFrom(named.number, others).some((other) => sumOf(clear) - named.openMinor + other.openMinor === amountMinor),
  );
}

/** The most readings of vague places that are tried. */
const MAX_READINGS = 2000;

// The sets that the clear numbers make with one invoice for every vague place, and whose sum agrees with the payment. A
// place that reads as a year may be one, and never names an invoice alone.
function vagueSets(amountMinor: bigint, { clear, bare, vague }: NamedNumbers): MatchableInvoice[][] {
  const choices = vague.map(({ invoices, isYear }) => (isYear ? [...invoices, null] : invoices));
  if (choices.length === 0 || choices.reduce((readings, each) => readings * each.length, 1) > MAX_READINGS) return [];
  const all = choices.reduce<MatchableInvoice[][]>(
    (sets, each) =>
      sets.flatMap((set) =>
        each.map((invoice) => (invoice === null || set.includes(invoice) ? set : [...set, invoice])),
      ),
    [[...clear, ...bare]],
  );
  const isOnlyYears = clear.length + bare.length === 0 && vague.every((place) => place.isYear);
  const readings = isOnlyYears ? all.filter((set) => set.length > 1) : all;
  const fitting = readings.filter((set) => fit(amountMinor, set, 0n) !== null).map((set) => set.sort(oldestFirst));
  return [...new Map(fitting.map((set) => [set.map((invoice) => invoice.id).join(' '), set])).values()];
}

// How an amount pays a set as a whole: exactly, less the early-payment discounts, or within the tolerance. Null: it
// does not.
function fit(amountMinor: bigint, set: readonly MatchableInvoice[], toleranceMinor: bigint): Taken | null {
  const missing = sumOf(set) - amountMinor;
  if (missing <= 0n)
    return -missing <= toleranceMinor ? set.map((invoice) => ({ invoice, minor: invoice.openMinor })) : null;
  const discount = set.reduce((sum, invoice) => sum + (invoice.discountMinor ?? 0n), 0n);
  if (missing === discount)
    return set.map((invoice) => settledShort(invoice, invoice.discountMinor ?? 0n, 'early-payment'));
  const largest = set.reduce((a, b) => (b.openMinor > a.openMinor ? b : a));
  if (missing > toleranceMinor || largest.openMinor <= missing) return null;
  return set.map((invoice) => settledShort(invoice, invoice === largest ? missing : 0n, 'bank-charges'));
}

function settledShort(
  invoice: MatchableInvoice,
  missingMinor: bigint,
  because: 'bank-charges' | 'early-payment',
): Taken[number] {
  return missingMinor === 0n
    ? { invoice, minor: invoice.openMinor }
    : { invoice, minor: invoice.openMinor - missingMinor, settles: { minor: missingMinor, because } };
}

function inOrder(amountMinor: bigint, invoices: readonly MatchableInvoice[]): Taken {
  let left = amountMinor;
  return invoices.flatMap((invoice) => {
    const minor = smallest(invoice.openMinor, left);
    left -= minor;
    return minor > 0n ? [{ invoice, minor }] : [];
  });
}

function result(amountMinor: bigint, taken: Taken, rule: Match['rule']): MatchResult {
  const matches = taken.map(({ invoice, minor, settles }): Match => ({
    invoiceId: invoice.id,
    minor,
    rule,
    ...(settles ? { settles } : {}),
  }));
  return { matches, unknown: [], leftMinor: matches.reduce((left, match) => left - match.minor, amountMinor) };
}

// A remittance may name an invoice on several lines; together they say how much is for it.
function oneLineEach(remittance: PaymentToMatch['remittance']): { invoiceId: string; minor: bigint }[] {
  const sums = new Map<string, bigint>();
  for (const line of remittance) sums.set(line.invoiceId, (sums.get(line.invoiceId) ?? 0n) + line.minor);
  return [...sums].map(([invoiceId, minor]) => ({ invoiceId, minor }));
}

function smallest(...values: bigint[]): bigint {
  return values.reduce((a, b) => (b < a ? b : a));
}
