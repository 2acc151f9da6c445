import type { CallState, CaseFacts } from '../decide/case-facts.ts';
import { hasAskedForTerms, openCallOf } from './simulated-case.ts';

/** What the cases that decide in one round share. */
export interface Round {
  /** The cases at the beginning of the round. */
  readonly cases: readonly CaseFacts[];
  /** The tasks that were noted as overdue: one task, however many invoices it is about. */
  readonly notedTasks: Set<string>;
  openCall: CallState | null;
  /** Whether a case has told a new customer the terms, or is about to: the other cases need not tell them. */
  termsAsked: boolean;
  acted: boolean;
}

/** A round of a customer's cases. `acted`: whether something has changed since the round before. */
export function beginRound(cases: readonly CaseFacts[], acted: boolean): Round {
  return {
    cases,
    notedTasks: new Set(),
    openCall: openCallOf(cases),
    termsAsked: cases.some(hasAskedForTerms),
    acted,
  };
}
