import type { Database, Tx } from '@puntual/db/database';
import type { FourEyesKind } from '@puntual/domain/access/four-eyes';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { readFourEyes } from './approvals.ts';
import { readRole } from './own-roles.ts';

export type FourEyesResult = 'done' | 'needs-approval' | 'needs-two-people';

/**
 * Sets for which acts the organization asks for a second person. More may be asked for at once; asking for less needs a
 * second person itself, unless one has just approved it. Refused while fewer than two people could decide.
 */
export async function setFourEyes(
  database: Database,
  actor: Actor,
  wanted: { readonly kinds: readonly FourEyesKind[]; readonly isApproved: boolean },
  now: number,
): Promise<FourEyesResult> {
  const { organizationId } = actor;
  return database.inOrganization(organizationId, async (tx): Promise<FourEyesResult> => {
    await tx.$executeRaw`
      INSERT INTO organization_setting (organization_id) VALUES (${organizationId}::uuid) ON CONFLICT DO NOTHING`;
    await tx.$queryRaw`SELECT 1 FROM organization_setting WHERE organization_id = ${organizationId}::uuid FOR UPDATE`;
    const before = await readFourEyes(tx, organizationId);
    const isLess = before.some((kind) => !wanted.kinds.includes(kind));
    if (isLess && !wanted.isApproved) return 'needs-approval';
    if (wanted.kinds.some((kind) => !before.includes(kind)) && (await countDeciders(tx, organizationId)) < 2)
      return 'needs-two-people';
    await tx.organizationSetting.update({ where: { organizationId }, data: { fourEyes: [...wanted.kinds] } });
    if (JSON.stringify(before) === JSON.stringify(wanted.kinds)) return 'done';
    await writeAudit(tx, organizationId, [
      {
        at: new Date(now),
        kind: 'settings.changed',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { from: { fourEyes: before }, to: { fourEyes: [...wanted.kinds] } },
      },
    ]);
    return 'done';
  });
}

// Active people whose role allows to decide requests.
async function countDeciders(tx: Tx, organizationId: string): Promise<number> {
  const roles = await tx.$queryRaw<{ role: string; people: number }[]>`
    SELECT role, count(*)::int AS people
    FROM membership
    WHERE organization_id = ${organizationId}::uuid AND state = 'active'
    GROUP BY role`;
  let people = 0;
  for (const { role, people: count } of roles)
    if ((await readRole(tx, organizationId, role))?.has('approval.decide')) people += count;
  return people;
}
