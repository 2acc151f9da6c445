import * as currencies from 'dinero.js/currencies';
import { money } from '../refusals/en/money.ts';
import { say } from '../refusals/refusal.ts';

interface CurrencyDefinition {
  readonly code: string;
  readonly base: number | readonly number[];
  readonly exponent: number;
}

const all = Object.values(currencies as Record<string, CurrencyDefinition>);
const byCode = new Map(all.filter(({ base }) => base === 10).map((currency) => [currency.code, currency]));
// The ariary of Madagascar (MGA) and the ouguiya of Mauritania (MRU): five of the smaller unit are one of the larger.
const notDecimal: ReadonlySet<string> = new Set(all.filter(({ base }) => base !== 10).map(({ code }) => code));

/** Whether `code` is an ISO 4217 currency with decimal minor units, as the catalogue of dinero.js lists them. */
export function isCurrency(code: string): boolean {
  return byCode.has(code);
}

/** Why `isCurrency` refuses a code: it is unknown, or its minor unit is no decimal one. */
export function whyNoCurrency(code: string): 'unknown-currency' | 'currency-not-decimal' {
  return notDecimal.has(code) ? 'currency-not-decimal' : 'unknown-currency';
}

/**
 * How many decimals the currency's minor unit has: 2 for EUR, 0 for CLP and JPY, 3 for KWD (ISO 4217).
 * Throws a RangeError for a code that `isCurrency` refuses.
 */
export function minorDigits(code: string): number {
  const currency = byCode.get(code);
  if (!currency) throw new RangeError(say(money, whyNoCurrency(code), { currency: code }));
  return currency.exponent;
}
