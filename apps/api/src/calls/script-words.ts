/** What a script speaks of, as texts of its language. */
export interface ScriptValues {
  readonly collector: string;
  readonly creditor: string;
  /** The contact who answers for payments; null: nobody is known by name. */
  readonly contact: string | null;
  readonly customer: string;
  /** How many invoices are late, and their sum. */
  readonly late: number;
  readonly total: string;
  /** Days late of the oldest. */
  readonly days: number;
  readonly brokenPromises: number;
}

/** The script of a call in one language: what to say in the first, the second and any later round. */
export interface ScriptWords {
  readonly first: (values: ScriptValues) => readonly string[];
  readonly second: (values: ScriptValues) => readonly string[];
  readonly later: (values: ScriptValues) => readonly string[];
}

/** The lines for a round: 1, 2, and any later one. */
export function scriptOf(words: ScriptWords, round: number, values: ScriptValues): readonly string[] {
  if (round <= 1) return words.first(values);
  return round === 2 ? words.second(values) : words.later(values);
}
