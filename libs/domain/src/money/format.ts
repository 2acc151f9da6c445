import { decimalAmount } from './amount.ts';
import { minorDigits } from './currency.ts';

const formats = new Map<string, Intl.NumberFormat>();

/**
 * Writes an amount as people of that language read it: `formatMoney(123456n, 'EUR', 'es')` is "1234,56 €", in English
 * "€1,234.56". Exact at any size: the number reaches Intl as a decimal string, never as a float. `language` is a BCP 47
 * tag.
 */
export function formatMoney(minor: bigint, currency: string, language: string): string {
  const key = `${language}/${currency}`;
  let format = formats.get(key);
  if (!format) {
    const digits = minorDigits(currency);
    format = new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(key, format);
  }
  return format.format(decimalAmount(minor, currency) as Intl.StringNumericLiteral);
}
