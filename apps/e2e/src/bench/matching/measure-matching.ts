import { matchPayment, type MatchingSettings } from '@puntual/domain/matching/match-payment';
import type { Remittance } from '@puntual/testing/builders/noisy-remittances';
import { suggestMatches } from '@puntual/domain/matching/suggest-matches';

interface Counts {
  readonly payments: number;
  /** Pairs of payment and open invoice: intended by the payer, matched, and both. */
  readonly meant: number;
  readonly matched: number;
  readonly right: number;
}

/** The quality of automatic matching. */
export interface MatchingMeasure<Kind extends string> extends Counts {
  /** Share of matched pairs that the payer intended (1 when nothing matched). */
  readonly precision: number;
  /** Share of intended pairs that were matched. */
  readonly recall: number;
  /**
   * Of the payments left to a person, the share whose first suggestion is right, and the share with a right one among
   * five.
   */
  readonly suggested: { readonly first: number; readonly amongFive: number };
  readonly byKind: Readonly<Record<Kind, Counts>>;
  /** Payments of which some part went to an invoice that the payer did not intend. */
  readonly wrong: readonly Remittance<Kind>[];
}

/**
 * Matches generated payments and compares the result with the payers' intention.
 */
export function measureMatching<Kind extends string>(
  remittances: readonly Remittance<Kind>[],
  settings: Partial<MatchingSettings> = {},
): MatchingMeasure<Kind> {
  const byKind = new Map<Kind, Counts>();
  const wrong: Remittance<Kind>[] = [];
  const left = { payments: 0, first: 0, amongFive: 0 };
  for (const remittance of remittances) {
    const how = { ...settings, otherNumbers: remittance.otherNumbers };
    const { amountMinor, reference } = remittance;
    const { matches } = matchPayment({ amountMinor, remittance: [], reference }, remittance.open, how);
    const matched = matches.map((match) => match.invoiceId);
    const right = matched.filter((id) => remittance.meant.includes(id)).length;
    byKind.set(
      remittance.kind,
      plus(byKind.get(remittance.kind), {
        payments: 1,
        meant: remittance.meant.length,
        matched: matched.length,
        right,
      }),
    );
    if (right < matched.length) wrong.push(remittance);
    if (remittance.meant.length === 0 || matched.length > 0) continue;
    const rank = suggestMatches(remittance.amountMinor, remittance.reference, remittance.open, how).findIndex((each) =>
      sameIds(
        each.invoices.map((part) => part.invoiceId),
        remittance.meant,
      ),
    );
    left.payments += 1;
    if (rank === 0) left.first += 1;
    if (rank >= 0) left.amongFive += 1;
  }
  const total = [...byKind.values()].reduce(plus);
  return {
    ...total,
    precision: share(total.right, total.matched),
    recall: share(total.right, total.meant),
    suggested: { first: share(left.first, left.payments), amongFive: share(left.amongFive, left.payments) },
    byKind: Object.fromEntries(byKind) as Record<Kind, Counts>,
    wrong,
  };
}

function plus(a: Counts = { payments: 0, meant: 0, matched: 0, right: 0 }, b: Counts): Counts {
  return {
    payments: a.payments + b.payments,
    meant: a.meant + b.meant,
    matched: a.matched + b.matched,
    right: a.right + b.right,
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}
