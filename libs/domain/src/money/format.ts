import { moneyText } from '../language/money-text.ts';
import { decimalAmount } from './amount.ts';

/**
 * Writes an amount as people of that language read it: `formatMoney(123456n, 'EUR', 'es')` is "1234,56 €", in English
 * "€1,234.56". Exact at any size. `language` is a BCP 47 tag.
 */
export function formatMoney(minor: bigint, currency: string, language: string): string {
  return moneyText(decimalAmount(minor, currency), currency, language);
}
