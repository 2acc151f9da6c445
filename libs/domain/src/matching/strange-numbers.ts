import { hasOtherPrefix, isOfOtherYear, tailsOf, type KnownNumber, type ReadText } from './number-hits.ts';
import {
  type CompactText,
  foldConfused,
  isInside,
  looksLikeDate,
  looksLikeYear,
  overlap,
  positionsOf,
  type Span,
} from './reference-text.ts';
import { isInvoiceWord, labelOf } from './text-labels.ts';

/** Most forms of numbers of one customer that are looked for: companies number in one way, or a few. */
const MAX_FORMS = 24;

/**
 * Places of a text that name a number which is none of the known ones: of the form of a known number, of another year,
 * told as an invoice's, shortened by a spreadsheet, or in a structured reference.
 */
export function strangersIn(read: ReadText, known: readonly KnownNumber[]): Span[] {
  const numbers = known.filter((each) => each.kind === 'number');
  const spans = [
    ...ofKnownForm(read, numbers),
    ...ofOtherYear(read, numbers),
    ...toldAsInvoice(read, numbers),
    ...read.structured.filter((reference) => reference.valid),
  ];
  return [...new Map(spans.map(({ from, to }) => [`${from}-${to}`, { from, to }])).values()];
}

// Words of the form of a known number: the same letters before as many digits, its last digits with or without the
// zeros that fill them up. Letters count as scanners confuse them. Digits that read as a day are a number when a word
// calls them an invoice's, or when they differ from a known number in the year alone: "250214" where 260214 is known.
function ofKnownForm(read: ReadText, numbers: readonly KnownNumber[]): Span[] {
  const { text, foreign } = read;
  const own = new Set(numbers.map((each) => each.compact.chars));
  const folded = new Set(numbers.map((each) => each.compact.folded));
  const forms = [...new Set(numbers.filter((each) => each.compact.chars.length >= 4).flatMap(formsOf))];
  const spans: Span[] = [];
  for (const form of forms.slice(0, MAX_FORMS)) {
    // Every position is tried: one word may hold two that overlap.
    for (const { index, 1: found = '' } of text.folded.matchAll(new RegExp(`(?=(${form}))`, 'g'))) {
      const span = { from: index, to: index + found.length };
      const written = text.chars.slice(span.from, span.to);
      const isOwn = (own.has(written) || folded.has(found)) && !hasOtherPrefix(text, span.from);
      if (!text.gapBefore[span.to] || isOwn || !isWritten(text, span, found)) continue;
      const isDate = looksLikeDate(written);
      const isForeign = /^\d+$/.test(written) && foreign.some((each) => isInside(span, each));
      if ((isDate || isForeign) && !(isDate && (isTold(read, span) || isOtherYearOf(written, own)))) continue;
      spans.push(span);
    }
  }
  return spans;
}

function isTold({ words }: ReadText, span: Span): boolean {
  const at = words.findIndex((word) => word.from === span.from);
  return at >= 0 && labelOf(words, at) === 'invoice';
}

// The year stands first ("20250012", "250012") or last ("11082025").
function isOtherYearOf(written: string, own: ReadonlySet<string>): boolean {
  const isYear = (digits: string) => looksLikeYear(digits) || /^[1-4]\d$/.test(digits);
  return [...own].some(
    (number) =>
      number.length === written.length &&
      [2, 4].some((size) => {
        const [first, last] = [written.slice(0, size), written.slice(-size)];
        return (
          (isYear(first) && isYear(number.slice(0, size)) && number.slice(size) === written.slice(size)) ||
          (size === 4 &&
            isYear(last) &&
            isYear(number.slice(-size)) &&
            number.slice(0, -size) === written.slice(0, -size))
        );
      }),
  );
}

