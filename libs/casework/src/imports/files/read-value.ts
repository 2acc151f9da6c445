import { MAX_MINOR } from '@puntual/domain/money/amount';
import { isCurrency, minorDigits, whyNoCurrency } from '@puntual/domain/money/currency';
import { currenciesOfSign } from './currency-signs.ts';
import { isoDayOf } from './iso-day.ts';
import type { FaultCode } from './line-fault.ts';
import { readNamedMonth } from './named-months.ts';
import { splitAmount } from './split-amount.ts';

/**
 * How a file writes days. ISO days (2026-12-31, 20261231) are read in every format. `auto` refuses a day that can be
 * read in two ways.
 */
export const DATE_FORMATS = ['auto', 'dmy', 'mdy', 'ymd'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** What separates decimals. `auto` refuses an amount that can be read in two ways, such as "1.234" euros. */
export const DECIMAL_MARKS = ['auto', 'comma', 'point'] as const;
export type DecimalMark = (typeof DECIMAL_MARKS)[number];

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: FaultCode };

/** A longer text is no day and no amount. Without a limit, a text of spaces would hold the event loop for a minute. */
const LONGEST_VALUE = 100;

/**
 * Reads a day as ISO `YYYY-MM-DD`. A year of two digits is in this century. In the format `dmy` also the digits alone,
 * as DATEV writes them: "140826", and without a year "1408" or "508", which is the last such day up to `latest`.
 */
export function readDay(text: string, format: DateFormat, latest?: string): Read<string> {
  if (text.length > LONGEST_VALUE) return { ok: false, code: 'not-a-date' };
  const iso = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$/.exec(text);
  if (iso) return dayOf(iso[1], iso[2], iso[3]);
  const digits = format === 'dmy' ? /^(\d{1,2})(\d{2})(\d{2})?$/.exec(text) : null;
  if (digits) return dayOfDigits(digits, latest);
  const parts = /^(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})(?:[T ].*)?$/.exec(text);
  if (!parts) {
    const named = readNamedMonth(text);
    return named ? dayOf(named.year, named.month, named.day) : { ok: false, code: 'not-a-date' };
  }
  const [, a = '', b = '', c = ''] = parts;
  if (a.length > 2 || format === 'ymd') return dayOf(a, b, c);
  switch (format) {
    case 'dmy':
      return dayOf(c, b, a);
    case 'mdy':
      return dayOf(c, a, b);
    case 'auto':
      if (Number(a) > 12) return dayOf(c, b, a);
      if (Number(b) > 12) return dayOf(c, a, b);
      return a === b ? dayOf(c, b, a) : { ok: false, code: 'ambiguous-date' };
  }
}

/** A day comes again at the latest after so many years: the 29th of February around the turn of a century. */
const MOST_YEARS = 8;

function dayOfDigits([, day = '', month = '', year]: RegExpExecArray, latest: string | undefined): Read<string> {
  if (year !== undefined) return dayOf(year, month, day);
  if (latest === undefined) return { ok: false, code: 'not-a-date' };
  for (let back = 0; back <= MOST_YEARS; back++) {
    const on = isoDayOf(String(Number(latest.slice(0, 4)) - back), month, day);
    if (on !== null && on <= latest) return { ok: true, value: on };
  }
  return { ok: false, code: 'not-a-date' };
}

function dayOf(year = '', month = '', day = ''): Read<string> {
  const on = isoDayOf(year.length === 2 ? `20${year}` : year, month, day);
  return on === null ? { ok: false, code: 'not-a-date' } : { ok: true, value: on };
}

/**
 * Reads an amount into minor units of the currency, without rounding: "1.210,00", "1,210.00", "1 210", and below zero
 * "(50.00)", "50,00-", "-$50" or "50.00 CR". Thousands must be in groups of three. A sign or code of another currency
 * is refused (`other-currency`).
 */
export function readMoney(text: string, currency: string, mark: DecimalMark): Read<bigint> {
  if (!isCurrency(currency)) return { ok: false, code: whyNoCurrency(currency) };
  const written = text.length > LONGEST_VALUE ? null : splitAmount(text);
  if (!written) return { ok: false, code: 'not-an-amount' };
  for (const sign of written.signs) {
    const meant = currenciesOfSign(sign);
    if (!meant) return { ok: false, code: 'not-an-amount' };
    if (!meant.includes(currency)) return { ok: false, code: 'other-currency' };
  }
  const digits = minorDigits(currency);
  const number = splitDecimals(written.digits, digits, mark);
  if (!number.ok) return number;
  const { whole, fraction } = number.value;
  if (fraction.replace(/0+$/, '').length > digits) return { ok: false, code: 'too-many-decimals' };
  const minor = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  if (minor > MAX_MINOR) return { ok: false, code: 'amount-out-of-range' };
  return { ok: true, value: written.isNegative ? -minor : minor };
}

function splitDecimals(text: string, digits: number, mark: DecimalMark): Read<{ whole: string; fraction: string }> {
  const decimal =
    mark === 'auto' ? decimalOf(text, digits) : { ok: true as const, value: mark === 'comma' ? ',' : '.' };
  if (!decimal.ok) return decimal;
  const grouping = decimal.value === ',' ? '.' : ',';
  const [whole = '', fraction = '', ...more] = decimal.value === null ? [text] : text.split(decimal.value);
  const separator = decimal.value === null && text.includes(',') ? ',' : decimal.value === null ? '.' : grouping;
  const grouped = whole.includes(separator) ? /^\d{1,3}(?:[.,]\d{3})+$/.test(whole) : /^\d+$/.test(whole);
  if (more.length > 0 || !grouped || !/^\d*$/.test(fraction) || whole.length > 30)
    return { ok: false, code: 'not-an-amount' };
  return { ok: true, value: { whole: whole.replace(/[.,]/g, ''), fraction } };
}

// Null: all separators in the text group thousands.
function decimalOf(text: string, digits: number): Read<',' | '.' | null> {
  const comma = text.lastIndexOf(',');
  const point = text.lastIndexOf('.');
  if (comma >= 0 && point >= 0) return { ok: true, value: comma > point ? ',' : '.' };
  if (comma < 0 && point < 0) return { ok: true, value: null };
  const mark = comma >= 0 ? ',' : '.';
  const at = Math.max(comma, point);
  if (text.indexOf(mark) !== at) return { ok: true, value: null };
  if (text.length - at - 1 !== 3) return { ok: true, value: mark };
  // Three digits after the only separator are thousands in a currency without decimals, and decimals after more than
  // three digits or a leading zero. Anything else is ambiguous.
  if (digits === 0) return { ok: true, value: null };
  return at > 3 || text.startsWith('0') ? { ok: true, value: mark } : { ok: false, code: 'ambiguous-amount' };
}
