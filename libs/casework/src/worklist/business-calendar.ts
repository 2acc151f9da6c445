import type { IsoDate } from '@puntual/domain/calendar/dates';
import { isClosingDay, type ClosingDays } from '@puntual/domain/calendar/closing-days';
import type { BusinessCalendar } from '@puntual/domain/worklist/task-deadline';
import { holidaysOf } from '../facts/holidays.ts';

/** The days on which an organization does not work: weekends, the holidays of its country, its closing days. */
export function businessCalendar(country: string, closing: ClosingDays): BusinessCalendar {
  const years = new Map<string, ReadonlySet<IsoDate>>();
  const holidays = (year: string) => {
    const known = years.get(year) ?? new Set(holidaysOf(country, null, Number(year)).map(({ on }) => on));
    years.set(year, known);
    return known;
  };
  return { closedDays: { has: (date) => holidays(date.slice(0, 4)).has(date) || isClosingDay(date, closing) } };
}
