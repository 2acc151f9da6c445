import { money } from '../refusals/en/money.ts';
import type { MoneyRefusals } from '../refusals/money.ts';
import { say, type RefusalOf } from '../refusals/refusal.ts';
import { isCurrency, minorDigits, whyNoCurrency } from './currency.ts';

/** Largest amount taken from outside, in minor units: it fits Postgres bigint with room for sums of 10,000 of them. */
export const MAX_MINOR = 900_000_000_000_000n;

/** Why a text is not an amount of a currency. */
export type AmountRefusal = RefusalOf<
  Pick<
    MoneyRefusals,
    'not-an-amount' | 'too-many-decimals' | 'amount-too-large' | 'unknown-currency' | 'currency-not-decimal'
  >
>;

/**
 * Reads a decimal string in the currency's own minor units ("1210.00" EUR, "15000" CLP) into minor units, exactly.
 * Fewer decimals than the currency has are accepted ("1210" EUR), more are not. What cannot be read comes back as a
 * refusal at `path`. Total.
 */
export function readAmount(text: string, currency: string, path: string): bigint | AmountRefusal {
  if (!isCurrency(currency)) return { code: whyNoCurrency(currency), path, values: { currency } };
  const most = minorDigits(currency);
  const match = /^(-?)(\d{1,16})(?:\.(\d+))?$/.exec(text);
  if (!match) return { code: 'not-an-amount', path, values: { text } };
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > most)
    return { code: 'too-many-decimals', path, values: { text, decimals: fraction.length, currency, most } };
  const minor = BigInt(whole + fraction.padEnd(most, '0'));
  if (minor > MAX_MINOR) return { code: 'amount-too-large', path, values: { text } };
  return sign ? -minor : minor;
}

/**
 * Reads what is known to be an amount, as `readAmount` does. Throws a RangeError for what is none: a bug, or data that
 * nobody checked.
 */
export function parseAmount(text: string, currency: string): bigint {
  const read = readAmount(text, currency, '');
  if (typeof read !== 'bigint') throw new RangeError(say(money, read.code, read.values as never));
  return read;
}

/** Writes minor units as the decimal string of the contract: `decimalAmount(121000n, 'EUR') === '1210.00'`. */
export function decimalAmount(minor: bigint, currency: string): string {
  const digits = minorDigits(currency);
  const sign = minor < 0n ? '-' : '';
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
