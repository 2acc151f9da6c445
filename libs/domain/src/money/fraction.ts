/**
 * An exact rational number. `denominator` > 0 and the two have no common divisor, so equal numbers are equal objects.
 */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const ZERO: Fraction = { numerator: 0n, denominator: 1n };

/** The number `numerator / denominator` in lowest terms. Throws a RangeError when the denominator is zero. */
export function fraction(numerator: bigint, denominator: bigint): Fraction {
  if (denominator === 0n) throw new RangeError('a fraction has no zero denominator');
  const divisor = greatestCommonDivisor(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** The exact sum of two fractions. */
export function addFractions(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

/** The exact product of two fractions. */
export function multiplyFractions(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** Negative when `a` is less than `b`, zero when they are equal, positive when it is more. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * The nearest whole number; a half goes to the even neighbour (1/2 is 0, 3/2 is 2, -1/2 is 0), so that many roundings
 * do not lean one way.
 */
export function roundHalfEven({ numerator, denominator }: Fraction): bigint {
  const remainder = ((numerator % denominator) + denominator) % denominator;
  const floor = (numerator - remainder) / denominator;
  const twice = 2n * remainder;
  if (twice < denominator || (twice === denominator && floor % 2n === 0n)) return floor;
  return floor + 1n;
}

/** The least multiple of `step` (above zero) that is not below `value`. */
export function ceilTo(value: Fraction, step: Fraction): Fraction {
  const numerator = value.numerator * step.denominator;
  const denominator = value.denominator * step.numerator;
  const remainder = ((numerator % denominator) + denominator) % denominator;
  const steps = (numerator - remainder) / denominator + (remainder === 0n ? 0n : 1n);
  return multiplyFractions(step, fraction(steps, 1n));
}

/**
 * Reads a percentage as a share: `percentOf('10.62')` is 531/5000. A decimal string with at most 8 decimals, below zero
 * with a minus (Germany's base rate was). Throws a RangeError for anything else.
 */
export function percentOf(text: string): Fraction {
  const match = /^(-?)(\d{1,6})(?:\.(\d{1,8}))?$/.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a percentage: write it as a decimal number such as "8.5"`);
  const [, sign, whole = '', decimals = ''] = match;
  const digits = BigInt(whole + decimals);
  return fraction(sign ? -digits : digits, 100n * 10n ** BigInt(decimals.length));
}

/**
 * Writes a share as a percentage with the decimals it has, at most 8 and at least 2: 531/5000 is "10.62", 1/10 is
 * "10.00".
 */
export function percentText(share: Fraction): string {
  const scaled = roundHalfEven(multiplyFractions(share, fraction(10n ** 10n, 1n)));
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(9, '0');
  const decimals = digits.slice(-8).replace(/0{1,6}$/, '');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -8)}.${decimals}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}
