import { compactText } from '@puntual/domain/matching/reference-text';

/** Longest run of words that may be one number: "F 2026 10 01". */
const MOST_WORDS = 5;
const MOST_CANDIDATES = 300;
const SHORTEST = 4;
const LONGEST = 40;

/**
 * Everything in a bank line's text that could be an invoice number, reduced to letters and digits: runs of up to five
 * words that have a digit and at least four characters.
 */
export function numberCandidates(text: string): string[] {
  const { chars, gapBefore } = compactText(text);
  const starts = gapBefore.flatMap((gap, index) => (gap && index <= chars.length ? [index] : []));
  const found = new Set<string>();
  for (let from = 0; from < starts.length - 1; from++) {
    for (let to = from + 1; to <= Math.min(from + MOST_WORDS, starts.length - 1); to++) {
      const word = chars.slice(starts[from], starts[to]);
      if (word.length > LONGEST || found.size >= MOST_CANDIDATES) break;
      if (word.length >= SHORTEST && /\d/.test(word)) found.add(word);
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
