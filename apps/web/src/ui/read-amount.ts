import { decimalAmount, parseAmount } from '@puntual/domain/money/amount';
import { minorDigits } from '@puntual/domain/money/currency';
import { type Language, languages } from '../locales/languages.ts';

/**
 * Reads an amount as a person types it in their language ("1.234,50" in Spanish, "1,234.50" in English) and returns the
 * API's decimal string. Accepts the language's group mark as a decimal mark where it cannot separate groups of three
 * digits ("12.5" in Spanish). Returns null for anything but an amount above zero, and for more decimals than the
 * currency has.
 */
export function readAmount(text: string, currency: string, language: Language): string | null {
  const compact = text.replace(/[\s\u00a0\u202f]/g, '');
  const { group, decimal: mark } = languages[language].amountMarks;
  const grouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+(\\${mark}\\d+)?$`);
  const plain = new RegExp(`^\\d+([\\${group}\\${mark}]\\d+)?$`);
  let decimal: string;
  if (grouped.test(compact)) decimal = compact.replaceAll(group, '').replace(mark, '.');
  else if (plain.test(compact)) decimal = compact.replace(/[.,]/, '.');
  else return null;
  try {
    const minor = parseAmount(decimal, currency);
    return minor > 0n ? decimalAmount(minor, currency) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** An example of an amount for a hint, with the decimals of the currency: "1,234.50", in Spanish "1.234,50". */
export function exampleAmount(currency: string, language: Language): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(language, {
    useGrouping: 'always',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(1234.5);
}
