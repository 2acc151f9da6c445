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
