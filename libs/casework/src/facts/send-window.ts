import type { EpochMs, IsoDate } from '@puntual/domain/calendar/dates';
import { isClosingDay, type ClosingDays } from '@puntual/domain/calendar/closing-days';
import { isOpenDay, type SendWindow, type Weekday } from '@puntual/domain/calendar/send-window';
import { closesHolidays, type ContactCaps } from '@puntual/domain/caps/contact-caps';
import { lawfulWindow, stepChannels } from '@puntual/domain/caps/lawful-window';
import type { Policy } from '@puntual/domain/policy/policy';
import { holidaysOf, type Holiday } from './holidays.ts';
import { rememberIn } from './remember-in.ts';
import { minuteOfDay } from '@puntual/domain/policy/vocabulary';

/** What narrows a customer's send window besides the policy's own calendar: holidays, closing days and the law. */
export interface CustomerCalendar {
  /** The customer's region, ISO 3166-2 (`ES-MD`); null: only the holidays of the whole country count. */
  readonly region?: string | null;
  readonly organization?: { readonly country: string; readonly region: string | null; readonly closing: ClosingDays };
  /**
   * The law that protects the customer. Its hours and weekdays narrow those of the policy, and it may close holidays
   * that the policy leaves open.
   */
  readonly law?: ContactCaps;
}

/** Why a day is closed. */
export type Closure =
  | { readonly kind: 'weekday' }
  | { readonly kind: 'closing-day' }
  | { readonly kind: 'holiday'; readonly name: Holiday['name'] };

/** Where a customer is, and what narrows the customer's send window there. */
export interface CustomerPlace {
  readonly country: string;
  readonly timeZone: string;
  readonly calendar?: CustomerCalendar;
}

/** Most windows that are kept in memory. */
const MOST_KEPT = 2000;
const windows = new Map<string, SendWindow>();

/**
 * The send window of a policy for a customer. The window holds the holidays from one year before `now` to two years
 * after it; holidays of other years are computed when a day of such a year is tested.
 */
export function sendWindowOf(
  policy: Policy,
  { country, timeZone, calendar = {} }: CustomerPlace,
  now: EpochMs,
): SendWindow {
  const year = new Date(now).getUTCFullYear();
  const { holidays, window, weekdays } = policy.calendar;
  const places = placesOf(policy, country, calendar);
  const closing = closingOf(policy, calendar);
  const key = JSON.stringify([
    holidays,
    window,
    weekdays,
    places,
    closing,
    timeZone,
    year,
    hoursOfLaw(policy, calendar),
  ]);
  return rememberIn(windows, MOST_KEPT, key, () => {
    const days = (each: number) =>
      new Set(places.flatMap((place) => holidaysOf(place.country, place.region, each).map((holiday) => holiday.on)));
    const near = new Set([year - 1, year, year + 1, year + 2].flatMap((each) => [...days(each)]));
    const first = `${year - 1}-01-01`;
    const last = `${year + 2}-12-31`;
    // Sets, because the simulator tests millions of days.
    const single = new Set(closing?.days);
    const yearly = closing?.ranges.length ? { days: [], ranges: closing.ranges } : null;
    const isHoliday = (date: IsoDate) =>
      (date >= first && date <= last ? near : days(Number(date.slice(0, 4)))).has(date);
    return hoursOf(policy, timeZone, calendar, {
      has: (date) => isHoliday(date) || single.has(date) || (yearly !== null && isClosingDay(date, yearly)),
    });
  });
}

/**
 * Why `date` is closed in the window that `sendWindowOf` returns for the same policy and customer, with the name of a
 * holiday; null when the day is open.
 */
export function closureOf(
  date: IsoDate,
  policy: Policy,
  country: string,
  calendar: CustomerCalendar = {},
): Closure | null {
  for (const place of placesOf(policy, country, calendar)) {
    const holiday = holidaysOf(place.country, place.region, Number(date.slice(0, 4))).find(({ on }) => on === date);
    if (holiday) return { kind: 'holiday', name: holiday.name };
  }
  const closing = closingOf(policy, calendar);
  if (closing && isClosingDay(date, closing)) return { kind: 'closing-day' };
  return isOpenDay(date, hoursOf(policy, 'UTC', calendar, { has: () => false })) ? null : { kind: 'weekday' };
}

// The policy's hours and weekdays, narrowed by the law.
function hoursOf(
  { calendar: { window, weekdays }, steps }: Policy,
  timeZone: string,
  { law }: CustomerCalendar,
  closedDays: SendWindow['closedDays'],
): SendWindow {
  const own = {
    timeZone,
    fromMinute: minuteOfDay(window[0]),
    toMinute: minuteOfDay(window[1]),
    openWeekdays: new Set(weekdays as Weekday[]),
    closedDays,
  };
  return law ? lawfulWindow(own, { steps }, law) : own;
}

// The part of the law that the window depends on: the rules about hours, and the channels that the policy uses.
function hoursOfLaw(policy: Policy, { law }: CustomerCalendar): readonly string[] {
  const rows = law?.rows.filter((row) => row.rule.kind === 'hours') ?? [];
  return rows.length === 0 ? [] : [...rows.map((row) => row.id), ...new Set(policy.steps.flatMap(stepChannels))];
}

interface Place {
  readonly country: string;
  readonly region: string | null;
}

// The places whose holidays close a day.
function placesOf(
  policy: Policy,
  country: string,
  { region = null, organization, law }: CustomerCalendar,
): readonly Place[] {
  const debtor = { country, region };
  const holidaysByLaw = law !== undefined && closesHolidays(law);
  switch (policy.calendar.holidays) {
    case 'debtor-country':
      return [debtor];
    case 'organization-country': {
      // When the organization is not known, the debtor's holidays replace its own: one closed day too many is better
      // than a message on a holiday.
      const creditor = organization ? { country: organization.country, region: organization.region } : debtor;
      return holidaysByLaw ? [creditor, debtor] : [creditor];
    }
    case 'none':
      return holidaysByLaw ? [debtor] : [];
  }
}

function closingOf(policy: Policy, calendar: CustomerCalendar): ClosingDays | null {
  return policy.calendar.closingDays ? (calendar.organization?.closing ?? null) : null;
}
