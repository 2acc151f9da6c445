import { readReference } from '@puntual/domain/matching/read-reference';
import { compactText, isInside, type Span } from '@puntual/domain/matching/reference-text';
import { labelOf } from '@puntual/domain/matching/text-labels';

/** Longest run of words that may be one number: "F 2026 10 01". */
const MOST_WORDS = 5;
const MOST_CANDIDATES = 300;
const SHORTEST = 4;
const LONGEST = 40;

/**
 * Everything in a bank line's text that could be an invoice number, reduced to letters and digits: runs of up to five
 * words that have a digit and at least four characters, and what creditor references hold. Digits of dates, accounts,
 * amounts, and numbers that are told as a customer's, a contract's or a telephone's are none.
 */
export function numberCandidates(text: string): string[] {
  return [...readCandidates(text).keys()];
}

/** The candidates of `numberCandidates` that the words before them call an invoice's. */
export function toldNumbers(text: string): string[] {
  return [...readCandidates(text)].flatMap(([chars, isTold]) => (isTold ? [chars] : []));
}

// Each candidate, and whether the words before it call it an invoice's.
function readCandidates(text: string): Map<string, boolean> {
  const { words, foreign, structured } = readReference(text);
  const found = new Map<string, boolean>();
  for (const { chars, body } of structured)
    for (const each of [chars, body]) if (each.length >= SHORTEST) found.set(each, true);
  const isForeign = (span: Span) => foreign.some((each) => isInside(span, each));
  for (let from = 0; from < words.length && found.size < MOST_CANDIDATES; from++) {
    let chars = '';
    for (const word of words.slice(from, from + MOST_WORDS)) {
      chars += word.chars;
      if (chars.length > LONGEST || found.size >= MOST_CANDIDATES) break;
      const span = { from: words[from]?.from ?? 0, to: word.to };
      if (chars.length >= SHORTEST && /\d/.test(chars) && !isForeign(span))
        found.set(chars, found.get(chars) === true || labelOf(words, from) === 'invoice');
    }
  }
  return found;
}

/**
 * Reduces a name or number to what is compared: letters and digits, in capitals, without accents. The database's
 * function `compact_text` does the same.
 */
export function compactName(text: string): string {
  return compactText(text).chars;
}
