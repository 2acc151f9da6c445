import type { z } from 'zod';
import { MEMBER_COLUMNS, type Member } from '@puntual/casework/access/members';
import type { SessionRow } from '@puntual/casework/access/sessions';
import type { PersonSessionsView, userListQuerySchema, userPageSchema, UserView } from '@puntual/contracts/api/users';
import type { Tx } from '@puntual/db/database';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';

/** The people of the transaction's organization, the newest first. */
export async function listUsers(
  tx: Tx,
  query: z.infer<typeof userListQuerySchema>,
): Promise<z.infer<typeof userPageSchema>> {
  const before = readCursor(query.cursor, idPosition);
  const rows = await tx.$queryRaw<Member[]>`
    SELECT ${MEMBER_COLUMNS}
    FROM membership m JOIN app_user u ON u.id = m.user_id
    WHERE (${query.state ?? null}::text IS NULL OR m.state = ${query.state ?? null})
      AND (${before?.[0] ?? null}::uuid IS NULL OR u.id < ${before?.[0] ?? null}::uuid)
    ORDER BY u.id DESC LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [row.id]);
  return { items: page.rows.map(showUser), nextCursor: page.nextCursor };
}

/** A person as the API shows them. */
export function showUser(member: Member): UserView {
  return {
    id: member.id,
    email: member.email,
    name: member.name,
    language: member.language,
    role: member.role,
    state: member.state,
    teams: [...member.teams],
    joinedAt: member.joined_at?.toISOString() ?? null,
    invitedAt: member.created_at.toISOString(),
  };
}

/** A session as the API shows it; `asking` is the credential that asks. */
export function showSession(row: SessionRow, asking: string): PersonSessionsView['items'][number] {
  return {
    id: row.id,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    isThisOne: row.id === asking,
  };
}
