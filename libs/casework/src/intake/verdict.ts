import type { EventRefusals } from '@puntual/domain/refusals/events';
import type { LedgerRefusals } from '@puntual/domain/refusals/ledger';
import type { ReasonOf } from '@puntual/domain/refusals/refusal';

/** Why an event whose fields are well formed is rejected; `sayRefusal` has the words. */
export type EventRefusal = ReasonOf<EventRefusals & LedgerRefusals>;

/** The result of an event: `accepted`, a `duplicate` of an event accepted before, or `rejected` with what to mend. */
export type Verdict =
  | { readonly verdict: 'accepted' | 'duplicate' }
  | {
      readonly verdict: 'rejected';
      readonly code: 'invalid' | 'unknown-organization';
      readonly refusal: EventRefusal;
    };
