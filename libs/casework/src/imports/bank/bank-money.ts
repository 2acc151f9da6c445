import { isCurrency, minorDigits } from '@puntual/domain/money/currency';
import { decimalAmount, parseAmount } from '@puntual/domain/money/amount';
import { all, find, textAt, type XmlNode } from './xml-tree.ts';

/** A decimal amount and its currency. The amount is in the currency's own decimals when it could be read. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** An amount as the file writes it; `currency` is null when the element has none. */
export interface StatedMoney {
  readonly text: string;
  readonly currency: string | null;
}

/** The amount that an element states, or null for an empty or missing element. */
export function statedMoney(node: XmlNode | null): StatedMoney | null {
  const text = node?.text.trim() ?? '';
  return text === '' ? null : { text, currency: node?.attributes.Ccy?.trim() ?? null };
}

/**
 * The stated amount, with the currency's own number of decimals: banks write "15000.00" for yen too. An amount that
 * cannot be read stays as it is; `minorOf` then returns null. Null when nothing is stated, or no currency is known.
 */
export function moneyOf(stated: StatedMoney | null, currency: string): Money | null {
  const own = stated?.currency ?? currency;
  if (stated === null || own === '') return null;
  const minor = minorOf({ amount: stated.text, currency: own });
  return { amount: minor === null ? stated.text : decimalAmount(minor, own), currency: own };
}

// An amount is an xs:decimal: "12.", ".50" and "+12.00" are valid.
const DECIMAL = /^\+?(?:(?<whole>\d+)(?:\.(?<fraction>\d*))?|\.(?<only>\d+))$/;
const MOST_DIGITS = 16;
/** A longer text is no amount: to take zeros off its end would need the square of its length. */
const LONGEST_AMOUNT = 100;

/** An amount in minor units; null for what is no amount of the currency. */
export function minorOf({ amount, currency }: Money): bigint | null {
  const groups = amount.length > LONGEST_AMOUNT ? undefined : DECIMAL.exec(amount)?.groups;
  if (!groups || !isCurrency(currency)) return null;
  const whole = (groups.whole ?? '').replace(/^0+(?=\d)/, '') || '0';
  const fraction = (groups.fraction ?? groups.only ?? '').replace(/0+$/, '');
  if (whole.length > MOST_DIGITS || fraction.length > minorDigits(currency)) return null;
  try {
    return parseAmount(fraction === '' ? whole : `${whole}.${fraction}`, currency);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * The charges that the bank states on an entry or a transaction: their total, else their records (version 2 of the
 * messages has an amount in `Chrgs` itself). Records that the bank credited are subtracted.
 */
export function statedCharges(node: XmlNode | null): readonly (StatedMoney & { readonly credited: boolean })[] {
  const charges = all(node, 'Chrgs');
  const totals = charges.flatMap((each) => statedMoney(find(each, 'TtlChrgsAndTaxAmt')) ?? []);
  if (totals.length > 0) return totals.map((total) => ({ ...total, credited: false }));
  return charges
    .flatMap((each) => [each, ...all(each, 'Rcrd')])
    .flatMap((record) => {
      const stated = statedMoney(find(record, 'Amt'));
      return stated ? [{ ...stated, credited: textAt(record, 'CdtDbtInd') === 'CRDT' }] : [];
    });
}

/** The sum of stated charges in minor units of a currency; charges in another currency do not count. */
export function chargesMinor(charges: ReturnType<typeof statedCharges>, currency: string): bigint {
  return charges.reduce((sum, charge) => {
    const money = moneyOf(charge, currency);
    const minor = money?.currency === currency ? (minorOf(money) ?? 0n) : 0n;
    return charge.credited ? sum - minor : sum + minor;
  }, 0n);
}
