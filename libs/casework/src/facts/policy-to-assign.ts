import { choosePolicy, type PolicyChoice } from '@puntual/domain/policy/choose-policy';
import type { ConditionSubject } from '@puntual/domain/policy/conditions';
import type { Policy } from '@puntual/domain/policy/policy';
import { standardPolicy } from '@puntual/domain/policy/standard';
import type { Tx } from '@puntual/db/database';
import { loadPublishedPolicies } from '../policy-versions/load-policy.ts';

/** The policy that a case which has none yet would get now, and the rule that gives it (the most specific rule wins). `known`: the published policies, where they are at hand. */
export async function policyToAssign(
  tx: Tx,
  organizationId: string,
  wishes: {
    readonly invoiceKey: string | null;
    readonly customerKey: string | null;
    readonly defaultKey: string | null;
  },
  subject: ConditionSubject,
  known?: readonly Policy[],
): Promise<PolicyChoice> {
  const published = known ?? (await loadPublishedPolicies(tx, organizationId));
  return choosePolicy(
    { ...wishes, defaultKey: wishes.defaultKey ?? standardPolicy.key },
    published,
    subject,
    standardPolicy,
  );
}
