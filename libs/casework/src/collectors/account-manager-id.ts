import type { Tx } from '@puntual/db/database';

/**
 * The stored id of whom an ERP, a file or a person names as account manager: by that id or a handle, or by the e-mail
 * of a person of the organization. An e-mail that nobody has stays as it is, and is shown. Null: nobody is named.
 */
export async function accountManagerId(tx: Tx, named: string | null): Promise<string | null> {
  if (!named?.includes('@')) return named;
  const [person] = await tx.$queryRaw<{ id: string }[]>`
    SELECT 'user:' || u.id AS id
    FROM app_user u JOIN membership m ON m.user_id = u.id
    WHERE lower(u.email) = lower(${named})
    LIMIT 1`;
  return person?.id ?? named;
}
