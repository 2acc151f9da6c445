import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import type { Tx } from '@puntual/db/database';
import type { LoadedCase } from './load-case.ts';
import { loadPolicy } from '../policy-versions/load-policy.ts';
import { underPolicy } from './facts-under-policy.ts';

/** What changes of the cases that move to another version with their next step, by row id of the invoice. */
export async function nextPoliciesOf(
  tx: Tx,
  organizationId: string,
  cases: Iterable<LoadedCase>,
  now: number,
): Promise<ReadonlyMap<string, Pick<CaseFacts, 'policy' | 'window'>>> {
  const next = new Map<string, Pick<CaseFacts, 'policy' | 'window'>>();
  for (const each of cases)
    if (each.nextPolicy)
      next.set(each.facts.invoice.id, underPolicy(each, await loadPolicy(tx, organizationId, each.nextPolicy), now));
  return next;
}
