/**
 * A text in the form in which numbers are searched: only its letters and digits, in capitals and without accents, and
 * where something else stood between them.
 */
export interface CompactText {
  readonly chars: string;
  /** The same with confused characters made one (`foldConfused`). */
  readonly folded: string;
  /** Whether a gap (or the text's edge) stands before the character at each position; one more entry for the end. */
  readonly gapBefore: readonly boolean[];
}

const ASCII = /^[\0-\x7f]*$/;
const [DIGIT_0, DIGIT_9, LETTER_A, LETTER_Z] = [0x30, 0x39, 0x41, 0x5a];

/** Reads a bank line's text so that case, accents, spaces and punctuation no longer matter. */
export function compactText(text: string): CompactText {
  const gapBefore: boolean[] = [];
  // Every number of a customer is read so for every payment: most are ASCII, and need only one check of each character.
  const upper = (ASCII.test(text) ? text : text.normalize('NFD').replace(/\p{M}/gu, '')).toUpperCase();
  let chars = '';
  let gap = true;
  for (let index = 0; index < upper.length; index++) {
    const code = upper.charCodeAt(index);
    if ((code >= DIGIT_0 && code <= DIGIT_9) || (code >= LETTER_A && code <= LETTER_Z)) {
      chars += upper.charAt(index);
      gapBefore.push(gap);
      gap = false;
    } else {
      gap = true;
    }
  }
  return { chars, folded: foldConfused(chars), gapBefore: [...gapBefore, true] };
}

const CONFUSED: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1', S: '5', B: '8' };

/**
 * Makes one of the characters that scanners and tired eyes take for each other: O and 0; I, l and 1; S and 5; B and 8.
 */
export function foldConfused(chars: string): string {
  return chars.replace(/[OILSB]/g, (char) => CONFUSED[char] ?? char);
}

/** The most places of one number in a text that are read: a text that repeats it more often says no more. */
const MAX_POSITIONS = 16;

/** The first positions at which `part` stands in `chars`, overlapping ones too; at most 16. */
export function positionsOf(chars: string, part: string): number[] {
  const positions: number[] = [];
  for (
    let at = chars.indexOf(part);
    part !== '' && at >= 0 && positions.length < MAX_POSITIONS;
    at = chars.indexOf(part, at + 1)
  )
    positions.push(at);
  return positions;
}

/** A part of a text: positions of its first character and of the one behind its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A run of letters and digits between two gaps of a text. */
export interface Word extends Span {
  readonly chars: string;
}

/** The words of a text, in its order. */
export function wordsOf({ chars, gapBefore }: CompactText): Word[] {
  const words: Word[] = [];
  let from = 0;
  for (let to = 1; to <= chars.length; to++) {
    if (!gapBefore[to]) continue;
    words.push({ from, to, chars: chars.slice(from, to) });
    from = to;
  }
  return words;
}

/** Whether two parts of a text share a character. */
export function overlap(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to;
}

/** Whether the first part lies inside the second. */
export function isInside(inner: Span, outer: Span): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** Whether two texts of one length differ by one changed character or by two neighbours that changed places. */
export function isOneSlipAway(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false;
  const different = [...a].flatMap((char, index) => (char === b[index] ? [] : [index]));
  const [first, second] = different;
  if (different.length === 1) return true;
  return (
    different.length === 2 &&
    first !== undefined &&
    second === first + 1 &&
    a[first] === b[second] &&
    a[second] === b[first]
  );
}

const MONTH = '(0[1-9]|1[0-2])';
const DAY = '(0[1-9]|[12]\\d|3[01])';
const DATE = new RegExp(
  `^(20\\d{2}${MONTH}${DAY}|${DAY}${MONTH}20\\d{2}|[1-4]\\d${MONTH}${DAY}|${DAY}${MONTH}[1-4]\\d)$`,
);

/** Whether eight digits, or six, can be read as a day of this century, year first or last. */
export function looksLikeDate(digits: string): boolean {
  return DATE.test(digits);
}

/** Whether four digits can be read as a year of this century. */
export function looksLikeYear(digits: string): boolean {
  return /^20\d\d$/.test(digits);
}
