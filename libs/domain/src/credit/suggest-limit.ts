import type { Risk } from '../policy/vocabulary.ts';

/** How a customer paid in the last twelve months, in one currency. */
export interface CreditHistory {
  /** The highest balance that the customer carried on one day. */
  readonly highestBalanceMinor: bigint;
  /** Invoices that were paid in that time. */
  readonly paidInvoices: number;
  /** Mean days late of those, in whole days rounded up; what was paid early or on time counts as 0. */
  readonly meanDaysLate: number;
  readonly risk: Risk;
}

/** Why a suggestion is higher or lower. */
export const SUGGESTION_REASONS = [
  'highest-balance',
  'pays-on-time',
  'pays-late',
  'risk',
  'short-history',
  'rounding',
] as const;
export type SuggestionReason = (typeof SUGGESTION_REASONS)[number];

/** One step of a suggestion. `percent`: of the highest balance; null for the balance itself and the rounding. */
export interface SuggestionPart {
  readonly reason: SuggestionReason;
  readonly percent: number | null;
  readonly minor: bigint;
}

/** A suggested limit with the steps that add up to it. */
export interface SuggestedLimit {
  readonly minor: bigint;
  readonly parts: readonly SuggestionPart[];
}

/** The figures by which a limit is suggested. */
export const SUGGESTION_MARKS = {
  /** More for a customer who pays on the day, less by `lessForEachDay` for each mean day late. */
  onTime: { percent: 20, lessForEachDay: 4 },
  /** Mean days late that take nothing off; each further one takes off `percentForEachDay`, at most `most`. */
  late: { freeDays: 5, percentForEachDay: 1, most: 60 },
  risk: { low: 0, medium: 20, high: 50 },
  /** Fewer paid invoices than `invoices` say little. */
  shortHistory: { invoices: 3, percent: 50 },
} as const;

/**
 * Suggests a limit: the highest balance that the customer carried and paid back, more for paying on time, less for
 * paying late, for risk and for a short history, rounded down to two digits. Never below zero; not lower for a higher
 * balance or more paid invoices, and not higher for later payments or a higher risk. Pure and total.
 */
export function suggestLimit(history: CreditHistory): SuggestedLimit {
  const { highestBalanceMinor, paidInvoices, meanDaysLate, risk } = history;
  const { onTime, late, shortHistory } = SUGGESTION_MARKS;
  const days = Math.max(0, meanDaysLate);
  const isShort = paidInvoices < shortHistory.invoices;
  const steps: readonly (readonly [SuggestionReason, number])[] = [
    ['pays-on-time', isShort ? 0 : Math.max(0, onTime.percent - onTime.lessForEachDay * days)],
    ['pays-late', -Math.min(late.most, Math.max(0, days - late.freeDays) * late.percentForEachDay)],
    ['risk', -SUGGESTION_MARKS.risk[risk]],
    ['short-history', isShort ? -shortHistory.percent : 0],
  ];
  const parts: SuggestionPart[] = [{ reason: 'highest-balance', percent: null, minor: highestBalanceMinor }];
  let percent = 100;
  for (const [reason, change] of steps) {
    const after = Math.max(0, percent + change);
    const minor = shareOf(highestBalanceMinor, after) - shareOf(highestBalanceMinor, percent);
    if (after !== percent) parts.push({ reason, percent: after - percent, minor });
    percent = after;
  }
  const exact = shareOf(highestBalanceMinor, percent);
  const minor = roundDown(exact);
  if (minor !== exact) parts.push({ reason: 'rounding', percent: null, minor: minor - exact });
  return { minor, parts };
}

function shareOf(minor: bigint, percent: number): bigint {
  return (minor * BigInt(percent)) / 100n;
}

// To the two digits that a person would name.
function roundDown(minor: bigint): bigint {
  const scale = 10n ** BigInt(Math.max(0, minor.toString().length - 2));
  return (minor / scale) * scale;
}
