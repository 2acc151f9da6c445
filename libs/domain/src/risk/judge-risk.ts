import type { Risk } from '../policy/vocabulary.ts';

export interface PayingHistory {
  /** What the ERP says of the customer; it knows more than one ledger. */
  readonly said: Risk | null;
  /** Promises to pay whose day passed without the payment. */
  readonly brokenPromises: number;
  /**
   * Kept of promised money in percent, where enough promises are judged: it then counts instead of `brokenPromises`.
   * Left out or null: too few are.
   */
  readonly keptPercent?: number | null;
  /** Days late of the oldest open invoice; 0 when none is late. */
  readonly oldestDaysLate: number;
}

/**
 * Broken promises and days late from which a customer counts as a medium and as a high risk, and the percentage of
 * promised money below which it does.
 */
export const RISK_MARKS = {
  medium: { brokenPromises: 1, keptBelowPercent: 80, daysLate: 31 },
  high: { brokenPromises: 2, keptBelowPercent: 50, daysLate: 61 },
} as const;

/** How likely a customer is to pay late: what the ERP says, else judged by marks that can be explained. */
export function judgeRisk(history: PayingHistory): Risk {
  if (history.said) return history.said;
  for (const risk of ['high', 'medium'] as const) {
    if (breaksPromises(history, risk) || history.oldestDaysLate >= RISK_MARKS[risk].daysLate) return risk;
  }
  return 'low';
}

function breaksPromises({ brokenPromises, keptPercent }: PayingHistory, risk: keyof typeof RISK_MARKS): boolean {
  const marks = RISK_MARKS[risk];
  return keptPercent == null ? brokenPromises >= marks.brokenPromises : keptPercent < marks.keptBelowPercent;
}
