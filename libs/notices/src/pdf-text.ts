/** Beyond Latin-1, what the PDF standard fonts (WinAnsi) can also show. */
const winAnsiExtras = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');
/** Letters that do not decompose into a base letter and an accent. */
const plainLetters: Readonly<Record<string, string>> = {
  'ł': 'l', 'Ł': 'L', 'đ': 'd', 'Đ': 'D', 'ı': 'i', 'ħ': 'h', 'Ħ': 'H', '\u2212': '-', '\u202f': '\u00a0', '\u2011': '-', 'ẞ': 'SS',
};

function shown(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || winAnsiExtras.has(character);
}

function legible(character: string): string {
  if (shown(character)) return character;
  const plain = plainLetters[character] ?? character.normalize('NFD').replace(/\p{M}/gu, '');
  return [...plain].map((letter) => (shown(letter) ? letter : '?')).join('');
}

/**
 * The text as the standard PDF fonts can show it. Western European accents stay; other Latin letters lose theirs ("Łódź" is
 * "Lódz") and what has no Latin form becomes "?", where the fonts would print another character altogether.
 */
export function pdfText(text: string): string {
  return [...text.normalize('NFC').replace(/\s/gu, (space) => (space === '\u00a0' || space === '\u202f' ? '\u00a0' : ' '))].map(legible).join('');
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
    .flatMap((piece) => (/\d/.test(piece) ? piece.match(new RegExp(`.{1,${longPiece}}`, 'gu')) ?? [piece] : [piece]))
    .flatMap((piece, index) => (index === 0 ? [piece] : ['', piece]));
}
