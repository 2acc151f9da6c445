import { addDays, daysBetween, type IsoDate } from '../calendar/dates.ts';
import type { DatedBalance } from '../entries/entries.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';
import {
  addFractions,
  compareFractions,
  fraction,
  multiplyFractions,
  percentOf,
  percentText,
  roundHalfEven,
  ZERO,
  type Fraction,
} from '../money/fraction.ts';
import {
  coversDebtor,
  interestRegimes,
  regimeRateOn,
  regimeOfCountry,
  type DayCount,
  type KnownRate,
  type RegimeKey,
} from './interest-regimes.ts';
import { rateOn, type RateTable } from '../money/rate-table.ts';
import type { CustomerKind } from '../policy/vocabulary.ts';

/**
 * Interest that the contract sets: a fixed yearly rate, at most the highest lawful one of each day where a table of
 * maxima is given.
 */
export interface ContractRate {
  readonly annualPercent: string;
  readonly dayCount: DayCount;
  /** Interest starts so many days later than by law. */
  readonly graceDays?: number;
  /**
   * Highest rates that the law allows (Chile's interés máximo convencional, say). A day that it does not know is one
   * for which no rate is known.
   */
  readonly maximum?: RateTable;
}

export interface InterestQuestion {
  readonly regime: RegimeKey | ContractRate;
  readonly kind: CustomerKind;
  readonly currency: string;
  readonly dueOn: IsoDate;
  /** The last day that counts: today, or the day of the last payment. */
  readonly until: IsoDate;
  /** In the order of their days. Before the first row nothing is open. */
  readonly balances: readonly DatedBalance[];
  /** What of it is disputed, from the end of a day on; interest runs on the rest. */
  readonly disputed?: readonly { readonly from: IsoDate; readonly minor: bigint }[];
  /**
   * Only the days after this one, when earlier ones are settled. Default: the due date. A locked rate stays that of the
   * first day late.
   */
  readonly after?: IsoDate;
  /** The organization's own rows of the regime's reference table. */
  readonly rates?: RateTable;
}

/** A run of days with one rate and one base. `amount` is exact, in minor units. */
export interface InterestSegment {
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly days: number;
  /** Percent a year. */
  readonly rate: string;
  readonly baseMinor: bigint;
  readonly amount: Fraction;
  readonly source: string;
}

export type InterestAnswer =
  | {
      readonly kind: 'interest';
      readonly minor: bigint;
      readonly exact: Fraction;
      readonly currency: string;
      readonly dayCount: DayCount;
      readonly segments: readonly InterestSegment[];
    }
  /**
   * `on` is the first day for which the tables have no rate; up to the day before it the question can be asked again.
   */
  | { readonly kind: 'no-rate'; readonly regime: RegimeKey | 'contract'; readonly on: IsoDate }
  | { readonly kind: 'not-applicable'; readonly regime: RegimeKey; readonly because: 'debtor-kind' | 'currency' };

/**
 * Interest for late payment: for each day after the due date up to `until`, the yearly rate of that day on what was
 * open (and undisputed) the evening before, over the regime's year. Simple, but where the regime compounds: there the
 * interest of each completed year of delay, rounded to the minor unit, is added to what is open. Exact until the end,
 * where the sum is rounded once, half to even, to the currency's minor unit. Zero before default, never negative.
 * Throws a RangeError for an impossible date or percentage.
 */
export function interestDue(question: InterestQuestion): InterestAnswer {
  const { regime, currency } = question;
  if (typeof regime === 'string') {
    if (!coversDebtor(interestRegimes[regime], question.kind))
      return { kind: 'not-applicable', regime, because: 'debtor-kind' };
    const currencies = interestRegimes[regime].currencies;
    if (currencies && !currencies.includes(currency)) return { kind: 'not-applicable', regime, because: 'currency' };
  }
  const dayCount = typeof regime === 'string' ? interestRegimes[regime].dayCount : regime.dayCount;
  const compounds = typeof regime === 'string' && interestRegimes[regime].compounds === 'yearly';
  const segments: InterestSegment[] = [];
  const freeUntil = typeof regime === 'string' ? question.dueOn : addDays(question.dueOn, regime.graceDays ?? 0);
  let from = addDays(question.after !== undefined && question.after > freeUntil ? question.after : freeUntil, 1);
  // The interest of completed years, where the law adds it to the sum that bears interest.
  let addedMinor = 0n;
  while (from <= question.until) {
    const base = baseOn(question, from);
    const yearEnds = compounds ? yearOfDelayEnds(question.dueOn, from) : question.until;
    let to = earlier(earlier(question.until, base.until), yearEnds);
    if (base.minor > 0n) {
      const rate = rateFor(question, from);
      if (!rate) return { kind: 'no-rate', regime: typeof regime === 'string' ? regime : 'contract', on: from };
      to = earlier(to, rate.until);
      segments.push(segmentOf({ from, to }, rate, base.minor + addedMinor, dayCount));
    }
    if (compounds && to === yearEnds) addedMinor = roundHalfEven(totalOf(segments));
    from = addDays(to, 1);
  }
  const exact = totalOf(segments);
  return { kind: 'interest', minor: roundHalfEven(exact), exact, currency, dayCount, segments };
}

