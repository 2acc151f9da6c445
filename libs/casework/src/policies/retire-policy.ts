import { standardPolicy } from '@puntual/domain/policy/standard';
import type { Database } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { type Actor, storedActor } from '../record/actor.ts';

export type RetireResult =
  | { readonly result: 'retired'; readonly version: number }
  | { readonly result: 'not-found' }
  | { readonly result: 'already-retired' }
  | { readonly result: 'is-default' };

/**
 * Retires the newest published version of a key: no new case gets the policy, and cases that run on it keep it. Refuses
 * to retire the organization's default policy (`is-default`): another policy must become the default first.
 */
export async function retirePolicy(database: Database, actor: Actor, key: string, now: number): Promise<RetireResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<RetireResult> => {
    const [newest] = await tx.$queryRaw<{ id: string; version: number; state: string }[]>`
      SELECT id, version, state
      FROM policy_version
      WHERE key = ${key} AND version > 0
      ORDER BY version DESC
      LIMIT 1
      FOR UPDATE`;
    if (newest?.state === 'retired') return { result: 'already-retired' };
    if (newest?.state !== 'published') return { result: 'not-found' };
    const setting = await tx.organizationSetting.findUnique({ where: { organizationId: actor.organizationId } });
    if ((setting?.defaultPolicyKey ?? standardPolicy.key) === key) return { result: 'is-default' };
    const at = new Date(now);
    await tx.policyVersion.update({
      where: { id: newest.id },
      data: { state: 'retired', retiredAt: at, retiredBy: storedActor(actor) },
    });
    await writeAudit(tx, actor.organizationId, [
      {
        at,
        kind: 'policy.retired',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { key, version: newest.version },
      },
    ]);
    return { result: 'retired', version: newest.version };
  });
}
