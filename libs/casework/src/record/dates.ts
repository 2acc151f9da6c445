import type { IsoDate } from '@puntual/domain/calendar/dates';

/** A `date` column as the database driver gives it (UTC midnight) as `YYYY-MM-DD`. */
export function isoDate(date: Date): IsoDate {
  return date.toISOString().slice(0, 10);
}

/** A day as a `date` column takes it. */
export function dateColumn(date: IsoDate): Date {
  return new Date(`${date}T00:00:00Z`);
}
