import Holidays from 'date-holidays';
import { minuteOfDay, type Policy } from '@puntual/domain/policy/policy';
import type { SendWindow } from '@puntual/domain/calendar/send-window';

const byCountryYear = new Map<string, readonly string[]>();

/** Public holidays of a country (ISO 3166) in a year, as days; a country without data has none. Data: date-holidays (CC-BY-3.0). */
export function holidaysOf(country: string, year: number): readonly string[] {
  const key = `${country}/${year}`;
  let days = byCountryYear.get(key);
  if (!days) {
    days = new Holidays(country).getHolidays(year).filter((holiday) => holiday.type === 'public').map((holiday) => holiday.date.slice(0, 10));
    byCountryYear.set(key, days);
  }
  return days;
}

const windows = new Map<string, SendWindow>();

/** The send window of a policy in a customer's country and time zone, with the holidays of last year to two years ahead of `now`. */
export function sendWindowOf(policy: Policy, country: string, timeZone: string, now: number): SendWindow {
  const year = new Date(now).getUTCFullYear();
  const key = `${policy.key}/${policy.version}/${country}/${timeZone}/${year}`;
  let window = windows.get(key);
  if (!window) {
    const closed = policy.calendar.holidays === 'none' ? [] : [year - 1, year, year + 1, year + 2].flatMap((each) => holidaysOf(country, each));
    window = { timeZone, fromMinute: minuteOfDay(policy.calendar.window[0]), toMinute: minuteOfDay(policy.calendar.window[1]), closedDays: new Set(closed) };
    windows.set(key, window);
  }
  return window;
}
