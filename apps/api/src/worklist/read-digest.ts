import type { z } from 'zod';
import { readWorklist, type WorklistTask } from '@puntual/casework/worklist/read-worklist';
import type { AccountBriefView, digestQuerySchema } from '@puntual/contracts/api/collectors';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { decimalAmount } from '@puntual/domain/money/amount';
import { pageOfRows, readCursor, textPosition } from '../http/cursor.ts';

/** How long tasks that others finished belong to the digest. */
const DIGEST_MS = 90 * 86_400_000;

interface AccountRow {
  readonly id: string;
  readonly customer_id: string;
  readonly name: string;
  readonly message_at: Date | null;
  readonly call_at: Date | null;
  readonly call_outcome: string | null;
  readonly open: readonly { readonly currency: string; readonly minor: string }[] | null;
  readonly next_invoice: string | null;
  readonly next_at: Date | null;
}

/** What a collector has to know of each of their customers, by the customers' names. */
export async function readDigest(
  tx: Tx,
  organizationId: string,
  query: z.infer<typeof digestQuerySchema> & { readonly personId: string },
  now: number,
): Promise<{ items: AccountBriefView[]; nextCursor: string | null }> {
  const page = pageOfRows(await accounts(tx, query, now), query.limit, (row) => [row.name, row.id]);
  const { tasks } = await readWorklist(tx, organizationId, now);
  return {
    items: page.rows.map((row) =>
      brief(
        row,
        tasks.find((task) => task.row.customer_row_id === row.id),
      ),
    ),
    nextCursor: page.nextCursor,
  };
}

function accounts(
  tx: Tx,
  { personId, cursor, limit }: z.infer<typeof digestQuerySchema> & { readonly personId: string },
  now: number,
): Promise<AccountRow[]> {
  const after = readCursor(cursor, textPosition);
  return tx.$queryRaw<AccountRow[]>`
    SELECT c.id, c.customer_id, c.name,
      (SELECT max(m.sent_at) FROM message m WHERE m.customer_id = c.id AND m.state = 'sent') AS message_at,
      called.completed_at AS call_at, called.outcome AS call_outcome,
      (
        SELECT jsonb_agg(jsonb_build_object('currency', currency, 'minor', minor::text) ORDER BY currency)
        FROM (
          SELECT i.currency, sum(i.open_minor) AS minor
          FROM invoice i
          WHERE i.customer_id = c.id AND i.status = 'open'
          GROUP BY i.currency
        ) sums
      ) AS open,
      next.invoice_id AS next_invoice, next.next_action_at AS next_at
    FROM customer c
    LEFT JOIN LATERAL (
      SELECT t.completed_at, t.outcome
      FROM task t
      WHERE t.customer_id = c.id AND t.kind = 'call' AND t.state = 'done' AND t.completed_on IS NOT NULL
      ORDER BY t.completed_at DESC
      LIMIT 1
    ) called ON true
    LEFT JOIN LATERAL (
      SELECT i.invoice_id, i.next_action_at
      FROM invoice i
      WHERE i.customer_id = c.id AND i.status = 'open' AND i.next_action_at IS NOT NULL
      ORDER BY i.next_action_at, i.id
      LIMIT 1
    ) next ON true
    WHERE c.merged_into IS NULL
      AND (
        (
          ${isManagedBy(personId)}
          AND EXISTS (SELECT FROM invoice i WHERE i.customer_id = c.id AND i.status = 'open')
        )
        OR c.id IN (
          SELECT t.customer_id
          FROM task t
          WHERE (t.assigned_to = ${personId} OR t.claimed_by = ${personId})
            AND (t.state <> 'done' OR t.completed_at > ${new Date(now - DIGEST_MS)}::timestamptz)
        )
      )
      AND (
        ${after?.[0] ?? null}::text IS NULL
        OR (c.name, c.id) > (${after?.[0] ?? null}::text, ${after?.[1] ?? null}::uuid)
      )
    ORDER BY c.name, c.id
    LIMIT ${limit + 1}`;
}

// SQL: whether the ERP names the person as account manager of the customer `c`.
const isManagedBy = (personId: string): Sql => sql`(
  c.account_manager = ${personId}
  OR lower(c.account_manager) IN (SELECT k.handle FROM collector k WHERE k.person_id = ${personId})
  OR lower(c.account_manager) IN (SELECT lower(u.email) FROM app_user u WHERE u.id = ${userIdOf(personId)}::uuid))`;

const userIdOf = (personId: string) => (personId.startsWith('user:') ? personId.slice(5) : null);

function brief(row: AccountRow, task: WorklistTask | undefined): AccountBriefView {
  return {
    customerId: row.customer_id,
    customerName: row.name,
    lastContact: lastContactOf(row),
    nextAct: task
      ? { what: 'task', taskId: task.taskId, kind: task.row.kind, dueOn: task.deadline.dueOn }
      : row.next_invoice !== null && row.next_at !== null
        ? { what: 'case', invoiceId: row.next_invoice, at: row.next_at.toISOString() }
        : null,
    open: (row.open ?? []).map(({ currency, minor }) => ({ currency, amount: decimalAmount(BigInt(minor), currency) })),
  };
}

function lastContactOf({ message_at, call_at, call_outcome }: AccountRow): AccountBriefView['lastContact'] {
  if (call_at !== null && (message_at === null || call_at >= message_at))
    return { at: call_at.toISOString(), what: 'call', outcome: call_outcome };
  return message_at && { at: message_at.toISOString(), what: 'message', outcome: null };
}