// Whether a place of the form of a number is one, and no other words: it begins a word, or goes on from a word for an
// invoice ("FRAF-2026/1001") or from the letters of another company, and most of its digits are digits. The letter of
// "S/REF" is none.
function isWritten(text: CompactText, { from, to }: Span, found: string): boolean {
  const written = text.chars.slice(from, to);
  if (text.gapBefore[to - 1] && /[NSV]$/.test(written) && text.chars.startsWith('REF', to)) return false;
  const [digits, wanted] = [written, found].map((chars) => chars.replace(/\D/g, '').length);
  if (text.gapBefore[from]) return 2 * (digits ?? 0) >= (wanted ?? 0);
  const letters = /^[A-Z]+/.exec(written)?.[0] ?? '';
  const before = text.chars.slice(text.gapBefore.lastIndexOf(true, from), from);
  const isPrefixed = isInvoiceWord(before) || hasOtherPrefix(text, from);
  return digits === wanted && letters !== '' && isPrefixed && !/^[NSV]?REF$/.test(before + letters);
}

// Numbers of digits alone are like one another when they begin alike, or both with a year.
function formsOf({ compact: { chars, gapBefore } }: KnownNumber): string[] {
  if (/^\d+$/.test(chars)) {
    const half = Math.ceil(chars.length / 2);
    const begin = `${chars.slice(0, half)}\\d{${chars.length - half}}`;
    if (chars.length >= 7 && looksLikeYear(chars.slice(0, 4))) return [begin, `20[1-4]\\d\\d{${chars.length - 4}}`];
    return chars.length >= 5 && /^[1-4]\d/.test(chars) ? [begin, `[1-4]\\d\\d{${chars.length - 2}}`] : [begin];
  }
  const letters = [...chars].map((char) => (/\d/.test(char) ? '\\d' : foldConfused(char)));
  const last = chars.search(/\d[A-Z]*$/);
  let first = last;
  while (first > 0 && !gapBefore[first] && /\d/.test(chars[first - 1] ?? '')) first--;
  const filled = letters.join('');
  // "F-2025/12" is of the form of F-2026/0012; the digits before the last run stay as many as they are.
  const loose = [...letters.slice(0, first), `\\d{1,${last - first + 2}}`, ...letters.slice(last + 1)].join('');
  return first > 0 && gapBefore[first] && /\d/.test(chars.slice(0, first)) ? [filled, loose] : [filled];
}

function ofOtherYear(read: ReadText, numbers: readonly KnownNumber[]): Span[] {
  const tails = new Map(
    numbers.flatMap((each) => tailsOf(each.compact)).map((tail) => [`${tail.digits}/${tail.before}`, tail]),
  );
  return [...tails.values()].flatMap((tail) =>
    positionsOf(read.text.chars, tail.digits)
      .map((from) => ({ from, to: from + tail.digits.length }))
      .filter(
        (span) => read.text.gapBefore[span.from] && read.text.gapBefore[span.to] && isOfOtherYear(read, span, tail),
      ),
  );
}

// "Factura 0987", where the numbers that are known end in four digits. A spreadsheet's "2,4952E+19" says that a number
// was meant and not which.
function toldAsInvoice({ words, foreign, text }: ReadText, numbers: readonly KnownNumber[]): Span[] {
  const lengths = new Set(
    numbers.flatMap(({ compact }) =>
      tailsOf(compact).flatMap((tail) => (tail.before === '' ? [] : tail.digits.length)),
    ),
  );
  return words
    .filter((word, at) => {
      if (foreign.some((each) => overlap(each, word)) || looksLikeYear(word.chars)) return false;
      return /^\d+$/.test(word.chars) && lengths.has(word.chars.length) && labelOf(words, at) === 'invoice';
    })
    .concat(
      words.filter((_, at) => isShortened(words.slice(at, at + 3).map((word) => word.chars)) && text.chars !== ''),
    );
}

function isShortened([first = '', second = '', third = '']: readonly string[]): boolean {
  return (
    (/^\d$/.test(first) && /^\d+E\d+$/.test(second)) ||
    (/^\d$/.test(first) && /^\d+E$/.test(second) && /^\d+$/.test(third))
  );
}
