import { isOpenDay, type SendWindow, type Weekday } from './send-window.ts';

/**
 * The window for one message that several policies ask for, all of them in the customer's time zone: a day is open when
 * it is open in each window, the hours are those that all have in common, and the quiet hours of each are quiet. Where
 * weekdays or hours have nothing in common, those of the first window count (policies that contradict each other move a
 * message, they do not silence it for ever); closed days stay closed. Throws without a window.
 */
export function commonWindow([first, ...others]: readonly SendWindow[]): SendWindow {
  if (!first) throw new Error('a window needs a policy');
  return others.reduce((common, next) => {
    if (next === common) return common;
    const fromMinute = Math.max(common.fromMinute, next.fromMinute);
    const toMinute = Math.min(common.toMinute, next.toMinute);
    const shared = EVERY_DAY.filter((day) => opensOn(day, common) && opensOn(day, next));
    return {
      ...common,
      ...(fromMinute < toMinute ? { fromMinute, toMinute } : {}),
      ...(shared.length > 0 ? { openWeekdays: new Set(shared) } : {}),
      closedDays: { has: (date) => common.closedDays.has(date) || next.closedDays.has(date) },
      ...(common.quiet || next.quiet ? { quiet: [...(common.quiet ?? []), ...(next.quiet ?? [])] } : {}),
    };
  }, first);
}

const EVERY_DAY: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const NOTHING_CLOSED = { has: () => false };

// 2024-01-01 was a Monday.
function opensOn(day: Weekday, window: SendWindow): boolean {
  return isOpenDay(`2024-01-0${day}`, { ...window, closedDays: NOTHING_CLOSED });
}
