import { looksLikeDate } from './reference-text.ts';

/** What speaks for customers as the payer of a bank line, by the ERP's ids. */
export interface PayerEvidence {
  /**
   * Invoices whose number (letters and digits alone) stands in the text. `agrees`: the line's amount is what is open of
   * it, or its total.
   */
  readonly named: readonly { readonly compact: string; readonly customerId: string; readonly agrees: boolean }[];
  /** Whose payments came from the payer's account before, as a person said. */
  readonly byAccount: readonly string[];
  /** Who is called exactly as the payer. */
  readonly byName: readonly string[];
}

/** Digits alone that are not more than this may stand in any text: an order, a year, a door. */
const SHORT_DIGITS = /^\d{1,6}$/;

/** Whether a number in a text identifies one invoice without further evidence. */
export function isTellingNumber(compact: string): boolean {
  return !SHORT_DIGITS.test(compact) && !looksLikeDate(compact);
}

/**
 * The one customer whose money a bank line is beyond doubt, or null: a person then says so. The invoice numbers in the
 * text come first, the longest counting most; one that might stand in any text counts only when the amount agrees, too.
 * A number that several customers have is told apart by the payer's name and account. Without numbers, the account that
 * paid for one customer before or the very name decides, unless the two contradict each other.
 */
export function choosePayer({ named, byAccount, byName }: PayerEvidence): string | null {
  const telling = named.filter((invoice) => invoice.agrees || isTellingNumber(invoice.compact));
  const longest = Math.max(0, ...telling.map((invoice) => invoice.compact.length));
  const byNumber = [
    ...new Set(telling.filter((invoice) => invoice.compact.length === longest).map((invoice) => invoice.customerId)),
  ];
  if (byNumber.length > 0) return only(byNumber) ?? only(both(byNumber, byName)) ?? only(both(byNumber, byAccount));
  if (byAccount.length > 0 && byName.length > 0) return only(both(byAccount, byName));
  return only(byAccount.length > 0 ? byAccount : byName);
}

function both(some: readonly string[], others: readonly string[]): readonly string[] {
  return some.filter((id) => others.includes(id));
}

function only(ids: readonly string[]): string | null {
  return ids.length === 1 ? (ids[0] ?? null) : null;
}
