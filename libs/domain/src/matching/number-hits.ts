import type { MatchableInvoice } from './matchable-invoice.ts';
import {
  compactText,
  isInside,
  looksLikeYear,
  positionsOf,
  type CompactText,
  type Span,
  type Word,
} from './reference-text.ts';
import type { ReadReference } from './read-reference.ts';
import { isBodyOf } from './structured-references.ts';
import { isInvoiceWord, labelOf, type NumberLabel } from './text-labels.ts';

/**
 * How well a text names a number, best first. exact: all of it, with any separators. noisy: with characters that
 * scanners confuse, or broken by a gap. glued: run together with other text. tail: without its prefix.
 */
export const LEVELS = ['exact', 'noisy', 'glued', 'tail'] as const;
export type NumberLevel = (typeof LEVELS)[number];

/** A number that a text is searched for. */
export interface KnownNumber {
  readonly compact: CompactText;
  /** `reference`: what the creditor asked to be written on the payment (RF, QR, OCR, a text of its own). */
  readonly kind: 'number' | 'reference' | 'order';
  /** Null: none that is open. */
  readonly invoice: MatchableInvoice | null;
}

/** A place of a text that names a number. */
export interface Hit extends Span {
  readonly level: NumberLevel;
  readonly known: KnownNumber;
  /** So clear that no sum has to agree. */
  readonly strong: boolean;
  /** Its form (letters, a check digit) or the words before it say that it is such a number, and no other digits. */
  readonly told: boolean;
  /** It reads as a year: it is a number only beside other numbers. */
  readonly isYear?: boolean;
}

/** A text, and what the numbers that are searched for in it are called: digits after such a word are told. */
export interface ReadText extends ReadReference {
  readonly label: Exclude<NumberLabel, 'other' | null>;
}

/** A shorter number stands in too many texts by chance. */
const SHORTEST = 4;
/** Digits alone that are as long are a number without further words, unless they are a date. */
const LONG_DIGITS = 6;

/** Digits alone that stand after a word for an order are one, unless there are more. */
const MOST_OF_ORDER = 6;

/** The places at which a text names a known number, at most some dozens. */
export function hitsOf(read: ReadText, known: KnownNumber): Hit[] {
  const { chars } = known.compact;
  if (chars.length < SHORTEST || /^\d+E\d+$/.test(chars)) return [];
  return [...wholeHits(read, known), ...tailHits(read, known), ...structuredHits(read, known)];
}

/** What is left of a number without the letters around it, and the digits that stand before that in the number. */
export interface Tail {
  readonly digits: string;
  /** The group of digits before the tail, most often a year; "" where the tail has all digits. */
  readonly before: string;
}

/**
 * What is left of a number without the letters around it: all its digits, or the last run of them, with or without the
 * zeros that fill it up; at least four.
 */
export function tailsOf({ chars, gapBefore }: CompactText): Tail[] {
  const digits = chars.replace(/^[A-Z]+|[A-Z]+$/g, '');
  let from = digits === '' ? chars.length : chars.search(/\d[A-Z]*$/);
  const to = digits === '' ? from : from + 1;
  while (from > 0 && !gapBefore[from] && isDigit(chars, from - 1)) from--;
  const before = /\d+$/.exec(chars.slice(0, from))?.[0] ?? '';
  const last = chars.slice(from, to);
  const tails = [
    { digits, before: '' },
    // "1058/2026": the year stands last. In "2026/2099" it stands first.
    looksLikeYear(last) && before !== '' && !looksLikeYear(before)
      ? { digits: before, before: last }
      : { digits: last, before },
  ].flatMap((tail) => [tail, { ...tail, digits: tail.digits.replace(/^0+/, '') }]);
  const distinct = new Map(tails.map((tail) => [tail.digits, tail]));
  return [...distinct.values()].filter(
    (tail) => tail.digits.length >= SHORTEST && tail.digits.length < chars.length && /^\d+$/.test(tail.digits),
  );
}

/** Whether another year stands beside a tail than in its number: "2025/0012" is not F-2026/0012. */
export function isOfOtherYear({ words, foreign }: ReadText, span: Span, { before }: Tail): boolean {
  if (!/^(\d\d|20\d\d)$/.test(before)) return false;
  const at = words.findIndex((word) => word.from === span.from);
  const beside = [words[at - 1], words.find((word) => word.from === span.to)].filter(
    (word): word is Word => word !== undefined && !foreign.some((each) => isInside(word, each)),
  );
  return beside.some((word) => {
    const year = word.from < span.from ? (/\d+$/.exec(word.chars)?.[0] ?? '') : word.chars;
    return /^\d+$/.test(year) && isNearYear(year, before) && year !== before && `20${year}` !== before;
  });
}

/** Years further away than this are numbers: "2093 2103" are two numbers of 2026. */
const [YEARS_BACK, YEARS_AHEAD] = [6, 1];

// Whether digits read as a year, of two digits or four, near the year in a number.
function isNearYear(digits: string, before: string): boolean {
  if (!looksLikeYear(digits) && !/^[1-4]\d$/.test(digits)) return false;
  const ahead = (Number(digits) % 100) - (Number(before) % 100);
  return ahead >= -YEARS_BACK && ahead <= YEARS_AHEAD;
}

