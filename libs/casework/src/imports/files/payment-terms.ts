import { addDays } from '@puntual/domain/calendar/dates';

/** The longest payment terms that are believed, in days. */
export const MOST_TERMS = 400;

/** Longer texts say more than terms; the search in them would need the square of their length. */
const LONGEST_TERMS = 200;

const AT_ONCE = new RegExp(
  '^(due on receipt|on receipt|upon receipt|immediate(ly)?|cash|cod|contado|al contado|a la vista|inmediato' +
    '|pago inmediato|sofort.*)$',
);

/**
 * The days of payment terms: "30", "Net 30", "30 días fecha factura", "2% 10, net 30", "al contado" (0). Null: the text
 * does not say how many.
 */
export function daysOfTerms(text: string): number | null {
  if (text.length > LONGEST_TERMS) return null;
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
  if (AT_ONCE.test(plain)) return 0;
  const named =
    /(?:net|neto|netto)\s*:?\s*(\d{1,3})\b/.exec(plain) ?? /\b(\d{1,3})\s*(?:days?|dias?|d|tage?|tagen)\b/.exec(plain);
  const days = named?.[1] ?? /^(\d{1,3})$/.exec(plain)?.[1];
  return days === undefined || Number(days) > MOST_TERMS ? null : Number(days);
}

/** The day on which terms that begin on `issuedOn` end. */
export function dueAfter(issuedOn: string, days: number): string {
  return addDays(issuedOn, days);
}
