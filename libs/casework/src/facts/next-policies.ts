import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import type { Tx } from '@puntual/db/database';
import type { LoadedCase } from './load-case.ts';
import { loadPolicy } from '../policy-versions/load-policy.ts';
import { underPolicy } from './facts-under-policy.ts';

/**
 * The facts that change with their next step for the cases that then move to another version of their policy, by the
 * invoice's row id. Cases that do not move are left out.
 */
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
