import { looksLikeDate, looksLikeYear, type Span, type Word } from './reference-text.ts';
import { isAmount, isLabelledWord, labelOf } from './text-labels.ts';

/** Digits of a text that are no invoice number, whichever number they are equal to. */
export interface ForeignSpan extends Span {
  /** `labelled`: the words before say that it is a customer's, a contract's, a telephone's number. */
  readonly because: 'date' | 'account' | 'labelled' | 'amount';
}

/** How long an IBAN is, by its country. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GI: 23,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IS: 26,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
};

/**
 * The dates, account numbers, amounts, and numbers that are told as something else than an invoice's, in a text. A date
 * of one word ("261201") that is told as an invoice's number is none.
 */
export function foreignSpans(words: readonly Word[]): ForeignSpan[] {
  const spans: ForeignSpan[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!word || !/\d/.test(word.chars)) continue;
    const length = accountWords(words, at) || dateWords(words, at);
    const last = words[at + length - 1];
    if (length > 0 && last) {
      spans.push({ from: word.from, to: last.to, because: dateWords(words, at) > 0 ? 'date' : 'account' });
      at += length - 1;
    } else if (isForeign(words, at)) {
      spans.push({ from: word.from, to: word.to, because: isAmount(words, at) ? 'amount' : 'labelled' });
    }
  }
  return spans;
}

function isForeign(words: readonly Word[], at: number): boolean {
  const label = labelOf(words, at);
  return label === 'other' || (label !== 'invoice' && isAmount(words, at)) || isLabelledWord(words[at]?.chars ?? '');
}

// How many words from here on are a date: "15.03.2026", "2026-03-15", "15/03/26", or one word "20260315", "261201".
function dateWords(words: readonly Word[], at: number): number {
  const [first = '', second = '', third = ''] = [0, 1, 2].map((next) => words[at + next]?.chars);
  if (looksLikeDate(first)) return labelOf(words, at) === 'invoice' ? 0 : 1;
  if (![first, second, third].every((part) => /^(\d{1,2}|20\d\d)$/.test(part))) return 0;
  if (!looksLikeYear(first) && !looksLikeYear(third) && third.length !== 2) return 0;
  return looksLikeDate([first, second, third].map((part) => part.padStart(2, '0')).join('')) ? 3 : 0;
}

// How many words from here on are an account: an IBAN in one word, in groups of four, or its beginning; a Spanish
// account of 4, 4, 2 and 10 digits.
function accountWords(words: readonly Word[], at: number): number {
  const first = words[at]?.chars ?? '';
  const length = IBAN_LENGTHS[first.slice(0, 2)];
  const spanish = [4, 4, 2, 10].every((size, next) => new RegExp(`^\\d{${size}}$`).test(words[at + next]?.chars ?? ''));
  if (spanish) return 4;
  if (length === undefined || !/^[A-Z]{2}\d\d/.test(first)) return 0;
  if (first.length === length) return 1;
  if (first.length !== 4) return 0;
  let size = 4;
  let count = 1;
  for (let next = words[at + 1]?.chars; next !== undefined && size < length; next = words[at + count]?.chars) {
    const isGroup = next.length === 4 || size + next.length === length;
    if (!isGroup || !/\d/.test(next)) break;
    size += next.length;
    count++;
  }
  // Of an account that is cut off only the bank's group is certain: what follows may be a number.
  return size === length ? count : Math.min(count, 2) === 2 ? 2 : 0;
}
