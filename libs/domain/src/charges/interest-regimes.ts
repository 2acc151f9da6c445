import { z } from 'zod';
import { addDays, type IsoDate } from '../calendar/dates.ts';
import { bankOfEnglandBase, bundesbankBase, cmfCurrentInterest, ecbMainRefinancing } from './reference-rates.ts';
import { addFractions, ceilTo, percentOf, type Fraction } from '../money/fraction.ts';
import { rateOn, withRates, type RateTable } from '../money/rate-table.ts';
import type { CustomerKind } from '../policy/vocabulary.ts';

/** The laws on late payment whose interest is known here. */
export const REGIMES = ['eu', 'es', 'de', 'uk', 'cl', 'be', 'nl'] as const;
export const regimeSchema = z.enum(REGIMES);
export type RegimeKey = z.infer<typeof regimeSchema>;

/** Actual days over a year of 365 days (in leap years too), or of 360. */
export type DayCount = 'actual/365' | 'actual/360';

interface Margin {
  readonly from: IsoDate;
  readonly kinds: readonly CustomerKind[];
  /** Percentage points above the reference rate. */
  readonly points: string;
  readonly source: string;
}

export interface InterestRegime {
  readonly key: RegimeKey;
  readonly law: string;
  readonly reference: RateTable;
  /**
   * floating: each day has the rate in force on it. locked: the rate at the first day late holds for the debt until it
   * is paid.
   */
  readonly mode: 'floating' | 'locked';
  readonly dayCount: DayCount;
  readonly dayCountSource: string;
  /** Null: claims in any currency. */
  readonly currencies: readonly string[] | null;
  readonly margins: readonly Margin[];
  /** The sum of rate and margin is rounded up to a multiple of so many percentage points. */
  readonly roundedUpTo?: string;
  /** After each year of delay, the interest of that year bears interest too. */
  readonly compounds?: 'yearly';
}

const commercial = ['business', 'public-body'] as const;

const directiveMargins: readonly Margin[] = [
  {
    from: '2013-03-16',
    kinds: commercial,
    points: '8',
    source: 'Directive 2011/7/EU, art. 2(6): at least eight percentage points; in force by 16 March 2013 (art. 12)',
  },
];

/**
 * The regimes by key. Belgium rounds the sum of the ECB's rate and eight points up to the half point (Loi du 2 août
 * 2002 concernant la lutte contre le retard de paiement dans les transactions commerciales, art. 5). The Netherlands
 * add the interest of each completed year of delay to the sum that bears interest (Burgerlijk Wetboek, art. 6:119a lid
 * 3). Margins follow the day, not the contract's: a contract older than its margin's first day may keep an older one,
 * and none is known for it.
 */
export const interestRegimes: Readonly<Record<RegimeKey, InterestRegime>> = {
  eu: {
    key: 'eu',
    law: 'Directive 2011/7/EU',
    reference: ecbMainRefinancing,
    mode: 'floating',
    currencies: null,
    dayCount: 'actual/365',
    dayCountSource: 'enterprise.gov.ie: "the daily rate is calculated as 12.25% divided by 365 days"',
    margins: directiveMargins,
  },
  be: {
    key: 'be',
    law: 'Loi du 2 août 2002, art. 5',
    reference: ecbMainRefinancing,
    mode: 'floating',
    currencies: null,
    dayCount: 'actual/365',
    dayCountSource: 'days over the civil year of 365, as the public calculators count',
    margins: directiveMargins,
    roundedUpTo: '0.5',
  },
  nl: {
    key: 'nl',
    law: 'Burgerlijk Wetboek, art. 6:119a',
    reference: ecbMainRefinancing,
    mode: 'floating',
    currencies: null,
    dayCount: 'actual/365',
    dayCountSource: 'days over the civil year of 365, as the public calculators count',
    margins: directiveMargins,
    compounds: 'yearly',
  },
  es: {
    key: 'es',
    law: 'Ley 3/2004, art. 7',
    reference: ecbMainRefinancing,
    mode: 'floating',
    currencies: null,
    dayCount: 'actual/365',
    dayCountSource: 'natural days over the civil year of 365, as the courts and the public calculators count',
    margins: [
      {
        from: '2013-02-24',
        kinds: commercial,
        points: '8',
        source:
          'Ley 3/2004, art. 7.2, by Real Decreto-ley 4/2013 and Ley 11/2013: eight percentage points since 24 ' +
          'February 2013',
      },
    ],
  },
  de: {
    key: 'de',
    law: 'BGB § 288',
    reference: bundesbankBase,
    mode: 'floating',
    currencies: null,
    dayCount: 'actual/365',
    dayCountSource: 'to the day over 365, as the public calculators count',
    margins: [
      {
        from: '2014-07-29',
        kinds: commercial,
        points: '9',
        source:
          'BGB § 288(2): nine percentage points where no consumer takes part, for obligations since 29 July ' +
          '2014 (EGBGB art. 229 § 34)',
      },
      { from: '2002-01-01', kinds: ['consumer'], points: '5', source: 'BGB § 288(1): five percentage points' },
    ],
  },
  uk: {
    key: 'uk',
    law: 'Late Payment of Commercial Debts (Interest) Act 1998',
    reference: bankOfEnglandBase,
    mode: 'locked',
    currencies: null,
    dayCount: 'actual/365',
    dayCountSource: 'gov.uk, "Charge interest on a late commercial payment": the yearly interest divided by 365',
    margins: [
      {
        from: '2002-08-07',
        kinds: commercial,
        points: '8',
        source:
          'SI 2002/1675: 8 per cent over the official dealing rate on the 30 June or 31 December before ' +
          'interest starts to run',
      },
    ],
  },
  cl: {
    key: 'cl',
    law: 'Ley 19.983 (Ley 21.131)',
    reference: cmfCurrentInterest,
    mode: 'floating',
    currencies: ['CLP'],
    dayCount: 'actual/360',
    dayCountSource: 'Ley 18.010, art. 11: interest accrues day by day, and years are of 360 days',
    margins: [
      {
        from: '2019-05-16',
        kinds: commercial,
        points: '0',
        source: 'Ley 19.983 by Ley 21.131: the interés corriente in force during the delay, since 16 May 2019',
      },
    ],
  },
};

