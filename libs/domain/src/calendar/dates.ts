import { Temporal } from 'temporal-polyfill';

/** A calendar day without time or zone, `YYYY-MM-DD`. Compares correctly as a string. */
export type IsoDate = string;
/** An instant in milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number;

/** The day `days` calendar days after (before, when negative) `date`. Throws a RangeError for an impossible date. */
export function addDays(date: IsoDate, days: number): IsoDate {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Calendar days from `from` to `to`: negative when `to` is earlier. Independent of hours and of daylight saving. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;
}

/** The day it is at `at` in `timeZone` (IANA name). Throws a RangeError for an unknown zone. */
export function localDate(at: EpochMs, timeZone: string): IsoDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** Minutes since local midnight, by the clock on the wall, at `at` in `timeZone`. */
export function localMinute(at: EpochMs, timeZone: string): number {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return time.hour * 60 + time.minute;
}

/**
 * The instant at which the wall clock of `timeZone` shows `minute` (since midnight) on `date`. A time that a spring change
 * skips becomes the one an hour later; one that an autumn change repeats, the first.
 */
export function instantAt(date: IsoDate, minute: number, timeZone: string): EpochMs {
  return Temporal.PlainDate.from(date)
    .toPlainDateTime(Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 }))
    .toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** 1 for Monday to 7 for Sunday. */
export function weekday(date: IsoDate): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

/** The later of two dates; `null` counts as never. */
export function laterDate(a: IsoDate, b: IsoDate | null): IsoDate {
  return b !== null && b > a ? b : a;
}

/** Whether `zone` is an IANA time zone that this runtime knows. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
