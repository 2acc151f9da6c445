import type { CallView } from '@puntual/contracts/api/calls';
import type { Tx } from '@puntual/db/database';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

type CallRow = Awaited<ReturnType<Tx['callLog']['findMany']>>[number];

/** Entries of the call log. */
export function showCalls(tx: Tx, rows: readonly CallRow[]): Promise<CallView[]> {
  return withNames<CallView[]>(tx, rows.map(callView));
}

function callView(row: CallRow): Unnamed<CallView> {
  return {
    id: row.id,
    direction: row.direction === 'in' ? 'in' : 'out',
    taskId: row.taskId,
    contactId: row.contactId,
    phone: row.phone,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    seconds: row.seconds,
    outcome: row.outcome,
    note: row.note,
    by: row.madeBy,
    supersedes: row.supersedes,
    supersededAt: row.supersededAt?.toISOString() ?? null,
  };
}

/** The calls of a customer (row id), the newest first, with the entries that were corrected. */
export async function listCalls(
  tx: Tx,
  customerRowId: string,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: CallView[]; nextCursor: string | null }> {
  const before = readCursor(query.cursor, idPosition)?.[0];
  const rows = await tx.callLog.findMany({
    where: { customerId: customerRowId, ...(before === undefined ? {} : { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  const page = pageOfRows(rows, query.limit, (row) => [row.id]);
  return { items: await showCalls(tx, page.rows), nextCursor: page.nextCursor };
}
