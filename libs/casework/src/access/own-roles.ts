import type { Database, Tx } from '@puntual/db/database';
import { isBuiltInRole, isRight, rightsBeyond, rightsOf, roleRights, type Right } from '@puntual/domain/access/rights';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';

/** Own roles of an organization. */
export const MOST_ROLES = 50;

/** A role that an organization made from rights. */
export interface OwnRole {
  readonly key: string;
  readonly name: string;
  readonly rights: readonly Right[];
}

/** A person or key that gives rights to others, and may give none that they lack. */
export interface Giver {
  readonly actor: Actor;
  readonly rights: ReadonlySet<Right>;
}

/** Somebody would get rights, or be changed in rights, that the giver lacks. */
export interface BeyondOwnRights {
  readonly result: 'beyond-own-rights';
  readonly rights: readonly Right[];
}

/** The organization's own roles by key. */
export async function listOwnRoles(tx: Tx): Promise<OwnRole[]> {
  const rows = await tx.organizationRole.findMany({ orderBy: { key: 'asc' }, take: MOST_ROLES });
  return rows.map(({ key, name, rights }) => ({ key, name, rights: rights.filter(isRight) }));
}

/** The rights of a role of the transaction's organization; null when there is no such role. */
export async function readRole(tx: Tx, organizationId: string, key: string): Promise<ReadonlySet<Right> | null> {
  if (isBuiltInRole(key)) return new Set(roleRights[key]);
  const own = await tx.organizationRole.findUnique({ where: { organizationId_key: { organizationId, key } } });
  return own ? rightsOf({ role: key, ownRights: own.rights, scopes: null }) : null;
}

/**
 * Makes one of the organization's own roles, or changes its name and rights; those who have the role have the rights at
 * once. Refuses rights that the giver lacks, and a change of a role that has such rights.
 */
export async function saveRole(
  database: Database,
  giver: Giver,
  role: OwnRole,
  now: number,
): Promise<{ readonly result: 'saved' } | { readonly result: 'too-many-roles' } | BeyondOwnRights> {
  const { organizationId } = giver.actor;
  return database.inOrganization(organizationId, async (tx) => {
    await lockRoles(tx, organizationId);
    const before = await readRole(tx, organizationId, role.key);
    const beyond = rightsBeyond(giver.rights, new Set([...role.rights, ...(before ?? [])]));
    if (beyond.length > 0) return { result: 'beyond-own-rights', rights: beyond };
    if (before === null && (await tx.organizationRole.count()) >= MOST_ROLES) return { result: 'too-many-roles' };
    const said = { name: role.name, rights: [...role.rights], changedAt: new Date(now) };
    await tx.organizationRole.upsert({
      where: { organizationId_key: { organizationId, key: role.key } },
      create: { organizationId, key: role.key, ...said },
      update: said,
    });
    await writeAudit(tx, organizationId, [
      {
        at: new Date(now),
        kind: 'role.saved',
        actor: storedActor(giver.actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { role: role.key, rights: [...role.rights] },
      },
    ]);
    return { result: 'saved' };
  });
}

/** Removes one of the organization's own roles that nobody has; `not-found` for a built-in role. */
export async function removeRole(
  database: Database,
  actor: Actor,
  key: string,
  now: number,
): Promise<'removed' | 'not-found' | 'in-use'> {
  if (isBuiltInRole(key)) return 'not-found';
  return database.inOrganization(actor.organizationId, async (tx) => {
    await lockRoles(tx, actor.organizationId);
    if (await tx.membership.findFirst({ where: { role: key }, select: { userId: true } })) return 'in-use';
    const { count } = await tx.organizationRole.deleteMany({ where: { key } });
    if (count === 0) return 'not-found';
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'role.removed',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { role: key },
      },
    ]);
    return 'removed';
  });
}

/** Changes of roles and of who has them wait for each other, to the end of the transaction. */
export async function lockRoles(tx: Tx, organizationId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`roles ${organizationId}`}, 0))::text`;
}
