import type { z } from 'zod';
import type { pageQuerySchema } from '@puntual/contracts/api/common';
import type { PortalActView, PortalLinkView } from '@puntual/contracts/api/portal';
import type { PortalAct } from '@puntual/domain/portal/portal-acts';
import type { Tx } from '@puntual/db/database';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

type Query = z.infer<typeof pageQuerySchema>;

/** The links of a customer (row id), newest first. */
export async function listLinks(
  tx: Tx,
  customerRowId: string,
  query: Query,
): Promise<{ items: PortalLinkView[]; nextCursor: string | null }> {
  const before = readCursor(query.cursor, idPosition);
  const found = await tx.portalLink.findMany({
    where: { customerId: customerRowId, ...(before ? { id: { lt: before[0] } } : {}) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  const { rows, nextCursor } = pageOfRows(found, query.limit, ({ id }) => [id]);
  const items = rows.map((row) => ({
    id: row.id,
    contactId: row.contactId,
    madeAt: row.madeAt.toISOString(),
    madeBy: row.madeBy,
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }));
  return { items: await withNames<PortalLinkView[]>(tx, items), nextCursor };
}

/** What a customer (row id) did in the portal, newest first. */
export async function listActs(
  tx: Tx,
  customerRowId: string,
  query: Query,
): Promise<{ items: PortalActView[]; nextCursor: string | null }> {
  const before = readCursor(query.cursor, idPosition);
  const found = await tx.portalAct.findMany({
    where: { customerId: customerRowId, ...(before ? { id: { lt: before[0] } } : {}) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  const { rows, nextCursor } = pageOfRows(found, query.limit, ({ id }) => [id]);
  const files = await tx.portalFile.findMany({
    where: { actId: { in: rows.map(({ id }) => id) } },
    omit: { content: true },
    orderBy: { id: 'asc' },
  });
  const items: Unnamed<PortalActView>[] = rows.map((row) => ({
    id: row.id,
    act: row.kind as PortalAct,
    at: row.actedAt.toISOString(),
    by: row.actedBy,
    entered: row.entered as Record<string, unknown>,
    outcome: row.became as Record<string, unknown>,
    taskId: row.taskId,
    files: files
      .filter(({ actId }) => actId === row.id)
      .map(({ id, name, kind, bytes, sha256 }) => ({ id, name, kind, bytes, sha256 })),
  }));
  return { items: await withNames<PortalActView[]>(tx, items), nextCursor };
}
