import { mod97 } from './mod97.ts';
import type { Span, Word } from './reference-text.ts';

/** A payment reference with a form and a check of its own, as it stands in a text. */
export interface StructuredReference extends Span {
  /** All of it, without spaces. */
  readonly chars: string;
  /** What the creditor put into it, without check digits and without the zeros that fill it up. */
  readonly body: string;
  /** False: it has the form, but its check digit is wrong. */
  readonly valid: boolean;
}

/** The longest creditor reference of ISO 11649, with "RF" and its check digits. */
const LONGEST_RF = 25;
/** The length of a Swiss reference (QR, ESR), and of the older ESR, which stands in one word. */
const SWISS_LENGTH = 27;
const SHORT_ESR_LENGTH = 16;
const SWISS_GROUP = 5;
/** Most words of a reference that is written in groups. */
const MOST_GROUPS = 8;

/** The creditor references (RF) and Swiss references (QR, ESR) of a text, written in one word or in groups. */
export function structuredReferences(words: readonly Word[]): StructuredReference[] {
  const found: StructuredReference[] = [];
  for (let at = 0; at < words.length; at++) {
    const reference = creditorReference(words, at) ?? swissReference(words, at);
    if (!reference) continue;
    found.push(reference);
    while (at + 1 < words.length && (words[at + 1]?.to ?? Infinity) <= reference.to) at++;
  }
  return found;
}

/**
 * What a number may be written as in a structured reference: itself, and without the zeros that fill it up. `compact`:
 * letters and digits alone.
 */
export function isBodyOf(body: string, compact: string): boolean {
  return body === compact || (/^\d+$/.test(compact) && body === compact.replace(/^0+/, ''));
}

function creditorReference(words: readonly Word[], at: number): StructuredReference | null {
  if (!/^RF\d\d/.test(words[at]?.chars ?? '')) return null;
  return (
    joined(words, at, LONGEST_RF)
      .filter(({ chars }) => chars.length > 4 && isRemainderOne(chars))
      .map((span) => ({ ...span, body: withoutZeros(span.chars.slice(4)), valid: true }))
      .at(-1) ?? null
  );
}

function swissReference(words: readonly Word[], at: number): StructuredReference | null {
  if (!/^\d+$/.test(words[at]?.chars ?? '')) return null;
  const candidates = joined(words, at, SWISS_LENGTH).filter(({ chars }) => /^\d+$/.test(chars));
  const whole = candidates.find(
    ({ chars, to }, more) =>
      (chars.length === SWISS_LENGTH || (chars.length === SHORT_ESR_LENGTH && more === 0)) &&
      hasCheckDigit(chars) &&
      // Written in groups it has five digits in each but the first.
      words.slice(at + 1).every((word) => word.from >= to || word.chars.length === SWISS_GROUP),
  );
  // Filled up with zeros it is a reference, too, though not one that Swiss banks would take.
  const filled = words[at]?.chars ?? '';
  const loose = /^0{5,}\d{5,}$/.test(filled) && filled.length >= 15 && filled.length <= 40 ? words[at] : undefined;
  const span = whole ?? loose;
  return span
    ? { from: span.from, to: span.to, chars: span.chars, body: withoutZeros(span.chars.slice(0, -1)), valid: !!whole }
    : null;
}

// The words from one on, joined: one, two, and so on, as long as they are no longer than a reference.
function joined(words: readonly Word[], at: number, longest: number): Word[] {
  const first = words[at];
  const made: Word[] = [];
  let chars = '';
  for (const word of words.slice(at, at + MOST_GROUPS)) {
    chars += word.chars;
    if (!first || chars.length > longest) break;
    made.push({ from: first.from, to: word.to, chars });
  }
  return made;
}

// ISO 7064 mod 97-10: the first four characters count last.
function isRemainderOne(chars: string): boolean {
  return mod97(chars.slice(4) + chars.slice(0, 4)) === 1;
}

// The recursive mod 10 of Swiss references: the last digit checks the others.
function hasCheckDigit(digits: string): boolean {
  const table = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];
  let carry = 0;
  for (const digit of digits.slice(0, -1)) carry = table[(carry + Number(digit)) % 10] ?? 0;
  return (10 - carry) % 10 === Number(digits.slice(-1));
}

function withoutZeros(chars: string): string {
  return chars.replace(/^0+/, '');
}
