import { builtInPolicy } from '@puntual/domain/policy/built-in';
import { readPolicyDocument, type PolicyFault } from '@puntual/domain/policy-check/check-policy';
import { compilePolicy } from '@puntual/domain/policy/compile-policy';
import type { Policy } from '@puntual/domain/policy/policy';
import type { PolicyDocument } from '@puntual/domain/policy/policy-document';
import type { Tx } from '@puntual/db/database';
import { findPolicy } from '../policies/list-policies.ts';
import { loadPolicy } from '../policy-versions/load-policy.ts';

/**
 * Which policy to try: a version of a key (the newest when none is named), the draft of a key, or an unsaved document.
 */
export type WantedPolicy =
  | { readonly key: string; readonly version?: number | undefined; readonly draft?: true | undefined }
  | { readonly document: unknown };

export type FoundPolicy =
  | { readonly result: 'policy'; readonly policy: Policy; readonly source: 'version' | 'draft' | 'document' }
  | { readonly result: 'not-found' }
  | { readonly result: 'invalid'; readonly faults: readonly PolicyFault[] };

/** Finds or reads the policy to simulate. Compiles a draft or document as the version that it would become. */
export async function policyToSimulate(tx: Tx, organizationId: string, wanted: WantedPolicy): Promise<FoundPolicy> {
  if ('document' in wanted) {
    const read = readPolicyDocument(wanted.document);
    if (!read.ok) return { result: 'invalid', faults: read.faults };
    return { result: 'policy', source: 'document', policy: await compileAsNext(tx, organizationId, read.document) };
  }
  const known = await findPolicy(tx, organizationId, wanted.key);
  if (!known) return { result: 'not-found' };
  if (wanted.draft)
    return known.draftDocument
      ? { result: 'policy', source: 'draft', policy: await compileAsNext(tx, organizationId, known.draftDocument) }
      : { result: 'not-found' };
  const version = wanted.version ?? known.versions[0]?.version;
  const exists = version !== undefined && known.versions.some((each) => each.version === version);
  return exists
    ? {
        result: 'policy',
        source: 'version',
        policy: await loadPolicy(tx, organizationId, { key: wanted.key, version }),
      }
    : { result: 'not-found' };
}

async function compileAsNext(tx: Tx, organizationId: string, document: PolicyDocument): Promise<Policy> {
  const known = await findPolicy(tx, organizationId, document.key);
  return compilePolicy(document, (known?.versions[0]?.version ?? builtInPolicy(document.key)?.version ?? 0) + 1);
}
