// Characters that show nothing and change what stands beside them: they turn the direction of letters around, or break
// a word that looks whole.
const INVISIBLE = /[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/gu;
// Joiners are left to the pictures and the scripts that need them.
const JOINING = [
  '\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f\\p{M}',
  ...['Arabic', 'Syriac', 'Devanagari', 'Bengali', 'Tamil', 'Malayalam', 'Sinhala'].map(
    (name) => `\\p{Script=${name}}`,
  ),
].join('');
const STRAY_JOINER = new RegExp(`(?<![${JOINING}])[\\u200c\\u200d]`, 'gu');

/** A text of another system without invisible characters that turn letters around or hide between them. Total. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, '').replace(STRAY_JOINER, '');
}

/** Puts a text on one line without control characters: text from other systems must not add headers to a mail. */
export function oneLine(text: string): string {
  return visible(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** The same value with every text in it made visible: what a notice is made from comes from other systems. */
export function visibleIn<T>(value: T): T {
  if (typeof value === 'string') return visible(value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => visibleIn(each)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, visibleIn(each)])) as T;
}
