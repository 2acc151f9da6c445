import Holidays from 'date-holidays';
import { addDays, type IsoDate } from '@puntual/domain/calendar/dates';
import { type Language, LANGUAGES } from '@puntual/domain/language/languages';
import { rememberIn } from './remember-in.ts';

/** A public or bank holiday of a country or region. */
export interface Holiday {
  readonly on: IsoDate;
  readonly name: Readonly<Record<Language, string>>;
}

/** Most years of countries whose holidays are kept in memory. A process needs a few years of a few dozen countries. */
const MOST_KEPT = 2000;
const kept = new Map<string, readonly Holiday[]>();

/**
 * The public and bank holidays of a country (ISO 3166) and region (ISO 3166-2; null: only those of the whole country)
 * in a year, ordered by day. A holiday of several days gives each of its days, a holiday on a weekend also its
 * substitute day, and half a holiday counts as a whole one. An unknown region has the holidays of its country; a
 * country without data has none. Never throws.
 */
export function holidaysOf(country: string, region: string | null, year: number): readonly Holiday[] {
  return rememberIn(kept, MOST_KEPT, `${country}/${region ?? ''}/${year}`, () => {
    // A holiday that begins in one year may end in the next.
    const days = [year - 1, year]
      .flatMap((each) => readYear(country, region, each))
      .filter((holiday) => holiday.on.startsWith(`${year}-`));
    return days.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  });
}

// The days of the holidays that begin in the year. A name that is missing in a language is given in English, or else in
// the country's language.
function readYear(country: string, region: string | null, year: number): Holiday[] {
  const state = region?.startsWith(`${country}-`) ? region.slice(country.length + 1) : undefined;
  const read = (languages: string[]) => {
    const holidays =
      state === undefined ? new Holidays(country, { languages }) : new Holidays(country, state, { languages });
    return holidays.getHolidays(year).filter((holiday) => holiday.type === 'public' || holiday.type === 'bank');
  };
  const names = LANGUAGES.map(
    (language) =>
      [language, new Map(read([language, 'en']).map((day) => [`${day.date} ${day.rule}`, day.name]))] as const,
  );
  return read(['en']).flatMap((holiday) => {
    const key = `${holiday.date} ${holiday.rule}`;
    const name = Object.fromEntries(
      names.map(([language, named]) => [language, named.get(key) ?? holiday.name]),
    ) as Record<Language, string>;
    const first = holiday.date.slice(0, 10);
    // Whole days, from the midnight before the holiday begins to its end. A change of daylight saving time makes one
    // day an hour longer or shorter.
    const hours = Number(holiday.date.slice(11, 13)) + (holiday.end.getTime() - holiday.start.getTime()) / 3_600_000;
    return Array.from({ length: Math.max(1, Math.round(hours / 24)) }, (_, index) => ({
      on: addDays(first, index),
      name,
    }));
  });
}
