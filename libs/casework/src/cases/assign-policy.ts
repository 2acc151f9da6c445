import type { Tx } from '@puntual/db/database';
import type { LoadedCase } from '../facts/load-case.ts';
import type { PolicyPin } from '../policy-versions/load-policy.ts';
import { pinPolicies } from './pin-policies.ts';

/** Gives a case the policy that it was read with. `again`: the same rule gave it the same policy before, and the audit says nothing. */
export async function assignPolicy(
  tx: Tx,
  organizationId: string,
  loaded: LoadedCase,
  now: number,
  again = false,
): Promise<void> {
  const pin = { ...idsOf(loaded), how: 'assigned', to: loaded.facts.policy, rule: loaded.policyRule, again } as const;
  await pinPolicies(tx, organizationId, [pin], 'puntual', new Date(now));
}

/** Moves a case to the version that was planned for its next step, in the transaction that took the step. */
export async function changePolicy(
  tx: Tx,
  organizationId: string,
  loaded: LoadedCase,
  to: PolicyPin,
  now: number,
): Promise<void> {
  const pin = { ...idsOf(loaded), how: 'changed', from: loaded.facts.policy, to } as const;
  await pinPolicies(tx, organizationId, [pin], 'puntual', new Date(now));
}

function idsOf(loaded: LoadedCase) {
  return { invoiceRowId: loaded.facts.invoice.id, customerRowId: loaded.customerRowId };
}
