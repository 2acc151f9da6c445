import type { Tx } from '@puntual/db/database';
import type { Refusal } from '@puntual/domain/refusals/refusals';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id of the person of the transaction's organization whom a text means: `user:<id>` or `key:<id>`, the id of a user
 * as `/v1/users` gives it, a collector's handle, or a user's e-mail address. A display name means nobody. A collector
 * of an older version, whose name fitted nobody, has that name as id. Null: nobody.
 */
export async function findPerson(tx: Tx, text: string): Promise<string | null> {
  const [kind, id] = /^(user|key):(.*)$/.exec(text)?.slice(1) ?? ['user', text];
  const rowId = id !== undefined && UUID.test(id) ? id : null;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id
    FROM (
      SELECT 'user:' || m.user_id AS id, 1 AS place FROM membership m
      WHERE m.organization_id = current_organization() AND ${kind} = 'user' AND m.user_id = ${rowId}::uuid
      UNION ALL
      SELECT 'key:' || c.id, 2 FROM credential c
      WHERE ${kind} = 'key' AND c.id = ${rowId}::uuid AND c.kind = 'api-key'
      UNION ALL
      SELECT c.person_id, 3 FROM collector c WHERE c.person_id = ${text}::text
      UNION ALL
      SELECT c.person_id, 4 FROM collector c WHERE c.handle = lower(${text}::text)
      UNION ALL
      SELECT 'user:' || u.id, 5
      FROM membership m JOIN app_user u ON u.id = m.user_id
      WHERE m.organization_id = current_organization() AND lower(u.email) = lower(${text}::text)
    ) found
    ORDER BY place
    LIMIT 1`;
  return row?.id ?? null;
}

/** The refusal of a text that means no person of the organization. */
export function unknownPerson(path: string, person: string): Refusal {
  return { code: 'unknown-person', path, values: { person } };
}
