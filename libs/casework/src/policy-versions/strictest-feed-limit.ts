import { standardPolicy } from '@puntual/domain/policy/standard';
import type { Tx } from '@puntual/db/database';
import { loadPolicy } from './load-policy.ts';

/** The hours after which a feed is too old for some policy that open cases run on: the strictest of them, the standard policy's where no case runs. Null when none minds. */
export async function strictestFeedLimit(tx: Tx, organizationId: string): Promise<number | null> {
  const pins = await tx.$queryRaw<{ key: string; version: number }[]>`
    SELECT DISTINCT runs_policy_key AS key, runs_policy_version AS version FROM invoice
    WHERE organization_id = ${organizationId}::uuid AND case_state = 'running' AND status = 'open' AND runs_policy_key IS NOT NULL AND runs_policy_version IS NOT NULL`;
  const policies =
    pins.length === 0 ? [standardPolicy] : await Promise.all(pins.map((pin) => loadPolicy(tx, organizationId, pin)));
  const hours = policies.flatMap((policy) => policy.feed.maxAgeHours ?? []);
  return hours.length === 0 ? null : Math.min(...hours);
}
