/** An amount in its parts, as a file writes it. */
export interface WrittenAmount {
  readonly isNegative: boolean;
  /** Digits with their separators, such as "1.210,00". */
  readonly digits: string;
  /** The signs, codes or words of a currency around it. */
  readonly signs: readonly string[];
}

const MINUS = '[-\u2212\u2013\u2012\ufe63\uff0d]';
const NUMBER = /\d[\d.,'’\u00a0\u202f\u2009 ]*/;

/**
 * Takes an amount apart: "-$100.00", "$ -100.00", "($100.00)", "(12,50 €)", "100.00-", "100.00 CR" and "<100>" are all
 * below zero. Null: the text holds no single number, or says twice that it is below zero.
 */
export function splitAmount(text: string): WrittenAmount | null {
  const { inside, isBracketed } = withoutBrackets(withoutDash(text.trim()));
  const number = NUMBER.exec(leadingPoint(inside));
  if (!number) return null;
  const shown = leadingPoint(inside);
  const before = partOf(shown.slice(0, number.index));
  const after = partOf(shown.slice(number.index + number[0].length));
  if (!before || !after) return null;
  const minuses = Number(isBracketed) + before.minuses + after.minuses;
  if (minuses > 1 || (minuses === 1 && before.pluses + after.pluses > 0)) return null;
  return {
    isNegative: minuses === 1,
    digits: number[0].replace(/[\s\u00a0\u202f\u2009'’]/g, ''),
    signs: [...before.signs, ...after.signs],
  };
}

// "100,-" is a hundred even, not below zero.
function withoutDash(text: string): string {
  return text.replace(/(\d)[.,][-\u2013\u2014]{1,2}(?=\D*$)/, '$1');
}

// ".50" as "0.50"; the point belongs to no currency sign when a digit follows and none comes before.
function leadingPoint(text: string): string {
  return text.replace(/^([^\d]*?)([.,])(?=\d)/, (whole, before: string, point: string) =>
    /[\p{L}/]$/u.test(before) ? whole : `${before}0${point}`,
  );
}

// The brackets may stand around the currency's sign or inside of it: "($100)", "$(100)", "EUR (100)".
function withoutBrackets(text: string): { readonly inside: string; readonly isBracketed: boolean } {
  const bracketed = /^([^()<>\d]*)[(<]([^()<>]*\d[^()<>]*)[)>]([^()<>\d]*)$/.exec(text);
  if (!bracketed) return { inside: text, isBracketed: false };
  return { inside: bracketed.slice(1).join(''), isBracketed: true };
}

// What stands on one side of the digits: at most a sign of minus or plus, and words. Null: something else.
function partOf(
  text: string,
): { readonly minuses: number; readonly pluses: number; readonly signs: readonly string[] } | null {
  const minus = new RegExp(MINUS, 'g');
  const minuses = text.match(minus)?.length ?? 0;
  const pluses = text.match(/\+/g)?.length ?? 0;
  const words = text
    .replace(minus, ' ')
    .replaceAll('+', ' ')
    .split(/[\s\u00a0\u202f]+/)
    .filter((word) => word !== '');
  const credits = words.filter((word) => /^cr\.?$/i.test(word)).length;
  const signs = words.filter((word) => !/^(cr|dr)\.?$/i.test(word));
  return signs.some((sign) => /[()<>\d%:;=]/.test(sign)) ? null : { minuses: minuses + credits, pluses, signs };
}
