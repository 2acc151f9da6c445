import type { Database } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { actAsUser } from './acting-user.ts';
import { issueCredential } from './credentials.ts';
import { SIGN_IN_LINK_LIFE_MS } from './keys.ts';

const NAME = 'local administrator';

/**
 * Issues the sign-in link of `npm start`. The local administrator is a person of the organization without an e-mail
 * address or password, made once; nobody signs in as them but by such a link.
 */
export async function issueLocalSignIn(database: Database, organizationId: string, wallMs: number): Promise<string> {
  return database.inOrganization(organizationId, async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`local ${organizationId}`}, 0))::text`;
    const [known] = await tx.$queryRaw<{ id: string }[]>`
      SELECT u.id
      FROM app_user u JOIN membership m ON m.user_id = u.id
      WHERE m.organization_id = ${organizationId}::uuid AND u.email IS NULL AND u.name = ${NAME}`;
    const userId = known?.id ?? newId();
    await actAsUser(tx, userId);
    if (!known) {
      await tx.appUser.create({ data: { id: userId, name: NAME, state: 'active' } });
      await tx.userSecret.create({ data: { userId } });
    }
    // Whoever runs the program on their own computer is its administrator, whatever was done to the role since.
    const member = { role: 'administrator', state: 'active', joinedAt: new Date(wallMs) };
    await tx.membership.upsert({
      where: { organizationId_userId: { organizationId, userId } },
      create: { organizationId, userId, ...member },
      update: { role: member.role, state: member.state },
    });
    const link = await issueCredential(tx, {
      organizationId,
      kind: 'sign-in',
      role: 'administrator',
      name: NAME,
      userId,
      expiresAt: new Date(wallMs + SIGN_IN_LINK_LIFE_MS),
    });
    return link.token;
  });
}
