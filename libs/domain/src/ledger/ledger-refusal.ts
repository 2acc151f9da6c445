import type { LedgerRefusals } from '../refusals/ledger.ts';
import type { ReasonOf } from '../refusals/refusal.ts';

/** Why the ledger refuses a command; `sayRefusal` has the words. */
export type LedgerRefusal = ReasonOf<LedgerRefusals>;
