import type { Database, Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { rightsBeyond } from '@puntual/domain/access/rights';
import type { AccessChange } from '@puntual/domain/audit/access-audit-data';
import { writeAudit } from '../record/audit.ts';
import { actAsUser } from './acting-user.ts';
import { forgetAttempts } from './attempts.ts';
import { dropFlows, openFlow } from './flows.ts';
import type { Instants } from './keys.ts';
import { lockRoles, readRole, type BeyondOwnRights, type Giver } from './own-roles.ts';
import { endLinksMadeBy, endSessionsHere } from './sessions.ts';
import { storedActor } from '../record/actor.ts';

/** A person in an organization. */
export interface Member {
  readonly id: string;
  readonly email: string | null;
  readonly name: string;
  readonly language: string;
  readonly role: string;
  readonly state: 'invited' | 'active' | 'suspended';
  readonly teams: readonly string[];
  readonly joined_at: Date | null;
  readonly created_at: Date;
}

/**
 * SQL: a `Member` of the membership `m` and its user `u`. Until somebody accepts, they are called what the invitation
 * called them: how other organizations know them is theirs to show.
 */
export const MEMBER_COLUMNS = sql`
  u.id, u.email,
  CASE WHEN m.joined_at IS NULL THEN coalesce(m.invited_name, u.email, u.name) ELSE u.name END AS name,
  CASE WHEN m.joined_at IS NULL THEN coalesce(m.invited_language, 'es') ELSE u.language END AS language,
  m.role, m.state, m.teams, m.joined_at, m.created_at`;

/** A person of the transaction's organization (row id); null when there is none. */
export async function readMember(tx: Tx, userId: string): Promise<Member | null> {
  const [row] = await tx.$queryRaw<Member[]>`
    SELECT ${MEMBER_COLUMNS}
    FROM membership m JOIN app_user u ON u.id = m.user_id
    WHERE m.user_id = ${userId}::uuid AND m.organization_id = current_organization()`;
  return row ?? null;
}

export type MemberResult =
  | { readonly result: 'done'; readonly member: Member }
  | { readonly result: 'not-found' | 'unknown-role' | 'last-administrator' }
  | BeyondOwnRights;

export interface MemberChange {
  readonly role?: string | undefined;
  readonly state?: 'active' | 'suspended' | undefined;
  readonly teams?: readonly string[] | undefined;
}

/**
 * Changes the role, the state or the teams of a person in the giver's organization, at once: a suspended person's
 * sessions end, and the sign-in links that they made for others end with a new role too. Refuses rights that the giver
 * lacks, also those that the person has now, and to leave an organization without an administrator. Whoever has not
 * accepted the invitation becomes invited again, not active.
 */
export async function changeMember(
  database: Database,
  giver: Giver,
  { userId, ...change }: MemberChange & { readonly userId: string },
  { now, wallMs }: Instants,
): Promise<MemberResult> {
  const { organizationId } = giver.actor;
  return database.inOrganization(organizationId, async (tx): Promise<MemberResult> => {
    await lockRoles(tx, organizationId);
    const before = await readMember(tx, userId);
    if (!before) return { result: 'not-found' };
    const role = change.role ?? before.role;
    const wanted = await readRole(tx, organizationId, role);
    if (!wanted && change.role !== undefined) return { result: 'unknown-role' };
    const has = await readRole(tx, organizationId, before.role);
    const beyond = rightsBeyond(giver.rights, new Set([...(wanted ?? []), ...(has ?? [])]));
    if (beyond.length > 0) return { result: 'beyond-own-rights', rights: beyond };
    const asked = change.state ?? before.state;
    const state = asked === 'active' && before.joined_at === null ? 'invited' : asked;
    const leaves = before.role === 'administrator' && before.state === 'active';
    if (leaves && (role !== 'administrator' || state !== 'active') && !(await hasOtherAdministrator(tx, userId)))
      return { result: 'last-administrator' };
    const teams = [...(change.teams ?? before.teams)];
    await tx.membership.updateMany({ where: { userId, organizationId }, data: { role, state, teams } });
    // Who made a link may be who uses it, with a role that they have no more.
    if (state === 'suspended' || role !== before.role) await endLinksMadeBy(tx, userId, wallMs);
    if (state === 'suspended') {
      await endSessionsHere(tx, userId, wallMs);
      await dropFlows(tx, 'invitation', userId, wallMs);
    }
    const member = await readMember(tx, userId);
    if (!member) throw new Error('a member who was just changed is not there');
    const said = (of: Member) => ({ role: of.role, state: of.state, teams: [...of.teams] });
    if (JSON.stringify(said(before)) !== JSON.stringify(said(member)))
      await writeAudit(tx, organizationId, [
        {
          at: new Date(now),
          kind: 'user.changed',
          actor: storedActor(giver.actor),
          customerRowId: null,
          invoiceRowId: null,
          data: { userId, from: said(before), to: said(member) },
        },
      ]);
    return { result: 'done', member };
  });
}

async function hasOtherAdministrator(tx: Tx, userId: string): Promise<boolean> {
  const other = await tx.membership.findFirst({
    where: { role: 'administrator', state: 'active', userId: { not: userId } },
    select: { userId: true },
  });
  return other !== null;
}

export type AccessResult =
  | { readonly result: 'done'; readonly token: string | null; readonly expiresAt: Date | null }
  | { readonly result: 'not-found' | 'not-joined' | 'belongs-elsewhere' | 'nothing-to-end' }
  | BeyondOwnRights;

/**
 * What an administrator does to how a person of the organization signs in: makes a link with which they set a new
 * password, takes their second factor off, unlocks them, or ends their sessions here. Refused for whoever has rights
 * that the giver lacks. A link and a second factor open every organization of the person, so both are refused for
 * somebody who belongs to others too (`belongs-elsewhere`): they change them themselves.
 */
export async function changeAccess(
  database: Database,
  giver: Giver,
  { userId, what }: { readonly userId: string; readonly what: GivenAccess },
  { now, wallMs }: Instants,
): Promise<AccessResult> {
  const { organizationId } = giver.actor;
  return database.inOrganization(organizationId, async (tx): Promise<AccessResult> => {
    const member = await readMember(tx, userId);
    if (!member) return { result: 'not-found' };
    if (member.joined_at === null) return { result: 'not-joined' };
    const beyond = rightsBeyond(giver.rights, (await readRole(tx, organizationId, member.role)) ?? []);
    if (beyond.length > 0) return { result: 'beyond-own-rights', rights: beyond };
    if ((what === 'reset-link' || what === 'second-factor-off') && (await belongsElsewhere(tx, userId)))
      return { result: 'belongs-elsewhere' };
    await actAsUser(tx, userId);
    const issued = await carryOut(tx, { userId, organizationId, what }, wallMs);
    if (issued === 'nothing-to-end') return { result: 'nothing-to-end' };
    await auditAccess(tx, { organizationId, actor: storedActor(giver.actor), userId, what }, now);
    return { result: 'done', token: issued?.token ?? null, expiresAt: issued?.expiresAt ?? null };
  });
}

export type GivenAccess = Extract<AccessChange, 'reset-link' | 'second-factor-off' | 'unlocked' | 'signed-out'>;

async function carryOut(
  tx: Tx,
  { userId, organizationId, what }: { userId: string; organizationId: string; what: GivenAccess },
  wallMs: number,
): Promise<{ token: string; expiresAt: Date } | 'nothing-to-end' | null> {
  switch (what) {
    case 'reset-link':
      await dropFlows(tx, 'reset', userId, wallMs);
      return openFlow(tx, { kind: 'reset', userId, organizationId }, wallMs);
    case 'second-factor-off':
      return (await removeSecondFactor(tx, userId)) ? null : 'nothing-to-end';
    case 'unlocked':
      return (await forgetAttempts(tx, userId)) ? null : 'nothing-to-end';
    case 'signed-out':
      return (await endSessionsHere(tx, userId, wallMs)) > 0 ? null : 'nothing-to-end';
  }
}

/**
 * Takes the second factor and its recovery codes off; false when there is none. The transaction acts as the person.
 */
export async function removeSecondFactor(tx: Tx, userId: string): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE user_secret SET totp_sealed = NULL, totp_confirmed_at = NULL, recovery_hashes = '{}'
    WHERE user_id = ${userId}::uuid AND totp_sealed IS NOT NULL`;
  return changed > 0;
}

/** Whether a person of the transaction's organization is in others too, also as an invited one. */
export async function belongsElsewhere(tx: Tx, userId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ elsewhere: boolean }[]>`SELECT belongs_elsewhere(${userId}::uuid) AS elsewhere`;
  return row?.elsewhere ?? true;
}

/** Writes that somebody's way to sign in changed, in the transaction of that change. */
export async function auditAccess(
  tx: Tx,
  by: { readonly organizationId: string; readonly actor: string; readonly userId: string; readonly what: AccessChange },
  now: number,
): Promise<void> {
  await writeAudit(tx, by.organizationId, [
    {
      at: new Date(now),
      kind: 'user.access-changed',
      actor: by.actor,
      customerRowId: null,
      invoiceRowId: null,
      data: { userId: by.userId, what: by.what },
    },
  ]);
}
