import { formatMoney } from '@puntual/domain/money/format';
import { parseAmount } from '@puntual/domain/money/amount';
import { daysBetween, localDate } from '@puntual/domain/calendar/dates';
import { type Language, languages } from '../locales/languages.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const dateFormats = new Map<string, Intl.DateTimeFormat>();
const relativeFormats = new Map<Language, Intl.RelativeTimeFormat>();

function dateFormat(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language}${JSON.stringify(options)}`;
  let format = dateFormats.get(key);
  if (!format) dateFormats.set(key, (format = new Intl.DateTimeFormat(languages[language].dateTag, options)));
  return format;
}

/**
 * Writes an amount of the API (a decimal string) for readers: "1234.50" EUR is "1234,50 €" in Spanish. Exact at any
 * size. An amount in an unknown currency stays as it is, followed by the currency's code.
 */
export function formatAmount(amount: string, currency: string, language: Language): string {
  try {
    return formatMoney(parseAmount(amount, currency), currency, language);
  } catch (error) {
    if (error instanceof RangeError) return `${amount} ${currency}`;
    throw error;
  }
}

/** The sum of amounts in one currency, in minor units. Throws a RangeError for a malformed amount. */
export function sumMinor(amounts: readonly string[], currency: string): bigint {
  return amounts.reduce((sum, amount) => sum + parseAmount(amount, currency), 0n);
}

/** A calendar day (`YYYY-MM-DD`): "14 Mar 2026", "14 mar 2026". */
export function formatDate(date: string, language: Language): string {
  return dateFormat(language, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** An instant (ISO 8601) in the local time of `timeZone`: "Sat, 14 Mar 2026, 09:30". */
export function formatInstant(at: string, language: Language, timeZone: string): string {
  return dateFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(new Date(at));
}

/**
 * The distance of `at` from `now`, both ISO instants: in minutes or hours within 24 hours, else in calendar days of
 * `timeZone` ("in 3 days", "tomorrow").
 */
export function formatDistance(at: string, now: string, language: Language, timeZone: string): string {
  const distanceMs = Date.parse(at) - Date.parse(now);
  const size = Math.abs(distanceMs);
  const relative = relativeFormat(language);
  if (size < HOUR_MS) return relative.format(Math.trunc(distanceMs / MINUTE_MS), 'minute');
  if (size < DAY_MS) return relative.format(Math.trunc(distanceMs / HOUR_MS), 'hour');
  return relative.format(daysBetween(localDate(Date.parse(now), timeZone), localDate(Date.parse(at), timeZone)), 'day');
}

/** The distance of one day from another (`YYYY-MM-DD`): "today", "in 3 days", "yesterday". */
export function formatDayDistance(date: string, today: string, language: Language): string {
  return relativeFormat(language).format(daysBetween(today, date), 'day');
}

function relativeFormat(language: Language): Intl.RelativeTimeFormat {
  let format = relativeFormats.get(language);
  if (!format) relativeFormats.set(language, (format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })));
  return format;
}
