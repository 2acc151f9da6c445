import type { Risk } from '../policy/vocabulary.ts';

export interface PayingHistory {
  /** What the ERP says of the customer; it knows more than one ledger. */
  readonly said: Risk | null;
  /** Promises to pay whose day passed without the payment. */
  readonly brokenPromises: number;
  /** Days late of the oldest open invoice; 0 when none is late. */
  readonly oldestDaysLate: number;
}

/** Broken promises and days late from which a customer counts as a medium and as a high risk. */
export const RISK_MARKS = {
  medium: { brokenPromises: 1, daysLate: 31 },
  high: { brokenPromises: 2, daysLate: 61 },
} as const;

/** How likely a customer is to pay late: what the ERP says, else judged by two marks that can be explained. */
export function judgeRisk({ said, brokenPromises, oldestDaysLate }: PayingHistory): Risk {
  if (said) return said;
  for (const risk of ['high', 'medium'] as const) {
    if (brokenPromises >= RISK_MARKS[risk].brokenPromises || oldestDaysLate >= RISK_MARKS[risk].daysLate) return risk;
  }
  return 'low';
}
