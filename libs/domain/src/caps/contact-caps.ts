import type { IsoDate } from '../calendar/dates.ts';
import type { SendWindow, Weekday } from '../calendar/send-window.ts';
import { CAP_ROWS, COUNTRIES_WITHOUT_CAPS } from './cap-rows.ts';
import type { CapRow } from './cap-rule.ts';
import type { ContactChannel, CustomerKind } from '../policy/vocabulary.ts';

/**
 * The rules that protect a customer on a day. `not-looked-at` is no leave to do anything: nobody has read that
 * country's law yet.
 */
export interface ContactCaps {
  readonly country: string;
  readonly kind: CustomerKind;
  readonly on: IsoDate;
  readonly status: 'capped' | 'no-caps' | 'not-looked-at';
  readonly rows: readonly CapRow[];
}

/**
 * The caps in force on `on` for customers of `kind` in `country` (ISO 3166). Total; it never guesses from a neighbour.
 */
export function contactCaps(country: string, kind: CustomerKind, on: IsoDate): ContactCaps {
  const rows = CAP_ROWS.filter(
    (row) => row.country === country && row.kind === kind && row.from <= on && (row.to === null || on <= row.to),
  );
  const without = COUNTRIES_WITHOUT_CAPS.some((known) => known.country === country && known.kind === kind);
  return { country, kind, on, status: rows.length > 0 ? 'capped' : without ? 'no-caps' : 'not-looked-at', rows };
}

/** Whether the law closes public holidays for contact, whatever the policy says. */
export function closesHolidays(caps: ContactCaps): boolean {
  return caps.rows.some((row) => row.rule.kind === 'hours' && row.rule.holidays === 'closed');
}

/**
 * The window in which the caps allow contact on `channel`: weekdays that the law closes are taken away, and what is
 * outside its hours is quiet. Where its hours differ between weekdays that the window opens, the strictest count on all
 * of them. When the law leaves none of the window's weekdays, its own count: a law moves contact, it does not silence a
 * case for ever. Total; the window itself when no rule speaks of the channel.
 */
export function narrowWindow(window: SendWindow, caps: ContactCaps, channel: ContactChannel): SendWindow {
  let narrowed = window;
  for (const { rule } of caps.rows) {
    if (rule.kind !== 'hours' || !rule.channels.includes(channel)) continue;
    const lawful = rule.open.flatMap((hours) => hours.weekdays);
    const wanted = lawful.filter((weekday) => (narrowed.openWeekdays ?? MONDAY_TO_FRIDAY).has(weekday));
    const openWeekdays = new Set(wanted.length > 0 ? wanted : lawful);
    const open = rule.open.filter((hours) => hours.weekdays.some((weekday) => openWeekdays.has(weekday)));
    // What is left between the latest opening and the earliest closing; the rest of the day, over midnight, is quiet.
    const quiet = {
      fromMinute: Math.min(...open.map((hours) => hours.toMinute)),
      toMinute: Math.max(...open.map((hours) => hours.fromMinute)),
    };
    narrowed = { ...narrowed, openWeekdays, quiet: [...(narrowed.quiet ?? []), quiet] };
  }
  return narrowed;
}

const MONDAY_TO_FRIDAY: ReadonlySet<Weekday> = new Set([1, 2, 3, 4, 5]);
