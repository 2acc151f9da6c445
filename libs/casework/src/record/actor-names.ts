import type { Tx } from '@puntual/db/database';

const ID = /^(user|key|contact|customer):([0-9a-f-]{36})$/;

/**
 * The names of stored actors, for people to read: of a person, key, contact or customer the name that they have now.
 * Others (`puntual`, `erp:<source>`, the names in rows of older versions) are their own names.
 */
export async function nameActors(tx: Tx, actors: readonly string[]): Promise<(actor: string) => string> {
  const ids = (kind: string) => [
    ...new Set(actors.map((actor) => ID.exec(actor)).flatMap((found) => (found?.[1] === kind ? [found[2] ?? ''] : []))),
  ];
  const [users, keys, contacts, customers] = [ids('user'), ids('key'), ids('contact'), ids('customer')];
  if ([users, keys, contacts, customers].every(({ length }) => length === 0)) return (actor) => actor;
  const rows = await tx.$queryRaw<{ actor: string; name: string }[]>`
    SELECT 'user:' || id AS actor, name FROM app_user WHERE id = ANY(${users}::uuid[])
    UNION ALL
    SELECT 'key:' || id, name FROM credential WHERE id = ANY(${keys}::uuid[])
    UNION ALL
    SELECT 'contact:' || id, name FROM contact WHERE id = ANY(${contacts}::uuid[])
    UNION ALL
    SELECT 'customer:' || id, name FROM customer WHERE id = ANY(${customers}::uuid[])`;
  const names = new Map(rows.map(({ actor, name }) => [actor, name]));
  return (actor) => names.get(actor) ?? actor;
}

/** The name of one stored actor. */
export async function nameActor(tx: Tx, actor: string): Promise<string> {
  return (await nameActors(tx, [actor]))(actor);
}
