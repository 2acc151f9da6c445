import { dateOfDay, dayNumber, weekdayOfDay } from './civil.ts';
import { offsetAt } from './zones.ts';

/** A calendar day without time or zone, `YYYY-MM-DD`. Compares correctly as a string. */
export type IsoDate = string;
/** An instant in milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number;

// A simulation calls these functions millions of times, so they compute with whole numbers and with tables of each
// zone's clock changes. The tests compare them with Temporal.
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The day `days` calendar days after (before, when negative) `date`. Throws a RangeError for an impossible date. */
export function addDays(date: IsoDate, days: number): IsoDate {
  return dateOfDay(dayNumber(date) + days);
}

/**
 * Calendar days from `from` to `to`: negative when `to` is earlier. Independent of hours and of daylight saving. Throws
 * a RangeError for an impossible date.
 */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** The local day in `timeZone` (IANA name) at the instant `at`. Throws a RangeError for an unknown zone. */
export function localDate(at: EpochMs, timeZone: string): IsoDate {
  return dateOfDay(Math.floor((at + offsetAt(at, timeZone)) / DAY_MS));
}

/**
 * Minutes since local midnight on the wall clock of `timeZone` at the instant `at`. Throws a RangeError for an unknown
 * zone.
 */
export function localMinute(at: EpochMs, timeZone: string): number {
  const local = at + offsetAt(at, timeZone);
  return Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / MINUTE_MS);
}

/**
 * An instant in the local time of `timeZone` with the zone's offset: `2026-12-05T10:15:30+01:00`; with milliseconds
 * only when they are not zero. Throws a RangeError for an unknown zone.
 */
export function localInstant(at: EpochMs, timeZone: string): string {
  const offset = offsetAt(at, timeZone);
  const ofDay = (((at + offset) % DAY_MS) + DAY_MS) % DAY_MS;
  const two = (count: number) => String(Math.floor(count)).padStart(2, '0');
  const clock = (ms: number) => `${two(ms / 3_600_000)}:${two((ms / MINUTE_MS) % 60)}`;
  const fraction = ofDay % 1000 === 0 ? '' : `.${String(ofDay % 1000).padStart(3, '0')}`;
  const zone = `${offset < 0 ? '-' : '+'}${clock(Math.abs(offset))}`;
  return `${localDate(at, timeZone)}T${clock(ofDay)}:${two((ofDay / 1000) % 60)}${fraction}${zone}`;
}

/**
 * The instant at which the wall clock of `timeZone` shows `minute` (0 to 1439, since midnight) on `date`. A time that a
 * spring change skips becomes the one an hour later; one that an autumn change repeats, the first. Throws a RangeError
 * for an impossible date or minute, or an unknown zone.
 */
export function instantAt(date: IsoDate, minute: number, timeZone: string): EpochMs {
  if (!Number.isInteger(minute) || minute < 0 || minute > 1439)
    throw new RangeError(`not a minute of a day: ${minute}`);
  const local = dayNumber(date) * DAY_MS + minute * MINUTE_MS;
  // No clock changes twice in two days, so the offset is the one before or the one after.
  const before = offsetAt(local - DAY_MS, timeZone);
  const after = offsetAt(local + DAY_MS, timeZone);
  const isAfter =
    before !== after && offsetAt(local - before, timeZone) !== before && offsetAt(local - after, timeZone) === after;
  return local - (isAfter ? after : before);
}

/** 1 for Monday to 7 for Sunday. Throws a RangeError for an impossible date. */
export function weekday(date: IsoDate): number {
  return weekdayOfDay(dayNumber(date));
}

/** The later of two dates; `null` counts as never. */
export function laterDate(a: IsoDate, b: IsoDate | null): IsoDate {
  return b !== null && b > a ? b : a;
}

/** Whether `zone` is an IANA time zone that this runtime knows. */
export function isTimeZone(zone: string): boolean {
  // An offset is none: "+01:00" is ahead of UTC here, and behind it to Postgres.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
