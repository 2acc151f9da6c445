/** Beyond Latin-1, what the PDF standard fonts (WinAnsi) can also show. */
const winAnsiExtras = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');
/** What looks alike in every font, so that an amount in Polish needs no other one. */
const alike: Readonly<Record<string, string>> = { '\u2212': '-', '\u202f': '\u00a0', '\u2011': '-' };
/** Letters beyond: all of Latin, Greek and Cyrillic that languages of today are written in, and currency signs. A test holds the font against it. */
const embedded =
  /^[\u0100-\u024f\u0370-\u0377\u037b-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03e1\u03f0-\u03ff\u0400-\u052f\u1e00-\u1eff\u20a0-\u20bf\u2116]$/;

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
 * The text as the fonts can show it: letters of Latin, Greek and Cyrillic stay, and what has no form in them becomes "?", where a font would print another character
 * altogether or an empty box.
 */
export function pdfText(text: string): string {
  return [
    ...text.normalize('NFC').replace(/\s/gu, (space) => (space === '\u00a0' || space === '\u202f' ? '\u00a0' : ' ')),
  ]
    .map(legible)
    .join('');
}

/** Whether a text anywhere in a document's data needs the font that is embedded. */
export function needsEmbeddedFont(data: unknown): boolean {
  if (typeof data === 'string') return [...pdfText(data)].some((character) => !standard(character));
  return typeof data === 'object' && data !== null && Object.values(data).some(needsEmbeddedFont);
}

const longWord = 14;
const longPiece = 12;

/**
 * Where @react-pdf may break a word: ordinary words nowhere, long numbers and links after their punctuation or within long runs of digits.
 * An empty part between two others lets it break there without writing a hyphen, which would become part of the number.
 */
export function breakLongWord(word: string): string[] {
  // An amount holds together by its non-breaking space.
  if (word.length <= longWord || word.includes('\u00a0') || !/[\d/]/.test(word)) return [word];
  const pieces = word.match(/[^/\-_.?&=:]*[/\-_.?&=:]+|[^/\-_.?&=:]+/g) ?? [word];
  return pieces
    .flatMap((piece) => (/\d/.test(piece) ? (piece.match(new RegExp(`.{1,${longPiece}}`, 'gu')) ?? [piece]) : [piece]))
    .flatMap((piece, index) => (index === 0 ? [piece] : ['', piece]));
}
