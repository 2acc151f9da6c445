import type { z } from 'zod';
import type { GroupDetailView, groupQuerySchema, GroupView } from '@puntual/contracts/api/groups';
import { addDecimals } from './add-decimals.ts';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { customerBalances } from '../customers/customer-balances.ts';
import { likePattern, pageOfRows, readCursor, textPosition } from '../http/cursor.ts';

/** Most changes of a group that are shown, the newest first. */
const MOST_CHANGES = 200;

interface GroupRow {
  readonly id: string;
  readonly key: string;
  readonly name: string | null;
  readonly payer_row_id: string | null;
  readonly payer_id: string | null;
  readonly payer_name: string | null;
  readonly customers: number;
}

const groupRows = (which: Sql) => sql`
  SELECT g.id, g.key, g.name, p.id AS payer_row_id, p.customer_id AS payer_id, p.name AS payer_name,
    (SELECT count(*)::int FROM customer m WHERE m.group_id = g.id) AS customers
  FROM customer_group g LEFT JOIN customer p ON p.id = g.payer_id
  WHERE ${which}`;

/** The groups whose id or name contains `q`, by id. */
export async function listGroups(
  tx: Tx,
  query: z.infer<typeof groupQuerySchema>,
): Promise<{ items: GroupView[]; nextCursor: string | null }> {
  const after = readCursor(query.cursor, textPosition);
  const like = query.q === undefined ? null : likePattern(query.q);
  const rows = await tx.$queryRaw<GroupRow[]>`${groupRows(sql`
    (${like}::text IS NULL OR g.key ILIKE ${like}::text OR g.name ILIKE ${like}::text)
      AND (
        ${after?.[0] ?? null}::text IS NULL
        OR (g.key, g.id) > (${after?.[0] ?? null}::text, ${after?.[1] ?? null}::uuid)
      )
    ORDER BY g.key, g.id LIMIT ${query.limit + 1}`)}`;
  const page = pageOfRows(rows, query.limit, (row) => [row.key, row.id]);
  return { items: page.rows.map(groupView), nextCursor: page.nextCursor };
}

/** A group by the ERP's id, with its customers, what each owes, its open call and its history; null: there is none. */
export async function findGroup(tx: Tx, groupId: string, now: number): Promise<GroupDetailView | null> {
  const [row] = await tx.$queryRaw<GroupRow[]>`${groupRows(sql`g.key = ${groupId}`)}`;
  if (!row) return null;
  const members = await tx.$queryRaw<{ id: string; customer_id: string; name: string; joined_at: Date }[]>`
    SELECT c.id, c.customer_id, c.name, m.joined_at
    FROM customer c JOIN customer_group_member m ON m.customer_id = c.id AND m.left_at IS NULL
    WHERE c.group_id = ${row.id}::uuid
    ORDER BY c.name, c.id`;
  const balances = await customerBalances(
    tx,
    members.map(({ id }) => id),
    now,
  );
  const call = await tx.task.findFirst({
    where: { customerId: row.payer_row_id ?? row.id, kind: 'call', state: { not: 'done' } },
    select: { id: true },
  });
  const shown = members.map((member) => ({
    customerId: member.customer_id,
    name: member.name,
    joinedAt: member.joined_at.toISOString(),
    sums: [...(balances.get(member.id)?.open ?? [])],
    openInvoices: balances.get(member.id)?.openInvoices ?? 0,
  }));
  return {
    ...groupView(row),
    members: shown,
    sums: addDecimals(shown.flatMap(({ sums }) => sums)),
    callTaskId: call?.id ?? null,
    history: await readHistory(tx, row.id),
  };
}

async function readHistory(tx: Tx, groupRowId: string): Promise<GroupDetailView['history']> {
  const rows = await tx.$queryRaw<
    {
      customer_id: string;
      name: string;
      joined_at: Date;
      joined_by: string;
      left_at: Date | null;
      left_by: string | null;
    }[]
  >`
    SELECT c.customer_id, c.name, m.joined_at, m.joined_by, m.left_at, m.left_by
    FROM customer_group_member m JOIN customer c ON c.id = m.customer_id
    WHERE m.group_id = ${groupRowId}::uuid
    ORDER BY m.joined_at DESC, m.id DESC LIMIT ${MOST_CHANGES}`;
  return rows.map((row) => ({
    customerId: row.customer_id,
    name: row.name,
    joinedAt: row.joined_at.toISOString(),
    joinedBy: row.joined_by,
    leftAt: row.left_at?.toISOString() ?? null,
    leftBy: row.left_by,
  }));
}

function groupView({ key, name, payer_id, payer_name, customers }: GroupRow): GroupView {
  return {
    groupId: key,
    name,
    payer: payer_id === null ? null : { customerId: payer_id, name: payer_name ?? '' },
    customers,
  };
}
