import { inUser } from '@puntual/casework/access/acting-user';
import type { MeView } from '@puntual/contracts/api/me';
import type { Database } from '@puntual/db/database';

type OrganizationRow = Omit<MeView['organizations'][number], 'current'> & { readonly id: string };

/**
 * The account of a person who is signed in to an organization (row ids). Open invitations are not shown: whoever made
 * the account has not proved that the address is theirs. The link of an invitation proves it.
 */
export async function readMe(database: Database, userId: string, organizationId: string): Promise<MeView> {
  return inUser(database, userId, async (tx) => {
    const user = await tx.appUser.findUniqueOrThrow({ where: { id: userId } });
    const secret = await tx.userSecret.findUnique({ where: { userId } });
    const organizations = await tx.$queryRaw<OrganizationRow[]>`
      SELECT o.id, o.slug, o.name, m.role, m.state
      FROM membership m JOIN organization o ON o.id = m.organization_id
      WHERE m.user_id = ${userId}::uuid AND m.state <> 'invited'
      ORDER BY m.created_at, o.slug LIMIT 100`;
    return {
      id: user.id,
      email: user.email,
      name: user.name,
      language: user.language,
      hasPassword: typeof secret?.passwordHash === 'string',
      hasSecondFactor: secret?.totpConfirmedAt instanceof Date,
      recoveryCodesLeft: secret?.recoveryHashes.length ?? 0,
      organizations: organizations.map(({ id, slug, name, role, state }) => ({
        slug,
        name,
        role,
        state,
        current: id === organizationId,
      })),
    };
  });
}
