import { readKnownAt } from '@puntual/casework/statements/known-at';
import type { StatementQuery } from '@puntual/contracts/api/statement';
import type { ApiParts } from '../http/api-parts.ts';
import { invalid } from '../http/api-problem.ts';

/**
 * The instant (milliseconds of the virtual clock) until which a statement counts what was recorded; null: now. Throws
 * 422 for an instant that is not over for long enough.
 */
export function knownAtOf({ clock }: ApiParts, { knownAt }: StatementQuery, now: number): number | null {
  const pin = readKnownAt(knownAt, now, clock.anchor?.speed ?? 1);
  if ('code' in pin) throw invalid([pin]);
  return pin.knownAt;
}
