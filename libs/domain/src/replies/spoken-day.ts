import { addDays, daysBetween, type IsoDate } from '../calendar/dates.ts';
import { dayNumber, weekdayOfDay } from '../calendar/civil.ts';

/** How a text is read. */
export interface SpokenAs {
  /** The day on which it was written, where it was written. */
  readonly today: IsoDate;
  /** Whether `12/5` is the fifth of December, as in the United States. */
  readonly monthFirst: boolean;
}

/** A day that a text names, and where it names it. */
export interface SpokenDay {
  readonly on: IsoDate;
  readonly at: number;
}

/** A day that is further from today is no day that anybody means. */
const FURTHEST_DAYS = 370;

const MONTHS =
  'enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre|' +
  'january|february|march|april|may|june|july|august|september|october|november|december|' +
  'jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|ene|abr|ago|dic';
const WEEKDAYS =
  'lunes|martes|miercoles|jueves|viernes|sabado|domingo|' + 'monday|tuesday|wednesday|thursday|friday|saturday|sunday';
const COUNTS: Readonly<Record<string, number>> = {
  un: 1,
  una: 1,
  one: 1,
  a: 1,
  dos: 2,
  two: 2,
  tres: 3,
  three: 3,
  cuatro: 4,
  four: 4,
  cinco: 5,
  five: 5,
  diez: 10,
  ten: 10,
  quince: 15,
};

/**
 * The days that a text in English or Spanish names, in its order, each place once. A vague word ("next week", "soon",
 * "a principios de mes") names none, nor does a day that does not exist. Pure and total.
 */
export function spokenDays(text: string, as: SpokenAs): readonly SpokenDay[] {
  const plain = plainOf(text);
  const found: { readonly on: IsoDate; readonly at: number; readonly end: number }[] = [];
  for (const { pattern, day } of RULES)
    for (const match of plain.matchAll(pattern)) {
      const end = match.index + match[0].length;
      // The rules stand in order: a later one reads nothing in what an earlier one has read.
      if (found.some((each) => match.index < each.end && each.at < end)) continue;
      const on = day(match, as);
      if (on !== null && Math.abs(daysBetween(as.today, on)) <= FURTHEST_DAYS) found.push({ on, at: match.index, end });
    }
  return found.sort((a, b) => a.at - b.at).map(({ on, at }) => ({ on, at }));
}

interface Rule {
  readonly pattern: RegExp;
  readonly day: (match: RegExpExecArray, as: SpokenAs) => IsoDate | null;
}

const END_OF =
  '(?:a |al |a el |hasta |para |by |at |before )?(?:the )?(?:fin|final|finales|end)(?: de| del| of)?(?: the)?';

const RULES: readonly Rule[] = [
  { pattern: /\b(\d{4})-(\d{2})-(\d{2})\b/g, day: ([, y, m, d]) => dayOf(Number(y), Number(m), Number(d)) },
  { pattern: /\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b/g, day: numericDay },
  // Without a year only with a slash: "15.12" may be an amount.
  { pattern: /(?<![\d/.,-])(\d{1,2})\/(\d{1,2})(?![\d/]|[.,]\d)/g, day: numericDay },
  {
    pattern: new RegExp(
      `\\b(\\d{1,2})(?:st|nd|rd|th|o)?(?: de| of)? (${MONTHS})\\b\\.?(?:,? (?:de |del )?(\\d{4}))?`,
      'g',
    ),
    day: ([, d, month, y], as) => inYear(y, monthOf(month), Number(d), as),
  },
  {
    pattern: new RegExp(`\\b(${MONTHS})\\.? (\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? (\\d{4}))?`, 'g'),
    day: ([, month, d, y], as) => inYear(y, monthOf(month), Number(d), as),
  },
  {
    pattern: new RegExp(`\\b${END_OF} (?:next month|(?:el )?(?:mes que viene|proximo mes|mes proximo))\\b`, 'g'),
    day: (_, as) => endOfMonth(addDays(endOfMonth(as.today), 1)),
  },
  {
    pattern: new RegExp(`\\b${END_OF} (?:(?:este |this |present |presente )?(mes|month)|(${MONTHS}))\\b`, 'g'),
    day: ([, month, named], as) => (month ? endOfMonth(as.today) : endOfNamed(monthOf(named), as)),
  },
  { pattern: /\b(?:month[ -]end)\b/g, day: (_, as) => endOfMonth(as.today) },
  { pattern: /\b(?:by |at )?(?:the )?end of (?:the |this )?week\b/g, day: (_, as) => comingWeekday(5, as.today, 0) },
  { pattern: /\bpasado manana\b|\b(?:the )?day after tomorrow\b/g, day: (_, { today }) => addDays(today, 2) },
  // "Por la mañana", "de la mañana" and "esta mañana" are hours.
  {
    pattern: /(?<!\b(?:la|esta|cada|toda la|las) )\bmanana\b|\btomorrow\b/g,
    day: (_, { today }) => addDays(today, 1),
  },
  { pattern: /\bhoy(?: mismo)?\b|\btoday\b/g, day: (_, { today }) => today },
  {
    pattern: new RegExp(`\\b(${WEEKDAYS}) (?:de la )?(?:semana que viene|proxima semana|semana proxima)\\b`, 'g'),
    day: ([, weekday], { today }) => weekdayOfNextWeek(weekdayOf(weekday), today),
  },
  {
    pattern: new RegExp(`\\bnext (${WEEKDAYS})\\b|\\b(${WEEKDAYS}) (?:next week|of next week)\\b`, 'g'),
    day: ([, next, of], { today }) => weekdayOfNextWeek(weekdayOf(next ?? of), today),
  },
  // "Los viernes" and "every Friday" are habits.
  {
    pattern: new RegExp(`(?<!\\b(?:los|cada|every|last|pasado|each) )\\b(${WEEKDAYS})\\b(?! pasado)`, 'g'),
    day: ([, weekday], { today }) => comingWeekday(weekdayOf(weekday), today, 1),
  },
  {
    pattern:
      /\b(?:en|dentro de|in|within) (\d{1,3}|[a-z]{1,6}) (dias?|days?|semanas?|weeks?)\b(?! habiles| laborables)/g,
    day: ([, count = '', unit = ''], { today }) => {
      const days = /^\d+$/.test(count) ? Number(count) : COUNTS[count];
      return days === undefined ? null : addDays(today, days * (/^(semana|week)/.test(unit) ? 7 : 1));
    },
  },
  {
    pattern:
      /\b(?:el |del )?dia (\d{1,2})\b|\b(?:the )(\d{1,2})(?:st|nd|rd|th)\b|\b(?:by|on) (\d{1,2})(?:st|nd|rd|th)\b/g,
    day: ([, es, en, by], as) => comingDay(Number(es ?? en ?? by), as.today),
  },
];

