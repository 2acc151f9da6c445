import { minorDigits } from './currency.ts';

/** Largest amount taken from outside, in minor units: it fits Postgres bigint with room for sums of 10,000 of them. */
export const MAX_MINOR = 900_000_000_000_000n;

/**
 * Reads a decimal string in the currency's own minor units ("1210.00" EUR, "15000" CLP) into minor units, exactly.
 * Fewer decimals than the currency has are accepted ("1210" EUR), more are not.
 * Throws a RangeError that says what to mend: not a number, too many decimals, out of range, unknown currency.
 */
export function parseAmount(text: string, currency: string): bigint {
  const digits = minorDigits(currency);
  const match = /^(-?)(\d{1,16})(?:\.(\d+))?$/.exec(text);
  if (!match)
    throw new RangeError(
      `"${text}" is not an amount: write it as a decimal number such as "1210.00", without grouping`,
    );
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > digits) {
    throw new RangeError(`"${text}" has ${fraction.length} decimals, and ${currency} has ${digits}`);
  }
  const minor = BigInt(whole + fraction.padEnd(digits, '0'));
  if (minor > MAX_MINOR) throw new RangeError(`"${text}" is larger than an amount may be`);
  return sign ? -minor : minor;
}

/** Writes minor units as the decimal string of the contract: `decimalAmount(121000n, 'EUR') === '1210.00'`. */
export function decimalAmount(minor: bigint, currency: string): string {
  const digits = minorDigits(currency);
  const sign = minor < 0n ? '-' : '';
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
