import { addDays, instantAt, localDate, localMinute, weekday, type EpochMs, type IsoDate } from './dates.ts';

/** When a customer may be contacted, in their own time zone. */
export interface SendWindow {
  readonly timeZone: string;
  /** Minutes since local midnight: opens at `fromMinute`, closes at `toMinute` (exclusive). */
  readonly fromMinute: number;
  readonly toMinute: number;
  /** Public holidays and closing days (`YYYY-MM-DD`); weekends are closed without being listed. */
  readonly closedDays: ReadonlySet<IsoDate>;
}

/** How much of the window's beginning is used to spread customers, so that nine o'clock is not a storm. */
const SPREAD_MINUTES = 120;
/** No calendar closes longer than this in one go; a longer search means a broken calendar. */
const LONGEST_CLOSURE_DAYS = 60;

/** Whether people work on `date`: not Saturday or Sunday, not a closed day. */
export function isOpenDay(date: IsoDate, window: SendWindow): boolean {
  return weekday(date) < 6 && !window.closedDays.has(date);
}

/** `date` itself when open, else the next open day. Throws a RangeError if 60 days in a row are closed. */
export function nextOpenDay(date: IsoDate, window: SendWindow): IsoDate {
  let day = date;
  for (let tried = 0; tried < LONGEST_CLOSURE_DAYS; tried++) {
    if (isOpenDay(day, window)) return day;
    day = addDays(day, 1);
  }
  throw new RangeError(`the calendar has no open day in ${LONGEST_CLOSURE_DAYS} days from ${date}`);
}

/** The day that is `count` open days after `date` (0: the next open day from `date` on). */
export function addOpenDays(date: IsoDate, count: number, window: SendWindow): IsoDate {
  let day = nextOpenDay(date, window);
  for (let left = count; left > 0; left--) day = nextOpenDay(addDays(day, 1), window);
  return day;
}

/**
 * The instant planned for contact on an open `date`: the window's opening plus a stable jitter of this customer (FNV-1a of `seed`),
 * within the first two hours of the window, so that every plan of one customer falls on the same minute and their cases merge.
 */
export function plannedInstant(date: IsoDate, seed: string, window: SendWindow): EpochMs {
  const spread = Math.max(1, Math.min(SPREAD_MINUTES, window.toMinute - window.fromMinute));
  return instantAt(date, window.fromMinute + (fnv1a(seed) % spread), window.timeZone);
}

/**
 * Whether `at` lies in the window. `toleranceMs` forgives that much before opening and after closing: a fast clock turns a timer
 * that is one real second late into hours, and would find every send outside its window for ever (DESIGN §6). It is 0 at speed 1.
 */
export function isInWindow(at: EpochMs, window: SendWindow, toleranceMs: number): boolean {
  return opensAround(at, window) || (toleranceMs > 0 && (opensAround(at - toleranceMs, window) || opensAround(at + toleranceMs, window)));
}

/** The next instant from `at` on that lies in the window: `at` itself, or the customer's planned instant of the next open day. */
export function nextInWindow(at: EpochMs, seed: string, window: SendWindow, toleranceMs: number): EpochMs {
  if (isInWindow(at, window, toleranceMs)) return at;
  const today = localDate(at, window.timeZone);
  const first = isOpenDay(today, window) && localMinute(at, window.timeZone) < window.fromMinute ? today : nextOpenDay(addDays(today, 1), window);
  return plannedInstant(first, seed, window);
}

function opensAround(at: EpochMs, window: SendWindow): boolean {
  const minute = localMinute(at, window.timeZone);
  return minute >= window.fromMinute && minute < window.toMinute && isOpenDay(localDate(at, window.timeZone), window);
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
