import { numbersIn, oneSlipFrom, type OtherNumbers } from './find-numbers.ts';
import { setsForSum, sumOf } from './find-sums.ts';
import type { NumberLevel } from './number-hits.ts';
import { oldestFirst, type MatchableInvoice } from './matchable-invoice.ts';
import { defaultMatching, type MatchingSettings } from './match-payment.ts';

/** Why invoices may be what a payment is for. */
export type SuggestionReason =
  | `number-${NumberLevel}`
  | 'number-one-slip-away'
  | 'sum-exact'
  | 'sum-less-discount'
  | 'sum-within-tolerance'
  | 'sum-of-set'
  | 'sum-close'
  | 'part-of-sum'
  | 'oldest';

/** Invoices that a payment may be for, with how likely (0 to 100) and why, for a person to take or leave. */
export interface MatchSuggestion {
  readonly invoices: readonly { readonly invoiceId: string; readonly minor: bigint }[];
  readonly score: number;
  readonly reasons: readonly SuggestionReason[];
}

const POINTS: Readonly<Record<SuggestionReason, number>> = {
  'number-exact': 60,
  'number-noisy': 50,
  'number-glued': 40,
  'number-tail': 35,
  'number-one-slip-away': 30,
  'sum-exact': 35,
  'sum-less-discount': 30,
  'sum-within-tolerance': 30,
  'sum-of-set': 25,
  'sum-close': 10,
  'part-of-sum': 5,
  oldest: 5,
};
const MAX_SUGGESTIONS = 5;

/**
 * What a payment that nothing places may be for, most likely first, at most five. Each gives no more than is open, and
 * no more than the payment. Empty when nothing is open.
 */
export function suggestMatches(
  amountMinor: bigint,
  reference: string,
  invoices: readonly MatchableInvoice[],
  settings: Partial<MatchingSettings> = {},
): MatchSuggestion[] {
  const how = { ...defaultMatching, ...settings };
  const reasonsByNumber = byNumber(reference, invoices, how);
  const sorted = [...invoices].sort(oldestFirst);
  const single = sorted.map((invoice, index): MatchSuggestion => {
    const reasons = [
      ...(reasonsByNumber.get(invoice) ?? []),
      ...bySum(amountMinor, invoice, how.toleranceMinor),
      ...(index === 0 ? ['oldest' as const] : []),
    ];
    return suggestion(amountMinor, [invoice], reasons);
  });
  const sets = [...setsForSum(amountMinor, invoices, how), allNamed(sorted, reasonsByNumber)]
    .filter((set) => set.length > 1)
    .map((set) => {
      const named = set.flatMap((invoice) => (reasonsByNumber.get(invoice) ?? []).slice(0, 1));
      const weakest = named.length === set.length ? [...named].sort((a, b) => POINTS[a] - POINTS[b]).slice(0, 1) : [];
      return suggestion(amountMinor, [...set].sort(oldestFirst), [
        ...weakest,
        ...(sumOf(set) === amountMinor ? ['sum-of-set' as const] : []),
      ]);
    });
  const distinct = new Map(
    [...single, ...sets]
      .filter((each) => each.score > 0)
      .map((each) => [each.invoices.map((part) => part.invoiceId).join(' '), each]),
  );
  return [...distinct.values()].sort((a, b) => b.score - a.score).slice(0, MAX_SUGGESTIONS);
}

function suggestion(
  amountMinor: bigint,
  set: readonly MatchableInvoice[],
  reasons: readonly SuggestionReason[],
): MatchSuggestion {
  let left = amountMinor;
  const parts = set.map((invoice) => {
    const minor = invoice.openMinor < left ? invoice.openMinor : left;
    left -= minor;
    return { invoiceId: invoice.id, minor };
  });
  return {
    invoices: parts.filter((part) => part.minor > 0n),
    score: Math.min(
      100,
      reasons.reduce((sum, reason) => sum + POINTS[reason], 0),
    ),
    reasons,
  };
}

function byNumber(
  reference: string,
  invoices: readonly MatchableInvoice[],
  others: OtherNumbers,
): Map<MatchableInvoice, SuggestionReason[]> {
  const reasons = new Map<MatchableInvoice, SuggestionReason[]>();
  const named = numbersIn(reference, invoices, others);
  for (const place of named.vague)
    for (const invoice of place.invoices) reasons.set(invoice, [`number-${place.level}`]);
  for (const invoice of [...named.bare, ...named.clear]) reasons.set(invoice, ['number-exact']);
  for (const stranger of named.strangers) {
    // A person reviews these suggestions, so a misspelt number is worth a hint though the stranger may be an invoice
    // that is still to come.
    const [meant, another] = oneSlipFrom(stranger, invoices);
    if (meant && !another && !reasons.has(meant)) reasons.set(meant, ['number-one-slip-away']);
  }
  return reasons;
}

function bySum(
  amountMinor: bigint,
  { openMinor, discountMinor = 0n }: MatchableInvoice,
  toleranceMinor: bigint,
): SuggestionReason[] {
  const missing = openMinor - amountMinor;
  const off = missing < 0n ? -missing : missing;
  if (missing === 0n) return ['sum-exact'];
  if (discountMinor > 0n && missing === discountMinor) return ['sum-less-discount'];
  if (off <= toleranceMinor) return ['sum-within-tolerance'];
  if (off * 100n <= openMinor) return ['sum-close'];
  return missing > 0n ? ['part-of-sum'] : [];
}

function allNamed(
  sorted: readonly MatchableInvoice[],
  reasons: ReadonlyMap<MatchableInvoice, unknown>,
): MatchableInvoice[] {
  return sorted.filter((invoice) => reasons.has(invoice));
}
