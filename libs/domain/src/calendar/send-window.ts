import { dateOfDay, dayNumber, weekdayOfDay } from './civil.ts';
import { addDays, instantAt, localDate, localMinute, type EpochMs, type IsoDate } from './dates.ts';

/** 1 for Monday to 7 for Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/**
 * Minutes since local midnight, from `fromMinute` to before `toMinute`; over midnight when it ends before it begins
 * (21:00 to 08:00).
 */
export interface MinuteRange {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/**
 * Answers whether a day is closed: a set of days, or a calendar that computes a year at the first question about it.
 */
export interface ClosedDays {
  has(date: IsoDate): boolean;
}

/** When a customer may be contacted, in their own time zone. */
export interface SendWindow {
  readonly timeZone: string;
  /** Minutes since local midnight: opens at `fromMinute`, closes at `toMinute` (exclusive). */
  readonly fromMinute: number;
  readonly toMinute: number;
  /**
   * Public holidays and closing days (`YYYY-MM-DD`); weekdays outside of `openWeekdays` are closed without being
   * listed.
   */
  readonly closedDays: ClosedDays;
  /** Monday to Friday when absent. */
  readonly openWeekdays?: ReadonlySet<Weekday>;
  /** Hours in which the law or the customer forbids contact; the window never includes them. */
  readonly quiet?: readonly MinuteRange[];
}

/** Where a step moves whose day is closed. */
export type Roll = 'next-business-day' | 'previous-business-day' | 'none';

/** The part of the window over which customers are spread, so that not all messages leave at opening time. */
const SPREAD_MINUTES = 120;
/** No calendar is closed longer than this without a break; a longer search means a broken calendar. */
export const LONGEST_CLOSURE_DAYS = 60;
const DAY_MINUTES = 1440;

/**
 * Whether people work on `date`: one of the open weekdays (Monday to Friday unless the window says otherwise), not a
 * closed day.
 */
export function isOpenDay(date: IsoDate, window: SendWindow): boolean {
  return isOpenWeekday(weekdayOfDay(dayNumber(date)), window) && !window.closedDays.has(date);
}

/** `date` itself when open, else the next open day. Throws a RangeError if 60 days in a row are closed. */
export function nextOpenDay(date: IsoDate, window: SendWindow): IsoDate {
  return searchOpenDay(date, 1, window) ?? neverOpens(date);
}

/** The day that is `count` open days after `date` (0: the next open day from `date` on). */
export function addOpenDays(date: IsoDate, count: number, window: SendWindow): IsoDate {
  let day = nextOpenDay(date, window);
  for (let left = count; left > 0; left--) day = nextOpenDay(addDays(day, 1), window);
  return day;
}

/**
 * The day on which something planned for `date` happens.
 * - `next-business-day`: `date` when open, else the next open day.
 * - `previous-business-day`: `date` when open, else the last open day before it. It never goes back past `notBefore`:
 * when that open day
 * lies before it, the day rolls forward. A step on or after the due date passes its own day as `notBefore`, for nobody
 * is chased
 * earlier than the policy says; only a courtesy before the due date may come sooner (it passes the day the invoice was
 * known).
 * - `none`: `date` as it is. The day counts for the plan and for tasks; a message still needs an open window and waits
 * for it. Throws a RangeError if 60 days in a row are closed.
 */
export function rollDay(date: IsoDate, window: SendWindow, roll: Roll, notBefore?: IsoDate): IsoDate {
  switch (roll) {
    case 'none':
      return date;
    case 'next-business-day':
      return nextOpenDay(date, window);
    case 'previous-business-day': {
      const earlier = searchOpenDay(date, -1, window);
      return earlier !== null && (notBefore === undefined || earlier >= notBefore)
        ? earlier
        : nextOpenDay(date, window);
    }
  }
}

/**
 * The stretches of an open day in which contact is allowed, in order: the window without the quiet hours. When quiet
 * hours leave nothing of the window, the day's other hours count instead: quiet hours move contact, they never silence
 * a case for ever. None when the whole day is quiet.
 */
export function openRanges(window: SendWindow): readonly MinuteRange[] {
  if (!window.quiet?.length) return [window];
  const loud = window.quiet.reduce(withoutQuiet, [{ fromMinute: 0, toMinute: DAY_MINUTES }]);
  const both = loud
    .map((range) => ({
      fromMinute: Math.max(range.fromMinute, window.fromMinute),
      toMinute: Math.min(range.toMinute, window.toMinute),
    }))
    .filter(hasMinutes);
  return both.length > 0 ? both : loud;
}

/**
 * The instant planned for contact on an open `date`: the opening of the day plus a stable jitter of this customer
 * (FNV-1a of `seed`), within the first two hours and inside the first open stretch, so that every plan of one customer
 * falls on the same minute and their cases merge. Throws a RangeError when quiet hours cover the whole day.
 */
export function plannedInstant(date: IsoDate, seed: string, window: SendWindow): EpochMs {
  return instantIn(openRanges(window)[0] ?? neverOpens(date), date, seed, window);
}

/**
 * Whether `at` lies in the window. `toleranceMs` forgives that much before opening and after closing: a fast clock
 * turns a timer that is one real second late into hours, and would find every send outside its window for ever. It is 0
 * at speed 1.
 */
export function isInWindow(at: EpochMs, window: SendWindow, toleranceMs: number): boolean {
  return (
    opensAround(at, window) ||
    (toleranceMs > 0 && (opensAround(at - toleranceMs, window) || opensAround(at + toleranceMs, window)))
  );
}

/**
 * The next instant from `at` on that lies in the window: `at` itself, else the customer's planned instant in the next
 * open stretch, today or on the next open day. A stretch that a change of the clock skips altogether is passed over.
 * Throws a RangeError when 60 days in a row have no open minute.
 */
export function nextInWindow(at: EpochMs, seed: string, window: SendWindow, toleranceMs: number): EpochMs {
  if (isInWindow(at, window, toleranceMs)) return at;
  const today = localDate(at, window.timeZone);
  const ranges = openRanges(window);
  let day = nextOpenDay(today, window);
  for (let tried = 0; tried < LONGEST_CLOSURE_DAYS; tried++) {
    for (const range of ranges) {
      const planned = instantIn(range, day, seed, window);
      if (
        planned >= at &&
        (day > today || localMinute(at, window.timeZone) < range.fromMinute) &&
        opensAround(planned, window)
      )
        return planned;
    }
    day = nextOpenDay(addDays(day, 1), window);
  }
  return neverOpens(today);
}

function isOpenWeekday(weekday: number, window: SendWindow): boolean {
  return window.openWeekdays ? window.openWeekdays.has(weekday as Weekday) : weekday < 6;
}

function searchOpenDay(date: IsoDate, direction: 1 | -1, window: SendWindow): IsoDate | null {
  const first = dayNumber(date);
  for (let tried = 0; tried < LONGEST_CLOSURE_DAYS; tried++) {
    const number = first + tried * direction;
    if (!isOpenWeekday(weekdayOfDay(number), window)) continue;
    const day = tried === 0 ? date : dateOfDay(number);
    if (!window.closedDays.has(day)) return day;
  }
  return null;
}

function neverOpens(date: IsoDate): never {
  throw new RangeError(`the calendar has no open day in ${LONGEST_CLOSURE_DAYS} days from ${date}`);
}

// Quiet hours over midnight are those before it and those after it.
function withoutQuiet(ranges: readonly MinuteRange[], { fromMinute, toMinute }: MinuteRange): MinuteRange[] {
  if (fromMinute === toMinute) return [...ranges];
  if (fromMinute > toMinute)
    return withoutQuiet(withoutQuiet(ranges, { fromMinute: 0, toMinute }), { fromMinute, toMinute: DAY_MINUTES });
  return ranges
    .flatMap((range) => [
      { fromMinute: range.fromMinute, toMinute: Math.min(range.toMinute, fromMinute) },
      { fromMinute: Math.max(range.fromMinute, toMinute), toMinute: range.toMinute },
    ])
    .filter(hasMinutes);
}

const hasMinutes = (range: MinuteRange): boolean => range.fromMinute < range.toMinute;

function instantIn(range: MinuteRange, date: IsoDate, seed: string, window: SendWindow): EpochMs {
  const spread = Math.max(1, Math.min(SPREAD_MINUTES, range.toMinute - range.fromMinute));
  const at = instantAt(date, range.fromMinute + (fnv1a(seed) % spread), window.timeZone);
  // A spring change moves a skipped minute an hour on, which may be after closing: then the opening is taken.
  return localMinute(at, window.timeZone) < range.toMinute ? at : instantAt(date, range.fromMinute, window.timeZone);
}

function opensAround(at: EpochMs, window: SendWindow): boolean {
  const minute = localMinute(at, window.timeZone);
  const opens = (range: MinuteRange) => minute >= range.fromMinute && minute < range.toMinute;
  return openRanges(window).some(opens) && isOpenDay(localDate(at, window.timeZone), window);
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
