import type { IsoDate } from '../calendar/dates.ts';
import { minorDigits } from '../money/currency.ts';
import { addFractions, fraction, multiplyFractions, roundHalfEven, ZERO, type Fraction } from '../money/fraction.ts';

/** An amount of one currency in its minor units. */
export interface CurrencyAmount {
  readonly currency: string;
  readonly minor: bigint;
}

/** What one unit of `currency` is worth in the organization's currency from a day on: a decimal text ("0.0061"). */
export interface ExchangeRate {
  readonly currency: string;
  readonly from: IsoDate;
  readonly rate: string;
}

/** The organization's currency and the exchange rates that it entered. */
export interface OrganizationMoney {
  readonly currency: string;
  readonly rates: readonly ExchangeRate[];
}

/** A sum in the organization's currency, in minor units, for the comparison of tasks only: it is never claimed. */
export interface ComparedSum {
  readonly minor: bigint;
  /** Foreign currencies that were converted by an entered rate, and those converted by the rough size of a unit. */
  readonly rated: readonly string[];
  readonly estimated: readonly string[];
}

/**
 * Roughly how many units of a currency buy what one euro buys. It only has to put amounts into the right bucket where
 * an organization entered no rate; a currency that is not listed counts as about one euro.
 */
const UNITS_PER_EURO: Readonly<Record<string, bigint>> = {
  ARS: 1500n,
  BRL: 6n,
  CLP: 1000n,
  CNY: 8n,
  COP: 4500n,
  CRC: 550n,
  CZK: 25n,
  DKK: 7n,
  DOP: 65n,
  HKD: 9n,
  HUF: 400n,
  IDR: 18_000n,
  INR: 95n,
  ISK: 150n,
  JPY: 165n,
  KRW: 1550n,
  MAD: 11n,
  MXN: 21n,
  NGN: 1700n,
  NOK: 12n,
  PEN: 4n,
  PHP: 65n,
  PKR: 320n,
  PLN: 4n,
  PYG: 8000n,
  RON: 5n,
  RSD: 117n,
  RUB: 100n,
  SEK: 11n,
  THB: 38n,
  TRY: 40n,
  TWD: 36n,
  TZS: 2900n,
  UAH: 47n,
  UGX: 4100n,
  UYU: 46n,
  VND: 29_000n,
  ZAR: 20n,
};

/** How many units of the currency make up about one euro. Total. */
export function unitsPerEuro(currency: string): bigint {
  return UNITS_PER_EURO[currency] ?? 1n;
}

/**
 * Adds amounts of several currencies in the organization's currency: by the rate of each currency on `today`, else by
 * the rough size of its unit. Rounded once, half-even. Throws a RangeError for a currency that is not in the catalogue.
 */
export function inOrganizationCurrency(
  amounts: readonly CurrencyAmount[],
  money: OrganizationMoney,
  today: IsoDate,
): ComparedSum {
  const rated = new Set<string>();
  const estimated = new Set<string>();
  let sum = ZERO;
  for (const { currency, minor } of amounts) {
    if (minor === 0n) continue;
    const rate = rateOf(currency, money, today);
    if (currency !== money.currency) (rate ? rated : estimated).add(currency);
    const worth = rate ?? fraction(unitsPerEuro(money.currency), unitsPerEuro(currency));
    const scale = fraction(10n ** BigInt(minorDigits(money.currency)), 10n ** BigInt(minorDigits(currency)));
    sum = addFractions(sum, multiplyFractions(fraction(minor, 1n), multiplyFractions(worth, scale)));
  }
  return { minor: roundHalfEven(sum), rated: [...rated].sort(), estimated: [...estimated].sort() };
}

function rateOf(currency: string, { currency: own, rates }: OrganizationMoney, today: IsoDate): Fraction | null {
  if (currency === own) return fraction(1n, 1n);
  let latest: ExchangeRate | null = null;
  for (const rate of rates)
    if (rate.currency === currency && rate.from <= today && (latest === null || rate.from > latest.from)) latest = rate;
  return latest && decimalFraction(latest.rate);
}

function decimalFraction(text: string): Fraction {
  const [whole = '0', decimals = ''] = text.split('.');
  return fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
}