// Countries whose own law is the directive's: the ECB's rate of each half-year and eight points. Others differ (France
// locks and adds ten points, Ireland reads the rate of one day only).
const DIRECTIVE_COUNTRIES = new Set(['IT', 'LU', 'PT']);

/**
 * The regime of the law of a country (ISO 3166 alpha-2), or null where none is known here: then only a contract's own
 * rate can be charged.
 */
export function regimeOfCountry(country: string): RegimeKey | null {
  switch (country) {
    case 'ES':
      return 'es';
    case 'DE':
      return 'de';
    case 'GB':
      return 'uk';
    case 'CL':
      return 'cl';
    case 'BE':
      return 'be';
    case 'NL':
      return 'nl';
    default:
      return DIRECTIVE_COUNTRIES.has(country) ? 'eu' : null;
  }
}

export interface KnownRate {
  readonly share: Fraction;
  /** The last day of this rate's row: a floating regime reads the next rate on the day after it. */
  readonly until: IsoDate;
  /** Where reference rate and margin come from, for the letter that shows how interest was computed. */
  readonly source: string;
}

/**
 * The yearly rate of a regime on a day: reference rate and margin. `further` are an organization's own rows of the
 * reference table. Null when no rate is known.
 */
export function regimeRateOn(
  regime: InterestRegime,
  kind: CustomerKind,
  on: IsoDate,
  further: RateTable = [],
): KnownRate | null {
  const reference = rateOn(withRates(regime.reference, further), on);
  const margin = marginOn(regime, kind, on);
  if (!reference || !margin) return null;
  const nextMargin = regime.margins.find((other) => other.kinds.includes(kind) && other.from > on);
  const until = nextMargin && nextMargin.from <= reference.until ? addDays(nextMargin.from, -1) : reference.until;
  const points = margin.points === '0' ? '' : ` + ${margin.points} pp`;
  const sum = addFractions(percentOf(reference.percent), percentOf(margin.points));
  const { roundedUpTo } = regime;
  return {
    share: roundedUpTo === undefined ? sum : ceilTo(sum, percentOf(roundedUpTo)),
    until,
    source: `${regime.law}: ${reference.percent} %${points} (${reference.source})`,
  };
}

/** Whether the regime gives interest against debtors of a kind at all. */
export function coversDebtor(regime: InterestRegime, kind: CustomerKind): boolean {
  return regime.margins.some((margin) => margin.kinds.includes(kind));
}

/** Whether the law of a country, as known here, gives interest on claims in the currency against such debtors. */
export function givesInterest(country: string, kind: CustomerKind, currency: string): boolean {
  const key = regimeOfCountry(country);
  if (key === null) return false;
  const regime = interestRegimes[key];
  return coversDebtor(regime, kind) && (regime.currencies === null || regime.currencies.includes(currency));
}

function marginOn(regime: InterestRegime, kind: CustomerKind, on: IsoDate): Margin | null {
  return (
    regime.margins
      .filter((margin) => margin.kinds.includes(kind) && margin.from <= on)
      .sort((a, b) => (a.from < b.from ? 1 : -1))[0] ?? null
  );
}
