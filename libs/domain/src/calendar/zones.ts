import { Temporal } from 'temporal-polyfill';

/** A stretch of time whose offsets from UTC are known: the one it begins with, and each change inside it. */
interface Slice {
  readonly offsetMs: number;
  readonly changes: readonly { readonly at: number; readonly offsetMs: number }[];
}

// About half a year: most slices hold one change at most, and a number finds its slice by division.
const SLICE_MS = 2 ** 34;
// Room for more zones than IANA names, with 100 years of each. Only meaningless input needs more; the cache is emptied
// then.
const MAX_ZONES = 1000;
const MAX_SLICES = 200;

const zones = new Map<string, Map<number, Slice>>();

/**
 * Milliseconds that the wall clock of `timeZone` (IANA name) is ahead of UTC at the instant `at` (milliseconds since
 * 1970). The time zone data are the runtime's, read once for each half-year of a zone. Throws a RangeError for an
 * unknown zone and for an `at` that is no whole number of milliseconds.
 */
export function offsetAt(at: number, timeZone: string): number {
  if (!Number.isInteger(at)) throw new RangeError(`not an instant in whole milliseconds: ${at}`);
  const index = Math.floor(at / SLICE_MS);
  const slice = zones.get(timeZone)?.get(index) ?? readSlice(index, timeZone);
  let offsetMs = slice.offsetMs;
  for (const change of slice.changes) {
    if (at < change.at) break;
    offsetMs = change.offsetMs;
  }
  return offsetMs;
}

function readSlice(index: number, timeZone: string): Slice {
  const end = (index + 1) * SLICE_MS;
  const start = Temporal.Instant.fromEpochMilliseconds(index * SLICE_MS).toZonedDateTimeISO(timeZone);
  const changes = [];
  for (
    let next = start.getTimeZoneTransition('next');
    next && next.epochMilliseconds < end;
    next = next.getTimeZoneTransition('next')
  ) {
    changes.push({ at: next.epochMilliseconds, offsetMs: offsetOf(next) });
  }
  const slice = { offsetMs: offsetOf(start), changes };
  remember(index, timeZone, slice);
  return slice;
}

function remember(index: number, timeZone: string, slice: Slice): void {
  let slices = zones.get(timeZone);
  if (!slices) {
    if (zones.size >= MAX_ZONES) zones.clear();
    slices = new Map();
    zones.set(timeZone, slices);
  }
  if (slices.size >= MAX_SLICES) slices.clear();
  slices.set(index, slice);
}

const offsetOf = (time: Temporal.ZonedDateTime): number => Math.round(time.offsetNanoseconds / 1e6);
