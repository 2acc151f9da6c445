/**
 * Reads yes or no in English and Spanish. Text that is neither stays as it is, so that the event's schema refuses it.
 */
export function yesNo(text: string | undefined): boolean | string | undefined {
  if (text === undefined) return undefined;
  if (/^(1|yes|y|true|si|sí|s|x|verdadero)$/i.test(text)) return true;
  return /^(0|no|n|false|falso)$/i.test(text) ? false : text;
}