function segmentOf(
  { from, to }: { readonly from: IsoDate; readonly to: IsoDate },
  rate: KnownRate,
  baseMinor: bigint,
  dayCount: DayCount,
): InterestSegment {
  const days = daysBetween(from, to) + 1;
  const amount = multiplyFractions(rate.share, fraction(baseMinor * BigInt(days), yearDays(dayCount)));
  return {
    from,
    to,
    days,
    rate: percentText(rate.share),
    baseMinor,
    // A base rate below zero could take the whole below it; nobody owes the debtor interest for being late.
    amount: compareFractions(amount, ZERO) < 0 ? ZERO : amount,
    source: rate.source,
  };
}

function totalOf(segments: readonly InterestSegment[]): Fraction {
  return segments.reduce((sum, segment) => addFractions(sum, segment.amount), ZERO);
}

// The last day of the year of delay in which a day lies: the anniversary of the due date (28 February for the 29th).
function yearOfDelayEnds(dueOn: IsoDate, on: IsoDate): IsoDate {
  const inYear = (year: number) => {
    const [, month = '', day = ''] = dueOn.split('-');
    return month === '02' && day === '29' && !isLeapYear(year) ? `${year}-02-28` : `${year}-${month}-${day}`;
  };
  const year = Number(on.slice(0, 4));
  return inYear(year) >= on ? inYear(year) : inYear(year + 1);
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/**
 * The interest that a policy asks for: the law's of `lawCountry` (ISO 3166 alpha-2, whose law the claim is under), or
 * the contract's, in actual days over 365. Null: none, or the law's where that country's is not known here.
 */
export function policyInterest(
  interest: PolicyDocument['charges']['interest'],
  lawCountry: string,
): RegimeKey | ContractRate | null {
  switch (interest?.regime) {
    case undefined:
      return null;
    case 'statutory':
      return regimeOfCountry(lawCountry);
    case 'contractual': {
      const { percentPerYear: annualPercent, graceDays, maximum } = interest;
      return { annualPercent, dayCount: 'actual/365', graceDays, ...(maximum.length > 0 ? { maximum } : {}) };
    }
  }
}

/**
 * What of the interest due is still to be charged, when `chargedMinor` was before: charges follow the whole since
 * default, so that many small ones come to the same as one. Never negative: interest that a later correction takes away
 * is given back as a waiver, not here.
 */
export function interestToCharge(dueMinor: bigint, chargedMinor: bigint): bigint {
  return dueMinor > chargedMinor ? dueMinor - chargedMinor : 0n;
}

function rateFor(question: InterestQuestion, on: IsoDate): KnownRate | null {
  const { regime, kind, rates } = question;
  if (typeof regime !== 'string') return contractRateOn(regime, on);
  const known = interestRegimes[regime];
  switch (known.mode) {
    case 'floating':
      return regimeRateOn(known, kind, on, rates);
    case 'locked': {
      const rate = regimeRateOn(known, kind, addDays(question.dueOn, 1), rates);
      return rate && { ...rate, until: question.until };
    }
  }
}

function contractRateOn(contract: ContractRate, on: IsoDate): KnownRate | null {
  const share = percentOf(contract.annualPercent);
  if (!contract.maximum) return { share, until: '9999-12-31', source: `contract: ${contract.annualPercent} %` };
  const maximum = rateOn(contract.maximum, on);
  if (!maximum) return null;
  const highest = percentOf(maximum.percent);
  if (compareFractions(share, highest) <= 0)
    return { share, until: maximum.until, source: `contract: ${contract.annualPercent} %` };
  return {
    share: highest,
    until: maximum.until,
    source: `contract: ${contract.annualPercent} %, at most ${maximum.percent} % (${maximum.source})`,
  };
}

// What interest for a day runs on (open and undisputed at the end of the day before), and the last day for which that
// stays so.
function baseOn(question: InterestQuestion, on: IsoDate): { minor: bigint; until: IsoDate } {
  const open = stepOn(
    question.balances.map((row) => ({ from: row.from, minor: row.openMinor })),
    on,
  );
  const disputed = stepOn(question.disputed ?? [], on);
  const minor = open.minor - (disputed.minor > 0n ? disputed.minor : 0n);
  return { minor: minor > 0n ? minor : 0n, until: earlier(open.until, disputed.until) };
}

function stepOn(
  rows: readonly { readonly from: IsoDate; readonly minor: bigint }[],
  on: IsoDate,
): { minor: bigint; until: IsoDate } {
  return {
    minor: rows.findLast((row) => row.from < on)?.minor ?? 0n,
    until: rows.find((row) => row.from >= on)?.from ?? '9999-12-31',
  };
}

function yearDays(dayCount: DayCount): bigint {
  switch (dayCount) {
    case 'actual/365':
      return 365n;
    case 'actual/360':
      return 360n;
  }
}

function earlier(a: IsoDate, b: IsoDate): IsoDate {
  return a < b ? a : b;
}
