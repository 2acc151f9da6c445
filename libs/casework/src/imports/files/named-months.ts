/** The beginnings of months' names in English and Spanish, in the order of the year. */
const MONTHS: readonly (readonly string[])[] = [
  ['january', 'enero'],
  ['february', 'febrero'],
  ['march', 'marzo'],
  ['april', 'abril'],
  ['may', 'mayo'],
  ['june', 'junio'],
  ['july', 'julio'],
  ['august', 'agosto'],
  ['september', 'septiembre', 'setiembre'],
  ['october', 'octubre'],
  ['november', 'noviembre'],
  ['december', 'diciembre'],
];

interface WrittenDay {
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

// "15 jul 2026", "15-jul-26", "15. Jul. 2026", "1st of March 2026", "15 de julio de 2026".
const DAY_FIRST = new RegExp(
  '^(\\d{1,2})(?:st|nd|rd|th|\\.?º)?[\\s.\\-/,]*(?:of|de)?[\\s.\\-/]*(\\p{L}{3,10})\\.?' +
    '[\\s.\\-/,]*(?:del?)?[\\s.\\-/]*(\\d{4}|\\d{2})$',
  'u',
);
// "Jan 28 2021", "January 28th, 2021".
const MONTH_FIRST = /^(\p{L}{3,10})\.?[\s.\-/]*(\d{1,2})(?:st|nd|rd|th)?[\s.\-/]*,?\s*(\d{4})$/u;
// "2026-Jul-15".
const YEAR_FIRST = /^(\d{4})[\s.\-/]+(\p{L}{3,10})\.?[\s.\-/]+(\d{1,2})$/u;

/** Reads a day whose month is written as an English or Spanish name; null: it is none. */
export function readNamedMonth(text: string): WrittenDay | null {
  const bare = withoutTimeAndWeekday(text.trim().toLowerCase());
  const [, day = '', monthB = '', yearB = ''] = DAY_FIRST.exec(bare) ?? [];
  if (day !== '') return written(yearB, monthB, day);
  const [, monthA = '', dayA = '', yearA = ''] = MONTH_FIRST.exec(bare) ?? [];
  if (monthA !== '') return written(yearA, monthA, dayA);
  const [, year = '', month = '', dayC = ''] = YEAR_FIRST.exec(bare) ?? [];
  return year === '' ? null : written(year, month, dayC);
}

function withoutTimeAndWeekday(text: string): string {
  return text
    .replace(/[,\s]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:[ap]\.?\s?m\.?)?\s*(?:utc|gmt|z)?$/u, '')
    .replace(/^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.\s]+/u, '')
    .replace(
      /^(?:lun(?:es)?|mar(?:tes)|mi[eé](?:rcoles)?|jue(?:ves)?|vie(?:rnes)?|s[aá]b(?:ado)?|dom(?:ingo)?)[,.\s]+/u,
      '',
    );
}

function written(year: string, month: string, day: string): WrittenDay | null {
  const number = MONTHS.findIndex((names) => names.some((name) => name.startsWith(month)));
  return number < 0 ? null : { year, month: String(number + 1), day };
}
