import { readReference } from '@puntual/domain/matching/read-reference';
import { compactText, isInside, type Span } from '@puntual/domain/matching/reference-text';

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
  const { words, foreign, structured } = readReference(text);
  const found = new Set(
    structured.flatMap(({ chars, body }) => [chars, body]).filter((each) => each.length >= SHORTEST),
  );
  const isForeign = (span: Span) => foreign.some((each) => isInside(span, each));
  for (let from = 0; from < words.length && found.size < MOST_CANDIDATES; from++) {
    let chars = '';
    for (const word of words.slice(from, from + MOST_WORDS)) {
      chars += word.chars;
      if (chars.length > LONGEST || found.size >= MOST_CANDIDATES) break;
      const span = { from: words[from]?.from ?? 0, to: word.to };
      if (chars.length >= SHORTEST && /\d/.test(chars) && !isForeign(span)) found.add(chars);
    }
  }
  return [...found];
}

/**
 * Reduces a name or number to what is compared: letters and digits, in capitals, without accents. The database's
 * function `compact_text` does the same.
 */
export function compactName(text: string): string {
  return compactText(text).chars;
}
