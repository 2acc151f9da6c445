import { visible } from './one-line.ts';

/** Characters beyond Latin-1 that the standard PDF fonts (WinAnsi) have. */
const winAnsiExtras = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');
/** Look-alikes that every font has, so that an amount in Polish needs no other font. */
const alike: Readonly<Record<string, string>> = { '\u2212': '-', '\u202f': '\u00a0', '\u2011': '-' };
/**
 * Letters for which the embedded font is used: the Latin, Greek and Cyrillic of today's languages, and currency signs.
 * A test compares the font with this list.
 */
const embedded = new RegExp(
  '^[\\u0100-\\u024f' + // Latin
    '\\u0370-\\u0377\\u037b-\\u037f\\u0384-\\u038a\\u038c\\u038e-\\u03a1\\u03a3-\\u03e1\\u03f0-\\u03ff' + // Greek
    '\\u0400-\\u052f' + // Cyrillic
    '\\u1e00-\\u1eff' + // Latin, additional
    '\\u20a0-\\u20bf\\u2116]$', // currency signs, number sign
);

function standard(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || winAnsiExtras.has(character);
}

function legible(character: string): string {
  if (standard(character) || embedded.test(character)) return character;
  return [...(alike[character] ?? character.normalize('NFD').replace(/\p{M}/gu, ''))]
    .map((letter) => (standard(letter) || embedded.test(letter) ? letter : '?'))
    .join('');
}

/**
 * The text in characters that the fonts have: Latin, Greek and Cyrillic letters stay, and anything else becomes "?",
 * where a font would print a wrong character or an empty box.
 */
export function pdfText(text: string): string {
  return [
    ...visible(text)
      .normalize('NFC')
      .replace(/\s/gu, (space) => (space === '\u00a0' || space === '\u202f' ? '\u00a0' : ' ')),
  ]
    .map(legible)
    .join('');
}

/** Whether any text in a document's data needs the embedded font. */
export function needsEmbeddedFont(data: unknown): boolean {
  if (typeof data === 'string') return [...pdfText(data)].some((character) => !standard(character));
  return typeof data === 'object' && data !== null && Object.values(data).some(needsEmbeddedFont);
}

const longWord = 14;
const longPiece = 12;

/**
 * Where @react-pdf may break a word: not in ordinary words; in long numbers and links after punctuation or within long
 * runs of digits. An empty part between two others allows a break without a hyphen, which would become part of the
 * number.
 */
export function breakLongWord(word: string): string[] {
  // A non-breaking space holds an amount together.
  if (word.length <= longWord || word.includes('\u00a0') || !/[\d/]/.test(word)) return [word];
  const pieces = word.match(/[^/\-_.?&=:]*[/\-_.?&=:]+|[^/\-_.?&=:]+/g) ?? [word];
  return pieces
    .flatMap((piece) => (/\d/.test(piece) ? (piece.match(new RegExp(`.{1,${longPiece}}`, 'gu')) ?? [piece]) : [piece]))
    .flatMap((piece, index) => (index === 0 ? [piece] : ['', piece]));
}
