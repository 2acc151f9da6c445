import type { Attention, OpenTask } from '@puntual/domain/decide/next-act';
import type { ReviewReason } from '@puntual/domain/tasks/review-reasons';
import type { Tx } from '@puntual/db/database';

interface AttentionRow {
  readonly tasks: OpenTask[] | null;
  readonly reviewed_on: Partial<Record<ReviewReason, string>> | null;
  readonly held_since: Record<string, string> | null;
  readonly placed_on: string | null;
}

/**
 * Reads what people have to do and have done about an invoice (row id): its open tasks, its reviews, its holds and its
 * placement. Days are the customer's.
 */
export async function readAttention(tx: Tx, invoiceRowId: string): Promise<Attention> {
  const [row] = await tx.$queryRaw<AttentionRow[]>`
    SELECT
      (
        SELECT jsonb_agg(
          jsonb_build_object('taskId', t.id, 'kind', t.kind, 'dueOn', t.due_on, 'reason', t.reason)
          ORDER BY t.due_on, t.id)
        FROM task t JOIN task_invoice ti ON ti.task_id = t.id
        WHERE ti.organization_id = i.organization_id AND ti.invoice_id = i.id AND t.state <> 'done'
      ) AS tasks,
      (
        SELECT jsonb_object_agg(r.reason, r.on)
        FROM (
          SELECT t.reason, max(t.completed_on) AS on
          FROM task t JOIN task_invoice ti ON ti.task_id = t.id
          WHERE ti.organization_id = i.organization_id AND ti.invoice_id = i.id AND t.kind = 'review-case'
            AND t.state = 'done' AND t.completed_on IS NOT NULL AND t.reason IS NOT NULL
          GROUP BY t.reason
        ) r
      ) AS reviewed_on,
      (
        SELECT jsonb_object_agg(h.id, (h.opened_at AT TIME ZONE c.time_zone)::date)
        FROM hold h
        WHERE h.organization_id = i.organization_id AND h.invoice_id = i.id AND h.released_at IS NULL
      ) AS held_since,
      (
        SELECT max((p.placed_at AT TIME ZONE c.time_zone)::date)::text
        FROM placement p
        WHERE p.organization_id = i.organization_id AND p.invoice_id = i.id AND p.state = 'placed'
      ) AS placed_on
    FROM invoice i JOIN customer c ON c.id = i.customer_id
    WHERE i.id = ${invoiceRowId}::uuid`;
  return {
    tasks: row?.tasks ?? [],
    reviewedOn: row?.reviewed_on ?? {},
    heldSince: row?.held_since ?? {},
    placedOn: row?.placed_on ?? null,
  };
}
