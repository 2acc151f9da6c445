import { gentlePolicy } from './gentle.ts';
import type { Policy } from './policy.ts';
import { standardPolicy } from './standard.ts';
import { strictPolicy } from './strict.ts';

/** The policies that every organization has from the start, version 1 of their keys; its own versions come after them. */
export const builtInPolicies: readonly Policy[] = [standardPolicy, gentlePolicy, strictPolicy];

/** The built-in policy of a key, or null. */
export function builtInPolicy(key: string): Policy | null {
  return builtInPolicies.find((policy) => policy.key === key) ?? null;
}
