import { foreignSpans, type ForeignSpan } from './foreign-numbers.ts';
import { compactText, wordsOf, type CompactText, type Word } from './reference-text.ts';
import { structuredReferences, type StructuredReference } from './structured-references.ts';

/** A bank line's text, read once for all numbers that are searched for in it. */
export interface ReadReference {
  readonly text: CompactText;
  readonly words: readonly Word[];
  readonly foreign: readonly ForeignSpan[];
  readonly structured: readonly StructuredReference[];
}

/** A longer text is not read to its end; no bank line has as much. */
const MAX_TEXT = 4000;

/** Reads a bank line's text: its words, the digits in it that are no invoice numbers, and its structured references. */
export function readReference(reference: string): ReadReference {
  const text = compactText(reference.slice(0, MAX_TEXT));
  const words = wordsOf(text);
  return { text, words, foreign: foreignSpans(words), structured: structuredReferences(words) };
}
