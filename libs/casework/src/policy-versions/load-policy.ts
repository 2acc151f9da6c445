import { builtInPolicies, builtInPolicy } from '@puntual/domain/policy/built-in';
import { policyOfDocument } from '@puntual/domain/policy/compile-policy';
import type { Policy } from '@puntual/domain/policy/policy';
import { standardPolicy } from '@puntual/domain/policy/standard';
import type { Tx } from '@puntual/db/database';

export interface PolicyPin {
  readonly key: string;
  readonly version: number;
}

/** Most versions kept in memory, more than an installation uses. A published version never changes. */
const MOST_CACHED = 2000;
const cache = new Map<string, Policy>();

/**
 * Reads a version of an organization's policy, or of a built-in one. Throws when there is no such version. The version
 * that a case runs on is never deleted.
 */
export async function loadPolicy(tx: Tx, organizationId: string, pin: PolicyPin): Promise<Policy> {
  const builtIn = builtInPolicy(pin.key);
  if (builtIn?.version === pin.version) return builtIn;
  const key = `${organizationId}/${pin.key}/${pin.version}`;
  const known = cache.get(key);
  if (known) return known;
  const row = await tx.policyVersion.findFirst({
    where: { key: pin.key, version: pin.version, state: { not: 'draft' } },
    select: { document: true },
  });
  if (!row) throw new Error(`there is no version ${pin.version} of the policy ${pin.key}`);
  const policy = policyOfDocument(row.document, pin.version);
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(key, policy);
  return policy;
}

/**
 * The policies that new cases can get: the newest version of each of the organization's own that is published and not
 * retired, and the built-in ones that none of its own replaces.
 */
export async function loadPublishedPolicies(tx: Tx, organizationId: string): Promise<readonly Policy[]> {
  const rows = await tx.$queryRaw<{ key: string; version: number; state: string }[]>`
    SELECT DISTINCT ON (key) key, version, state
    FROM policy_version
    WHERE organization_id = ${organizationId}::uuid AND state <> 'draft'
    ORDER BY key, version DESC`;
  const own = await Promise.all(
    rows.filter((row) => row.state === 'published').map((row) => loadPolicy(tx, organizationId, row)),
  );
  const replaced = new Set(rows.map((row) => row.key));
  return [...own, ...builtInPolicies.filter((policy) => !replaced.has(policy.key))];
}

/** The policy that a case runs on; for a case without a policy the standard policy. */
export async function policyOf(
  tx: Tx,
  organizationId: string,
  invoice: { readonly runsPolicyKey: string | null; readonly runsPolicyVersion: number | null },
): Promise<Policy> {
  if (invoice.runsPolicyKey === null || invoice.runsPolicyVersion === null) return standardPolicy;
  return loadPolicy(tx, organizationId, { key: invoice.runsPolicyKey, version: invoice.runsPolicyVersion });
}
