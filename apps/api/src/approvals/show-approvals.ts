import type { z } from 'zod';
import type { ApprovalRow } from '@puntual/casework/access/approvals';
import type { approvalListQuerySchema, approvalPageSchema, ApprovalView } from '@puntual/contracts/api/approvals';
import type { Tx } from '@puntual/db/database';
import { rightToAct, whyNotDecide } from '@puntual/domain/access/four-eyes';
import type { Caller } from '../http/caller.ts';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';

/** The requests of the transaction's organization, the newest first. */
export async function listApprovals(
  tx: Tx,
  {
    query,
    caller,
    now,
  }: {
    readonly query: z.infer<typeof approvalListQuerySchema>;
    readonly caller: Caller;
    readonly now: number;
  },
): Promise<z.infer<typeof approvalPageSchema>> {
  const before = readCursor(query.cursor, idPosition);
  const mine = query.mine === undefined ? null : query.mine === 'true';
  const rows = await tx.$queryRaw<ApprovalRow[]>`
    SELECT *
    FROM approval
    WHERE (${query.state ?? null}::text IS NULL OR state = ${query.state ?? null})
      AND (${query.kind ?? null}::text IS NULL OR kind = ${query.kind ?? null})
      AND (
        ${mine}::boolean IS NULL
        OR (requested_user IS NOT DISTINCT FROM ${caller.userId}::uuid) = ${mine}::boolean
      )
      AND (${before?.[0] ?? null}::uuid IS NULL OR id < ${before?.[0] ?? null}::uuid)
    ORDER BY id DESC LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [row.id]);
  return { items: page.rows.map((row) => showApproval(row, caller, now)), nextCursor: page.nextCursor };
}

/** A request as the API shows it to a caller. */
export function showApproval(row: ApprovalRow, caller: Caller, now: number): ApprovalView {
  const asked = { state: row.state, expiresAtMs: row.expires_at.getTime(), requestedUser: row.requested_user };
  const hasRights = caller.rights.has('approval.decide') && caller.rights.has(rightToAct[row.kind]);
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    request: row.request as Record<string, unknown>,
    state: row.state,
    requestedBy: row.requested_by,
    requestedByName: row.requested_name,
    requestedAt: row.requested_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    decidedBy: row.decided_by,
    decidedByName: row.decided_name,
    decidedAt: row.decided_at?.toISOString() ?? null,
    note: row.note,
    mayDecide: hasRights && whyNotDecide(asked, caller.userId, now) === null,
  };
}
