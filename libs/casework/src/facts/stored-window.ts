import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { SendWindow, Weekday } from '@puntual/domain/calendar/send-window';

/** A window as it is stored: of the days that are closed those that somebody asked about. */
export type StoredWindow = Omit<SendWindow, 'closedDays' | 'openWeekdays'> & {
  readonly closedDays: readonly IsoDate[];
  readonly openWeekdays?: readonly Weekday[];
};

/** The window, with a note of each closed day that somebody asks about: the calendar itself has no end. */
export function watchClosedDays(window: SendWindow): {
  readonly watched: SendWindow;
  readonly closedDays: ReadonlySet<IsoDate>;
} {
  const asked = new Set<IsoDate>();
  const has = (date: IsoDate): boolean => {
    const closed = window.closedDays.has(date);
    if (closed) asked.add(date);
    return closed;
  };
  return { watched: { ...window, closedDays: { has } }, closedDays: asked };
}

/** A window as it is stored. `closedDays`: the closed days that count (`watchClosedDays`). */
export function storeWindow(
  { openWeekdays, closedDays: _calendar, ...hours }: SendWindow,
  closedDays: ReadonlySet<IsoDate>,
): StoredWindow {
  return {
    ...hours,
    closedDays: [...closedDays].sort(),
    ...(openWeekdays ? { openWeekdays: [...openWeekdays].sort() } : {}),
  };
}

/** The window that `storeWindow` stored. */
export function restoreWindow({ openWeekdays, closedDays, ...hours }: StoredWindow): SendWindow {
  return {
    ...hours,
    closedDays: new Set(closedDays),
    ...(openWeekdays ? { openWeekdays: new Set(openWeekdays) } : {}),
  };
}
