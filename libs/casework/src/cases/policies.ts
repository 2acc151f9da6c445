import { standardPolicy } from '@puntual/domain/policy/standard';
import type { Policy } from '@puntual/domain/policy/policy';

const builtIn: ReadonlyMap<string, Policy> = new Map([[standardPolicy.key, standardPolicy]]);

/** The policy an invoice runs on: the one its event named, when there is one of that key, else the standard policy. */
export function policyOf(key: string | null): Policy {
  return (key === null ? undefined : builtIn.get(key)) ?? standardPolicy;
}
