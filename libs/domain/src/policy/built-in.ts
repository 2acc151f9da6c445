import { gentleDocument, gentlePolicy } from './gentle.ts';
import type { Policy } from './policy.ts';
import { standardDocument, standardPolicy } from './standard.ts';
import { strictDocument, strictPolicy } from './strict.ts';

const builtIns: readonly { readonly policy: Policy; readonly document: unknown }[] = [
  { policy: standardPolicy, document: standardDocument },
  { policy: gentlePolicy, document: gentleDocument },
  { policy: strictPolicy, document: strictDocument },
];

/**
 * The policies that every organization has from the start, as version 1 of their keys. An organization's own
 * versions of the keys follow.
 */
export const builtInPolicies: readonly Policy[] = builtIns.map(({ policy }) => policy);

/** The built-in policy of a key, or null. */
export function builtInPolicy(key: string): Policy | null {
  return builtInPolicies.find((policy) => policy.key === key) ?? null;
}

/** The document that the built-in policy of a key was written as; undefined when there is none. */
export function builtInDocument(key: string): unknown {
  return builtIns.find(({ policy }) => policy.key === key)?.document;
}
