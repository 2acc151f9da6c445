import type { Database } from '@puntual/db/database';
import { inUser } from './acting-user.ts';
import type { Instants } from './keys.ts';
import { joinInvited } from './join.ts';
import { userByEmail } from './user-by-email.ts';

/**
 * The person of an e-mail address that a provider has verified; null for nobody who was invited or has joined. Proving
 * the address accepts the invitations that were sent to it.
 */
export async function joinByEmail(database: Database, email: string, instants: Instants): Promise<string | null> {
  const user = await userByEmail(database.shared, email);
  if (!user) return null;
  const invited = await inUser(database, user.id, (tx) =>
    tx.membership.findMany({
      where: { userId: user.id, state: 'invited' },
      select: { organizationId: true },
      take: 100,
    }),
  );
  for (const { organizationId } of invited) await joinInvited(database, { userId: user.id, organizationId }, instants);
  return user.id;
}
