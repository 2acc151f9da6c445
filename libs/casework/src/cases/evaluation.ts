import type { Tx } from '@puntual/db/database';
import type { DecisionRecord } from '../facts/decision-record.ts';
import type { Notes } from '../record/notes.ts';
import type { CaseRef } from '../record/refs.ts';

/**
 * One evaluation of a case: its transaction, the instant by which the rules decide, and what it announces at its end.
 */
export interface Evaluation {
  readonly tx: Tx;
  readonly ref: CaseRef;
  /** Milliseconds of the virtual clock. */
  readonly now: number;
  readonly notes: Notes;
  /** What was decided, in its order; the last one is being performed. */
  readonly decisions: DecisionRecord[];
}
