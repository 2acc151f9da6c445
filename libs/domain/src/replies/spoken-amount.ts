/** An amount that a text names, as a decimal string in the currency's notation (`1210.00`). */
export interface SpokenAmount {
  readonly amount: string;
  readonly currency: string;
}

const SIGNS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  '£': 'GBP',
  gbp: 'GBP',
  pounds: 'GBP',
  us$: 'USD',
  usd: 'USD',
  dollars: 'USD',
  chf: 'CHF',
};
const SIGN = '€|£|us\\$|eur(?:os?)?|gbp|usd|chf|pounds|dollars';
const NUMBER = "\\d{1,3}(?:[.,' \\u00a0]\\d{3})+(?:[.,]\\d{1,2})?|\\d{1,9}(?:[.,]\\d{1,2})?";
const AMOUNT = new RegExp(
  `(?<![\\w€£$])(${SIGN}) ?(${NUMBER})(?![\\d.,]*\\d)|(?<![\\w.,/-])(${NUMBER}) ?(${SIGN})(?![\\w])`,
  'gi',
);

/**
 * The amounts above zero that a text names with a currency, in its order: `1.210,50 €`, `EUR 1,210.50`, `500 euros`. A
 * number without a currency is none. Pure and total.
 */
export function spokenAmounts(text: string): readonly SpokenAmount[] {
  return [...text.matchAll(AMOUNT)].flatMap(([, before, first, second, after]) => {
    const currency = SIGNS[(before ?? after ?? '').toLowerCase()];
    const amount = decimalOf(first ?? second ?? '');
    return currency === undefined || Number(amount) <= 0 ? [] : [{ amount, currency }];
  });
}

// The last mark with one or two digits after it stands before the cents; any other parts thousands.
function decimalOf(number: string): string {
  const [, whole = number, cents = ''] = /^(.*)[.,](\d{1,2})$/.exec(number) ?? [];
  return `${whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '')}.${cents.padEnd(2, '0')}`;
}
