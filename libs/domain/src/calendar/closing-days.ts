import { z } from 'zod';
import { dayNumber } from './civil.ts';
import { format, refuse } from '../refusals/schema-issues.ts';
import { addDays, type IsoDate } from './dates.ts';

/** With the weekends and holidays around a longer closure, the search for the next open day would reach its limit. */
const LONGEST_CLOSING_DAYS = 45;

const isoDay = z.string().refine(exists, { error: format('calendar-day'), abort: true });
const dayOfYear = z.string().refine((day) => exists(`2028-${day}`), { error: format('day-of-year'), abort: true });

/**
 * A stretch of days that comes back every year, first and last day included; `from` 12-24 `to` 01-06 goes over the turn
 * of the year.
 */
export const yearlyRangeSchema = z.strictObject({ from: dayOfYear, to: dayOfYear });

/**
 * The days on which an organization does not work besides weekends and public holidays: single ones, and the same ones
 * every year.
 */
export const closingDaysSchema = z
  .strictObject({
    days: z.array(isoDay).max(400).default([]),
    ranges: z.array(yearlyRangeSchema).max(20).default([]),
  })
  .superRefine((closing, context) => {
    const longest = longestRun(closing);
    if (longest > LONGEST_CLOSING_DAYS)
      refuse(context, ['ranges'], { code: 'closed-too-long', values: { mostDays: LONGEST_CLOSING_DAYS } });
  });
export type ClosingDays = z.infer<typeof closingDaysSchema>;

/** Whether the organization is closed on `date`. Total. */
export function isClosingDay(date: IsoDate, closing: ClosingDays): boolean {
  const day = date.slice(5);
  return (
    closing.days.includes(date) ||
    closing.ranges.some(({ from, to }) => (from <= to ? day >= from && day <= to : day >= from || day <= to))
  );
}

// Closed days in a row, counted to one more than is allowed, from every day with which a closure can begin: the single
// days, and the ranges of a leap year and of the years around the single days.
function longestRun(closing: ClosingDays): number {
  const years = new Set([
    2028,
    ...closing.days.flatMap((day) => [Number(day.slice(0, 4)) - 1, Number(day.slice(0, 4))]),
  ]);
  const starts = [
    ...closing.days,
    ...[...years].flatMap((year) =>
      closing.ranges.map((range) => `${String(year).padStart(4, '0')}-${range.from}`).filter(exists),
    ),
  ];
  return Math.max(
    0,
    ...starts.map((start) => {
      let run = 0;
      while (run <= LONGEST_CLOSING_DAYS && isClosingDay(addDays(start, run), closing)) run++;
      return run;
    }),
  );
}

function exists(date: string): boolean {
  try {
    return dayNumber(date) !== null;
  } catch {
    return false;
  }
}
