import * as currencies from 'dinero.js/currencies';
import { money } from '../refusals/en/money.ts';
import { say } from '../refusals/refusal.ts';

interface CurrencyDefinition {
  readonly code: string;
  readonly base: number | readonly number[];
  readonly exponent: number;
}

const byCode = new Map<string, CurrencyDefinition>(
  Object.values(currencies as Record<string, CurrencyDefinition>)
    .filter((currency) => currency.base === 10)
    .map((currency) => [currency.code, currency]),
);

/** Whether `code` is an ISO 4217 currency with decimal minor units, as the catalogue of dinero.js lists them. */
export function isCurrency(code: string): boolean {
  return byCode.has(code);
}

/**
 * How many decimals the currency's minor unit has: 2 for EUR, 0 for CLP and JPY, 3 for KWD (ISO 4217).
 * Throws a RangeError for a code that is not in the catalogue.
 */
export function minorDigits(code: string): number {
  const currency = byCode.get(code);
  if (!currency) throw new RangeError(say(money, 'unknown-currency', { currency: code }));
  return currency.exponent;
}
