import type { Database, Tx } from '@puntual/db/database';

/**
 * Lets a transaction see and write the rows of one person: who they are, how they prove it, where they belong. Without
 * it a transaction sees the names of its organization's members, and nothing else of anybody.
 */
export async function actAsUser(tx: Tx, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT set_config('puntual.user', ${userId}, true)`;
}

/** Runs `work` in one transaction that sees the rows of the person, and of no organization but their memberships. */
export function inUser<T>(database: Database, userId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.inOrganization('', async (tx) => {
    await actAsUser(tx, userId);
    return work(tx);
  });
}
