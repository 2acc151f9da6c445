import type { Tx } from '@puntual/db/database';
import type { LoadedCase } from '../facts/load-case.ts';
import type { PolicyPin } from '../policy-versions/load-policy.ts';
import type { Evaluation } from './evaluation.ts';
import { pinPolicies } from './pin-policies.ts';

/**
 * Stores the policy that a case was read with as the policy that it runs on. `again`: the same rule gave it the same
 * policy before, so no audit event is written.
 */
export async function assignPolicy(
  tx: Tx,
  organizationId: string,
  loaded: LoadedCase,
  { now, again = false }: { readonly now: number; readonly again?: boolean },
): Promise<void> {
  const pin = { ...idsOf(loaded), how: 'assigned', to: loaded.facts.policy, rule: loaded.policyRule, again } as const;
  await pinPolicies(tx, organizationId, [pin], { by: 'puntual', at: new Date(now) });
}

/** Moves a case to the policy version that was planned for its next step, in the transaction that records the step. */
export async function changePolicy({ tx, ref, now }: Evaluation, loaded: LoadedCase, to: PolicyPin): Promise<void> {
  const pin = { ...idsOf(loaded), how: 'changed', from: loaded.facts.policy, to } as const;
  await pinPolicies(tx, ref.organizationId, [pin], { by: 'puntual', at: new Date(now) });
}

function idsOf(loaded: LoadedCase) {
  return { invoiceRowId: loaded.facts.invoice.id, customerRowId: loaded.customerRowId };
}
