import { choosePolicy, type PolicyChoice } from '@puntual/domain/policy/choose-policy';
import type { ConditionSubject } from '@puntual/domain/policy/conditions';
import type { Policy } from '@puntual/domain/policy/policy';
import { standardPolicy } from '@puntual/domain/policy/standard';
import type { Tx } from '@puntual/db/database';
import { loadPublishedPolicies } from '../policy-versions/load-policy.ts';

/** A case without a policy. */
interface CaseToAssign {
  /** Keys of the policies that the invoice, the customer and the organization's settings name. */
  readonly wishes: {
    readonly invoiceKey: string | null;
    readonly customerKey: string | null;
    readonly defaultKey: string | null;
  };
  /** What the policies' own conditions are checked against. */
  readonly subject: ConditionSubject;
  /** The published policies; left out: they are read. */
  readonly published?: readonly Policy[];
}

/**
 * The policy that the rules choose for a case without one, and the rule that chose it: the most specific rule
 * decides.
 */
export async function policyToAssign(
  tx: Tx,
  organizationId: string,
  { wishes, subject, published }: CaseToAssign,
): Promise<PolicyChoice> {
  return choosePolicy(
    { ...wishes, defaultKey: wishes.defaultKey ?? standardPolicy.key },
    published ?? (await loadPublishedPolicies(tx, organizationId)),
    subject,
    standardPolicy,
  );
}
