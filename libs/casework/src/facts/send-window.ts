import { createRequire } from 'node:module';
import Holidays from 'date-holidays';
import { addDays, type EpochMs, type IsoDate } from '@puntual/domain/calendar/dates';
import { isClosingDay, type ClosingDays } from '@puntual/domain/calendar/closing-days';
import { isOpenDay, type SendWindow, type Weekday } from '@puntual/domain/calendar/send-window';
import { closesHolidays, type ContactCaps } from '@puntual/domain/caps/contact-caps';
import { lawfulWindow, stepChannels } from '@puntual/domain/caps/lawful-window';
import { minuteOfDay, type Policy } from '@puntual/domain/policy/policy';

const require = createRequire(import.meta.url);
const { version } = require('date-holidays/package.json') as { readonly version: string };
const { data } = require('date-holidays/data') as { readonly data: { readonly version: string } };

/** Where the holidays come from: shown with the plan and in the documents. `dataVersion` is the day on which the data were put together. */
export const HOLIDAY_DATA = {
  name: 'date-holidays',
  version,
  dataVersion: data.version,
  licence: 'CC-BY-SA-3.0',
  url: 'https://github.com/commenthol/date-holidays',
  attribution: `Holidays: date-holidays ${version} (data of ${data.version}), CC BY-SA 3.0, after Wikipedia`,
} as const;

/** A day that is closed by law or custom of a country or region, with its name. */
export interface Holiday {
  readonly on: IsoDate;
  readonly name: { readonly en: string; readonly es: string };
}

/** A part of a country that has holidays of its own: ISO 3166-2 code and local name. */
export interface HolidayRegion {
  readonly region: string;
  readonly name: string;
}

/** Whose days count besides the policy's own rules. */
export interface CustomerCalendar {
  /** The customer's part of the country, ISO 3166-2 (`ES-MD`); null: only what holds in the whole country. */
  readonly region?: string | null;
  readonly organization?: { readonly country: string; readonly region: string | null; readonly closing: ClosingDays };
  /** The law that protects this customer: its hours and weekdays narrow the policy's, and it may close holidays whatever the policy says. */
  readonly law?: ContactCaps;
}

/** Why a day is closed. */
export type Closure =
  | { readonly kind: 'weekday' }
  | { readonly kind: 'closing-day' }
  | { readonly kind: 'holiday'; readonly name: Holiday['name'] };

// A process meets a few dozen countries and a few years of each; beyond that, memory is given back.
const MAX_KEPT = 2000;
const kept = new Map<string, readonly Holiday[]>();
const windows = new Map<string, SendWindow>();

/**
 * The public and bank holidays of a country (ISO 3166) and, when known, its region (ISO 3166-2), in the order of their days: each day of
 * a holiday of several, and the day that stands in for one on a weekend. Half a holiday counts as one. An unknown region has those of the country; a
 * country without data has none.
 */
export function holidaysOf(country: string, region: string | null, year: number): readonly Holiday[] {
  return remember(kept, `${country}/${region ?? ''}/${year}`, () => {
    // The last days of a holiday may lie in the year after the one it began in.
    const days = [year - 1, year]
      .flatMap((each) => readYear(country, region, each))
      .filter((holiday) => holiday.on.startsWith(`${year}-`));
    return days.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  });
}

/** The regions of a country whose holidays are known, to choose from. Total. */
export function holidayRegionsOf(country: string): readonly HolidayRegion[] {
  const states = (new Holidays().getStates(country) ?? {}) as Record<string, string>;
  return Object.entries(states).map(([code, name]) => ({ region: `${country}-${code}`, name }));
}

/**
 * The send window of a policy in a customer's country and time zone, as the law leaves it. The holidays of last year to two years ahead of `now` are at hand; those of any other
 * year are looked up when a day of it is asked for, so that no case outlives its calendar.
 */
export function sendWindowOf(
  policy: Policy,
  country: string,
  timeZone: string,
  now: EpochMs,
  calendar: CustomerCalendar = {},
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
  return remember(windows, key, () => {
    const days = (each: number) =>
      new Set(places.flatMap((place) => holidaysOf(place.country, place.region, each).map((holiday) => holiday.on)));
    const near = new Set([year - 1, year, year + 1, year + 2].flatMap((each) => [...days(each)]));
    const first = `${year - 1}-01-01`;
    const last = `${year + 2}-12-31`;
    // Single days are looked up, not gone through: the simulator asks for millions.
    const single = new Set(closing?.days);
    const yearly = closing?.ranges.length ? { days: [], ranges: closing.ranges } : null;
    const isHoliday = (date: IsoDate) =>
      (date >= first && date <= last ? near : days(Number(date.slice(0, 4)))).has(date);
    return hoursOf(policy, timeZone, calendar, {
      has: (date) => isHoliday(date) || single.has(date) || (yearly !== null && isClosingDay(date, yearly)),
    });
  });
}

/** Why `date` is closed in the window that `sendWindowOf` makes of the same arguments; null when it is open. A holiday comes with its name. */
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

// What of the law the window depends on: the rows of its hours, and the channels that the policy uses.
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
      // Without an organization at hand the debtor's holidays are the nearest there is: a day too many is better than a message on a holiday.
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

// The days of the holidays that begin in a year. Names fall back from Spanish to English, then to the country's own.
function readYear(country: string, region: string | null, year: number): Holiday[] {
  const state = region?.startsWith(`${country}-`) ? region.slice(country.length + 1) : undefined;
  const read = (languages: string[]) => {
    const holidays =
      state === undefined ? new Holidays(country, { languages }) : new Holidays(country, state, { languages });
    return holidays.getHolidays(year).filter((holiday) => holiday.type === 'public' || holiday.type === 'bank');
  };
  const spanish = new Map(read(['es', 'en']).map((holiday) => [`${holiday.date} ${holiday.rule}`, holiday.name]));
  return read(['en']).flatMap((holiday) => {
    const name = { en: holiday.name, es: spanish.get(`${holiday.date} ${holiday.rule}`) ?? holiday.name };
    const first = holiday.date.slice(0, 10);
    // From the midnight before it begins to its end, in days; a change of the clock makes one of them an hour longer or shorter.
    const hours = Number(holiday.date.slice(11, 13)) + (holiday.end.getTime() - holiday.start.getTime()) / 3_600_000;
    return Array.from({ length: Math.max(1, Math.round(hours / 24)) }, (_, index) => ({
      on: addDays(first, index),
      name,
    }));
  });
}

function remember<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  if (map.size >= MAX_KEPT) map.clear();
  const made = make();
  map.set(key, made);
  return made;
}