// The text in lower case and without accents, with as many characters, so that places stay.
function plainOf(text: string): string {
  return [...text]
    .map((char) => {
      const bare = char
        .normalize('NFD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase();
      return bare.length === char.length ? bare : char;
    })
    .join('')
    .replace(/\s/g, ' ');
}

function dayOf(year: number, month: number, day: number): IsoDate | null {
  if (!(month >= 1 && month <= 12 && day >= 1 && year >= 2000 && year <= 2200)) return null;
  const on = `${year}-${two(month)}-${two(day)}`;
  return day <= 28 || on <= lastOfMonth(year, month) ? on : null;
}

function lastOfMonth(year: number, month: number): IsoDate {
  return addDays(month === 12 ? `${year + 1}-01-01` : `${year}-${two(month + 1)}-01`, -1);
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}

function numericDay([, first, second, year]: RegExpExecArray, as: SpokenAs): IsoDate | null {
  const [a, b] = [Number(first), Number(second)];
  const [day, month] = as.monthFirst ? [b, a] : [a, b];
  // 12/25 is a day in one order only.
  const [d, m] = month > 12 && day <= 12 ? [month, day] : [day, month];
  return inYear(year === undefined ? undefined : year.length === 2 ? `20${year}` : year, m, d, as);
}

// Without a year, the next such day: one that has just passed is told of, too.
function inYear(year: string | undefined, month: number, day: number, { today }: SpokenAs): IsoDate | null {
  if (year !== undefined) return dayOf(Number(year), month, day);
  const own = dayOf(Number(today.slice(0, 4)), month, day);
  if (own === null || daysBetween(own, today) <= 60) return own;
  return dayOf(Number(today.slice(0, 4)) + 1, month, day);
}

function endOfMonth(date: IsoDate): IsoDate {
  return lastOfMonth(Number(date.slice(0, 4)), Number(date.slice(5, 7)));
}

function endOfNamed(month: number, as: SpokenAs): IsoDate | null {
  const first = inYear(undefined, month, 1, as);
  return first && endOfMonth(first);
}

function comingDay(day: number, today: IsoDate): IsoDate | null {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const own = dayOf(year, month, day);
  if (own !== null && own >= today) return own;
  return month === 12 ? dayOf(year + 1, 1, day) : dayOf(year, month + 1, day);
}

function comingWeekday(weekday: number, today: IsoDate, least: 0 | 1): IsoDate {
  const ahead = (weekday - weekdayOfDay(dayNumber(today)) + 7) % 7;
  return addDays(today, ahead < least ? ahead + 7 : ahead);
}

function weekdayOfNextWeek(weekday: number, today: IsoDate): IsoDate {
  return addDays(today, 7 - weekdayOfDay(dayNumber(today)) + weekday);
}

function monthOf(name = ''): number {
  const known = MONTH_STARTS.findIndex((starts) => starts.some((start) => name.startsWith(start)));
  return known + 1;
}

const MONTH_STARTS: readonly (readonly string[])[] = [
  ['ene', 'jan'],
  ['feb'],
  ['mar'],
  ['abr', 'apr'],
  ['may'],
  ['jun'],
  ['jul'],
  ['ago', 'aug'],
  ['sep', 'set'],
  ['oct'],
  ['nov'],
  ['dic', 'dec'],
];

function weekdayOf(name = ''): number {
  return (WEEKDAYS.split('|').indexOf(name) % 7) + 1;
}