function wholeHits(read: ReadText, known: KnownNumber): Hit[] {
  const { text } = read;
  const { chars, folded } = known.compact;
  const size = chars.length;
  const digitsOnly = /^\d+$/.test(chars);
  return positionsOf(text.folded, folded).flatMap((from): Hit[] => {
    const span = { from, to: from + size };
    const bounded = text.gapBefore[from] && text.gapBefore[span.to];
    const broken = isBroken(text, known.compact, { from, part: chars });
    const same = text.chars.slice(from, span.to) === chars;
    const strange = read.foreign.find((each) => isInside(span, each));
    if (strange && digitsOnly) return [];
    if (digitsOnly ? hasOtherLetter(read, from, known) : hasOtherPrefix(text, from)) return [];
    const told = !digitsOnly ? strange?.because !== 'labelled' : isTold(read, from, known);
    const hit = (level: NumberLevel, strong: boolean): Hit[] => [{ ...span, level, known, strong, told }];
    const isOrder =
      known.kind !== 'order' && read.label === 'invoice' && labelAt(read, from) === 'order' && size <= MOST_OF_ORDER;
    if (bounded && same && !broken) return hit('exact', told || (digitsOnly && size >= LONG_DIGITS && !isOrder));
    if (bounded) return hit('noisy', size >= LONG_DIGITS && !digitsOnly && told);
    return same && !broken && !cutsDigits(text, span) ? hit('glued', false) : [];
  });
}

function tailHits(read: ReadText, known: KnownNumber): Hit[] {
  if (known.kind === 'reference') return [];
  const { text } = read;
  return tailsOf(known.compact).flatMap((tail) =>
    positionsOf(text.chars, tail.digits).flatMap((from): Hit[] => {
      const span = { from, to: from + tail.digits.length };
      const bounded = text.gapBefore[from] && text.gapBefore[span.to];
      if (!bounded || isBroken(text, known.compact, { from, part: tail.digits })) return [];
      const told = isTold(read, from, known);
      const isYear = looksLikeYear(tail.digits) && !told;
      if (read.foreign.some((each) => isInside(span, each)) || isOfOtherYear(read, span, tail)) return [];
      if (!told && hasOtherLetter(read, from, known)) return [];
      return [{ ...span, level: 'tail', known, strong: false, told, isYear }];
    }),
  );
}

// A reference with a check digit that holds the number is as clear as the number itself; one whose check fails, or that
// holds more than the number, is so only when the sum agrees.
function structuredHits({ structured }: ReadText, known: KnownNumber): Hit[] {
  const { chars } = known.compact;
  return structured.flatMap((reference): Hit[] => {
    const { from, to, body, valid } = reference;
    const whole = isBodyOf(body, chars) || (known.kind === 'reference' && reference.chars === chars);
    if (whole) return [{ from, to, level: valid ? 'exact' : 'tail', known, strong: valid, told: true }];
    const ends = /^\d+$/.test(body) && chars.length >= LONG_DIGITS && /^\d+$/.test(chars) && body.endsWith(chars);
    return ends ? [{ from, to, level: 'tail', known, strong: false, told: true }] : [];
  });
}

function isTold(read: ReadText, from: number, known: KnownNumber): boolean {
  return labelAt(read, from) === (known.kind === 'order' ? 'order' : read.label);
}

function labelAt({ words }: ReadText, from: number): NumberLabel {
  return labelOf(
    words,
    words.findLastIndex((word) => word.from <= from),
  );
}

/** Letters that stand before any number ("N. 1203", "F 1203"), and words between two ("y", "e", "o", "u", "a"). */
const COMMON_LETTER = /^[NFRYEOUA]$/;

// "K-1062" is the number of a sister company where invoices are numbered 1062 or F-1062.
function hasOtherLetter({ words }: ReadText, from: number, { compact }: KnownNumber): boolean {
  const at = words.findIndex((word) => word.from === from);
  const letter = words[at - 1]?.chars ?? '';
  return /^[A-Z]$/.test(letter) && !COMMON_LETTER.test(letter) && !compact.chars.startsWith(letter);
}

/** A company's prefix before the number of another company is no longer than this; longer words are run together. */
const LONGEST_PREFIX = 3;

/** Whether other letters stand directly before a number that begins with letters: "MF-2026/1075" is not F-2026/1075. */
export function hasOtherPrefix(text: CompactText, from: number): boolean {
  if (text.gapBefore[from]) return false;
  const before = text.chars.slice(text.gapBefore.lastIndexOf(true, from), from);
  return /^[A-Z]+$/.test(before) && before.length <= LONGEST_PREFIX && !isInvoiceWord(before);
}

// Gaps in the text where the number itself has none.
function isBroken(text: CompactText, own: CompactText, { from, part }: { from: number; part: string }): boolean {
  const start = own.chars.lastIndexOf(part);
  return own.gapBefore.some(
    (gap, index) => index > start && index < start + part.length && !gap && text.gapBefore[from + index - start],
  );
}

function isDigit(chars: string, index: number): boolean {
  return chars.charAt(index) >= '0' && chars.charAt(index) <= '9';
}

// F-100 is not glued into "F-1001": a number that goes on in digits is another number.
function cutsDigits({ chars, gapBefore }: CompactText, { from, to }: Span): boolean {
  const digitBefore = !gapBefore[from] && isDigit(chars, from - 1) && isDigit(chars, from);
  const digitAfter = !gapBefore[to] && isDigit(chars, to - 1) && isDigit(chars, to);
  return digitBefore || digitAfter;
}

/** A number as it is searched for. */
export function knownNumber(number: string, kind: KnownNumber['kind'], invoice: MatchableInvoice | null): KnownNumber {
  return { compact: compactText(number), kind, invoice };
}
