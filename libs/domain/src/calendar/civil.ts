/**
 * Days since 1970-01-01 in the proleptic Gregorian calendar: calendar arithmetic on integers, without hours or zones.
 */
export type DayNumber = number;

// 0000-01-01 and 9999-12-31: outside of them a date has no four-digit year and would not compare as a string.
const FIRST_DAY: DayNumber = -719_528;
const LAST_DAY: DayNumber = 2_932_896;
const DAYS_PER_ERA = 146_097;
const ZERO = 48;
const DASH = 45;
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The number of the day `date` (`YYYY-MM-DD`). Throws a RangeError for another form and for a day that no calendar has.
 */
export function dayNumber(date: string): DayNumber {
  const year = digits(date, 0) * 100 + digits(date, 2);
  const month = digits(date, 5);
  const day = digits(date, 8);
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const isDate =
    date.length === 10 &&
    date.charCodeAt(4) === DASH &&
    date.charCodeAt(7) === DASH &&
    day >= 1 &&
    day <= (leap ? 29 : (monthLengths[month - 1] ?? 0));
  if (!isDate) throw new RangeError(`not a calendar day (YYYY-MM-DD): ${date}`);
  // Years are counted from March, so that the leap day is the last one of its year; 400 of them are an era of 146,097
  // days.
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * DAYS_PER_ERA + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The day of a number, `YYYY-MM-DD`. Throws a RangeError for a fraction and outside of the years 0 to 9999. */
export function dateOfDay(number: DayNumber): string {
  if (!Number.isInteger(number) || number < FIRST_DAY || number > LAST_DAY)
    throw new RangeError(`no calendar day of the years 0000 to 9999 has the number ${number}`);
  const shifted = number + 719_468;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  return `${two(Math.floor(year / 100))}${two(year % 100)}-${two(month)}-${two(day)}`;
}

/** 1 for Monday to 7 for Sunday; 1970-01-01 was a Thursday. */
export function weekdayOfDay(number: DayNumber): number {
  const days = (number + 3) % 7;
  return (days < 0 ? days + 7 : days) + 1;
}

// Two digits as a number; NaN, which fails every comparison, for anything else.
function digits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

const twoDigits = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
const two = (number: number): string => twoDigits[number] ?? '';
