import { addDays, weekday, type IsoDate } from './dates.ts';

/** The days on which a customer pays, and until which day of the month an invoice must be there for the next one. */
export interface PayRunDays {
  /** An invoice that is issued after this day of the month is booked only on that day of the next month. */
  readonly cutOffDay?: number | undefined;
  /** Days of the month (31: the last one) and weekdays (1 for Monday to 7 for Sunday). */
  readonly payRun?:
    | { readonly daysOfMonth?: readonly number[] | undefined; readonly weekdays?: readonly number[] | undefined }
    | undefined;
}

/** Any two pay runs of a month lie no further apart. */
const LONGEST_SEARCH_DAYS = 62;

/**
 * The first pay run that an invoice can meet: on its due date or after it, and not before the customer has booked it.
 * Null when the customer has no pay runs.
 */
export function payRunFor(
  { cutOffDay, payRun }: PayRunDays,
  { issuedOn, dueOn }: { readonly issuedOn: IsoDate; readonly dueOn: IsoDate },
): IsoDate | null {
  const days = payRun?.daysOfMonth ?? [];
  const weekdays = payRun?.weekdays ?? [];
  if (days.length === 0 && weekdays.length === 0) return null;
  const bookedOn = cutOffDay === undefined ? issuedOn : firstDay(issuedOn, (date) => isDayOfMonth(date, cutOffDay));
  const from = bookedOn !== null && bookedOn > dueOn ? bookedOn : dueOn;
  return firstDay(
    from,
    (date) => days.some((day) => isDayOfMonth(date, day)) || (weekdays.length > 0 && weekdays.includes(weekday(date))),
  );
}

function firstDay(from: IsoDate, fits: (date: IsoDate) => boolean): IsoDate | null {
  for (let days = 0; days <= LONGEST_SEARCH_DAYS; days++) {
    const date = addDays(from, days);
    if (fits(date)) return date;
  }
  return null;
}

// A day that a month does not have is its last one.
function isDayOfMonth(date: IsoDate, day: number): boolean {
  const own = Number(date.slice(8));
  return own === day || (own < day && addDays(date, 1).endsWith('-01'));
}
