const formats = new Map<string, Intl.NumberFormat>();

/**
 * Writes a decimal amount in the currency's own minor units as people of a language read it: "1210.00" EUR is
 * "1210,00 €" in Spanish and "€1,210.00" in English. Exact at any size: Intl gets the decimal text, never a float.
 * `language` is a BCP 47 tag. Throws a RangeError for a currency that is not three letters.
 */
export function moneyText(amount: string, currency: string, language: string): string {
  const digits = amount.split('.')[1]?.length ?? 0;
  const key = `${language}/${currency}/${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(key, format);
  }
  return format.format(amount as Intl.StringNumericLiteral);
}
