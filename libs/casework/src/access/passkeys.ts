import type { Database } from '@puntual/db/database';
import { inUser } from './acting-user.ts';
import { changeOwn, type Self } from './own-access.ts';

/** Passkeys of one person. */
export const MOST_PASSKEYS = 20;

/** A passkey as its authenticator made it. */
export interface StoredPasskey {
  /** The authenticator's id of it, in base64url. */
  readonly id: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
}

/** A passkey as its person sees it. */
export interface PasskeyRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** The person's passkeys, the newest first. */
export function listPasskeys(database: Database, userId: string): Promise<PasskeyRow[]> {
  return inUser(database, userId, (tx) =>
    tx.passkey.findMany({
      where: { userId },
      orderBy: { createdAt: 'desc' },
      take: MOST_PASSKEYS,
      select: { id: true, name: true, createdAt: true, lastUsedAt: true },
    }),
  );
}

/** Adds a passkey to the person. `too-many`: they have as many as anybody may. `known`: it is there already. */
export async function addPasskey(
  database: Database,
  self: Self,
  { name, ...key }: StoredPasskey & { readonly name: string },
  now: number,
): Promise<'added' | 'too-many' | 'known'> {
  const { userId } = self;
  let result: 'added' | 'too-many' | 'known' = 'added';
  await changeOwn(database, self, { what: 'passkey-added', now }, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM user_secret WHERE user_id = ${userId}::uuid FOR UPDATE`;
    if ((await tx.passkey.count({ where: { userId } })) >= MOST_PASSKEYS) {
      result = 'too-many';
      return null;
    }
    const added = await tx.$executeRaw`
      INSERT INTO passkey (id, user_id, public_key, counter, transports, name)
      VALUES (
        ${key.id}, ${userId}::uuid, ${Buffer.from(key.publicKey)}, ${key.counter},
        ${[...key.transports]}::text[], ${name})
      ON CONFLICT (id) DO NOTHING`;
    if (added > 0) return true;
    result = 'known';
    return null;
  });
  return result;
}

/** Removes one of the person's passkeys; false when they have none with this id. */
export async function removePasskey(database: Database, self: Self, id: string, now: number): Promise<boolean> {
  const removed = await changeOwn(database, self, { what: 'passkey-removed', now }, async (tx) => {
    const { count } = await tx.passkey.deleteMany({ where: { id, userId: self.userId } });
    return count > 0 ? true : null;
  });
  return removed !== null;
}

/** The passkey of an authenticator's id, with its person, if they have joined; null for an unknown one. */
export async function findPasskey(
  database: Database,
  id: string,
): Promise<{ readonly userId: string; readonly passkey: StoredPasskey } | null> {
  const [found] = await database.shared.$queryRaw<{ id: string }[]>`SELECT id FROM find_user_by_passkey(${id})`;
  if (!found) return null;
  return inUser(database, found.id, async (tx) => {
    const row = await tx.passkey.findUnique({ where: { id } });
    const user = await tx.appUser.findUnique({ where: { id: found.id }, select: { state: true } });
    if (!row || user?.state !== 'active') return null;
    const { publicKey, counter, transports } = row;
    return { userId: found.id, passkey: { id, publicKey, counter: Number(counter), transports } };
  });
}

/**
 * Notes that a passkey was used. False when its counter has not risen: the passkey was copied, or the same answer came
 * twice. Authenticators that do not count stay at 0.
 */
export async function usePasskey(
  database: Database,
  { id, userId, counter }: { readonly id: string; readonly userId: string; readonly counter: number },
  wallMs: number,
): Promise<boolean> {
  const used = await inUser(
    database,
    userId,
    (tx) => tx.$executeRaw`
      UPDATE passkey SET counter = ${counter}, last_used_at = ${new Date(wallMs)}
      WHERE id = ${id} AND (counter < ${counter} OR (counter = 0 AND ${counter} = 0))`,
  );
  return used > 0;
}
