import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { rightsBeyond } from '@puntual/domain/access/rights';
import type { Language } from '@puntual/domain/language/languages';
import { writeAudit } from '../record/audit.ts';
import { actAsUser } from './acting-user.ts';
import { dropFlows, openFlow } from './flows.ts';
import type { Instants } from './keys.ts';
import { readMember, type Member } from './members.ts';
import { lockRoles, readRole, type BeyondOwnRights, type Giver } from './own-roles.ts';
import { userByEmail } from './user-by-email.ts';
import { storedActor } from '../record/actor.ts';

/** People of one organization. */
export const MOST_MEMBERS = 2_000;

export interface Invitation {
  readonly email: string;
  /** The name and language of somebody who is new to Puntual; others keep their own. */
  readonly name: string;
  readonly language: Language;
  readonly role: string;
  readonly teams: readonly string[];
}

export type InviteResult =
  | { readonly result: 'invited'; readonly member: Member; readonly token: string; readonly expiresAt: Date }
  | { readonly result: 'already-member' | 'unknown-role' | 'too-many-members' }
  | BeyondOwnRights;

/**
 * Invites a person, known by their e-mail address, to the giver's organization and returns the token of the link with
 * which they accept; a later invitation makes the earlier links useless. Nothing tells whether the person is known to
 * other organizations: until they accept, they have the name of the invitation.
 */
export async function inviteUser(
  database: Database,
  giver: Giver,
  invitation: Invitation,
  { now, wallMs }: Instants,
): Promise<InviteResult> {
  const { organizationId } = giver.actor;
  return database.inOrganization(organizationId, async (tx): Promise<InviteResult> => {
    await lockRoles(tx, organizationId);
    const wanted = await readRole(tx, organizationId, invitation.role);
    if (!wanted) return { result: 'unknown-role' };
    const beyond = rightsBeyond(giver.rights, wanted);
    if (beyond.length > 0) return { result: 'beyond-own-rights', rights: beyond };
    const userId = await findOrMakeUser(tx, invitation);
    const known = await readMember(tx, userId);
    if (known && known.joined_at !== null) return { result: 'already-member' };
    if (!known && (await tx.membership.count()) >= MOST_MEMBERS) return { result: 'too-many-members' };
    const given = {
      role: invitation.role,
      state: 'invited',
      teams: [...invitation.teams],
      invitedName: invitation.name,
      invitedLanguage: invitation.language,
    };
    if (known) await tx.membership.updateMany({ where: { userId, organizationId }, data: given });
    else await tx.membership.create({ data: { organizationId, userId, ...given } });
    const member = await readMember(tx, userId);
    if (!member) throw new Error('a member who was just invited is not there');
    await dropFlows(tx, 'invitation', userId, wallMs);
    const flow = await openFlow(tx, { kind: 'invitation', userId, organizationId }, wallMs);
    await writeAudit(tx, organizationId, [
      {
        at: new Date(now),
        kind: 'user.invited',
        actor: storedActor(giver.actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { userId, role: invitation.role },
      },
    ]);
    return { result: 'invited', member, ...flow };
  });
}

// One address is one person, also when two organizations invite them at once.
async function findOrMakeUser(tx: Tx, { email, name, language }: Invitation): Promise<string> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`user ${email.toLowerCase()}`}, 0))::text`;
  const known = await userByEmail(tx, email);
  if (known) return known.id;
  const id = newId();
  await actAsUser(tx, id);
  await tx.appUser.create({ data: { id, email, name, language, state: 'invited' } });
  await tx.userSecret.create({ data: { userId: id } });
  return id;
}
