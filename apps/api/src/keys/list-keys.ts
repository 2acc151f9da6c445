import type { z } from 'zod';
import type { KeyRow } from '@puntual/casework/access/keys';
import type { keyListQuerySchema, keyPageSchema, KeyView } from '@puntual/contracts/api/keys';
import type { Tx } from '@puntual/db/database';
import { isRight } from '@puntual/domain/access/rights';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';

/** The keys, links and sessions of the transaction's organization, the newest first; `wallMs` is real time. */
export async function listKeys(
  tx: Tx,
  query: z.infer<typeof keyListQuerySchema>,
  wallMs: number,
): Promise<z.infer<typeof keyPageSchema>> {
  const before = readCursor(query.cursor, idPosition);
  const rows = await tx.$queryRaw<KeyRow[]>`
    SELECT
      id, kind, role, name, scopes, bootstrap, created_at, expires_at, used_at, last_used_at, revoked_at
    FROM credential
    WHERE (${query.kind ?? null}::text IS NULL OR kind = ${query.kind ?? null})
      AND (${query.name ?? null}::text IS NULL OR name = ${query.name ?? null})
      AND (
        ${query.valid ?? null}::text IS NULL
        OR (
          revoked_at IS NULL
          AND used_at IS NULL
          AND (expires_at IS NULL OR expires_at > ${new Date(wallMs)})
        ) = (${query.valid ?? null} = 'true')
      )
      AND (${before?.[0] ?? null}::uuid IS NULL OR id < ${before?.[0] ?? null}::uuid)
    ORDER BY id DESC LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [row.id]);
  return { items: page.rows.map(showKey), nextCursor: page.nextCursor };
}

/** A key as the API shows it. */
export function showKey(row: KeyRow): KeyView {
  return {
    id: row.id,
    kind: row.kind,
    role: row.role,
    name: row.name,
    scopes: row.scopes ? row.scopes.filter(isRight) : null,
    bootstrap: row.bootstrap,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    usedAt: row.used_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
