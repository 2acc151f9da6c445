import { standardPolicy } from '@puntual/domain/policy/standard';
import type { Tx } from '@puntual/db/database';
import { loadPolicy } from './load-policy.ts';

/**
 * The lowest feed limit, in hours, of the policies that open cases run on: when a feed is older, some of these cases
 * wait. Without running cases it is the standard policy's limit. Null when none of the policies has a limit.
 */
export async function strictestFeedLimit(tx: Tx, organizationId: string): Promise<number | null> {
  const pins = await tx.$queryRaw<{ key: string; version: number }[]>`
    SELECT DISTINCT runs_policy_key AS key, runs_policy_version AS version
    FROM invoice
    WHERE organization_id = ${organizationId}::uuid
      AND case_state = 'running'
      AND status = 'open'
      AND runs_policy_key IS NOT NULL
      AND runs_policy_version IS NOT NULL`;
  const policies =
    pins.length === 0 ? [standardPolicy] : await Promise.all(pins.map((pin) => loadPolicy(tx, organizationId, pin)));
  const hours = policies.flatMap((policy) => policy.feed.maxAgeHours ?? []);
  return hours.length === 0 ? null : Math.min(...hours);
}
