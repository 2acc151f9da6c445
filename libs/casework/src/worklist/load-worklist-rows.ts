import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Risk } from '@puntual/domain/policy/vocabulary';
import type { ReviewReason } from '@puntual/domain/tasks/review-reasons';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { groupBy } from '../record/group-by.ts';
import { promiseStandingOf, recordedPromises, type PromiseRows } from '../facts/recorded-promises.ts';

/** Most open tasks that are put into order, the oldest first; more than a hundred collectors can do in a month. */
export const MOST_TASKS = 20_000;
/** For how long what came in counts as just in. */
const JUST_IN_MS = 86_400_000;

/** An open task as its row holds it, with its customer. */
export interface WorklistRow {
  readonly id: string;
  readonly kind: TaskKind;
  readonly customer_row_id: string | null;
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly time_zone: string | null;
  readonly risk: Risk | null;
  readonly reason: ReviewReason | null;
  readonly round: number;
  readonly opened_at: Date;
  readonly due_on: Date | null;
  readonly overdue_noted_at: Date | null;
  readonly claimed_by: string | null;
  readonly assigned_to: string | null;
  readonly assigned_rule: string | null;
  readonly snoozed_until: Date | null;
  readonly snooze_reason: string | null;
  readonly pinned_until: Date | null;
  readonly pinned_by: string | null;
  readonly pin_reason: string | null;
  readonly reassigned_at: Date | null;
  readonly escalated_at: Date | null;
  /** Money that the task asks about, instead of invoices. */
  readonly money_currency: string | null;
  readonly money_minor: bigint | null;
}

/** The open tasks of the organization, oldest first, at most `MOST_TASKS`. */
export function loadOpenTasks(tx: Tx, limit = MOST_TASKS): Promise<WorklistRow[]> {
  return tx.$queryRaw<WorklistRow[]>`
    SELECT t.id, t.kind, c.id AS customer_row_id, c.customer_id, c.name AS customer_name, c.time_zone, c.risk,
      t.reason, t.round, t.opened_at, t.due_on, t.overdue_noted_at, t.claimed_by, t.assigned_to, t.assigned_rule,
      t.snoozed_until, t.snooze_reason, t.pinned_until, t.pinned_by, t.pin_reason, t.reassigned_at, t.escalated_at,
      coalesce(p.currency, r.currency) AS money_currency,
      coalesce(p.unallocated_minor, r.amount_minor) AS money_minor
    FROM task t
    LEFT JOIN customer c ON c.id = t.customer_id
    LEFT JOIN payment p ON p.id = t.payment_id
    LEFT JOIN unidentified_receipt r ON r.id = t.receipt_id
    WHERE t.state IN ('open', 'claimed')
    ORDER BY t.opened_at, t.id
    LIMIT ${limit}`;
}

/** An open invoice that a task is about. */
export interface TaskInvoice {
  readonly task_id: string;
  readonly invoice_row_id: string;
  readonly currency: string;
  readonly open_minor: bigint;
  readonly dueOn: IsoDate;
}

/**
 * The open invoices of these tasks, by task. A task that names no invoice, such as one about contact data, is about all
 * of its customer's invoices whose due day has passed.
 */
export async function loadTaskInvoices(
  tx: Tx,
  taskIds: readonly string[],
  today: IsoDate,
): Promise<ReadonlyMap<string, readonly TaskInvoice[]>> {
  // One JSON text, because the driver converts tens of thousands of rows cell by cell.
  const [all] = await tx.$queryRaw<{ rows: string | null }[]>`
    SELECT jsonb_agg(jsonb_build_array(v.task_id, v.id, v.currency, v.open_minor::text, v.due_date))::text AS rows
    FROM (
      SELECT ti.task_id, i.id, i.currency, i.open_minor, i.due_date
      FROM task_invoice ti JOIN invoice i ON i.id = ti.invoice_id
      WHERE ti.task_id = ANY(${[...taskIds]}::uuid[]) AND i.status = 'open'
      UNION ALL
      SELECT t.id, i.id, i.currency, i.open_minor, i.due_date
      FROM task t JOIN invoice i ON i.customer_id = t.customer_id
      WHERE t.id = ANY(${[...taskIds]}::uuid[]) AND t.payment_id IS NULL
        AND i.status = 'open' AND i.due_date < ${today}::date
        AND NOT EXISTS (SELECT FROM task_invoice named WHERE named.task_id = t.id)
    ) v`;
  const rows = (JSON.parse(all?.rows ?? '[]') as [string, string, string, string, IsoDate][]).map(
    ([task_id, invoice_row_id, currency, minor, dueOn]): TaskInvoice => ({
      task_id,
      invoice_row_id,
      currency,
      open_minor: BigInt(minor),
      dueOn,
    }),
  );
  return groupBy(rows, ({ task_id }) => task_id);
}

/** What the customers of tasks did, by row id: how many promises they broke, and when money came in last. */
export interface CustomerRecord {
  readonly brokenPromises: ReadonlyMap<string, number>;
  /** Payments of the last day, in epoch milliseconds. */
  readonly paidAt: ReadonlyMap<string, number>;
}

/** Reads what the order of tasks needs of these customers (row ids). */
export async function loadCustomerRecord(
  tx: Tx,
  customerRowIds: readonly string[],
  now: number,
): Promise<CustomerRecord> {
  const ids = [...customerRowIds];
  const promises = await tx.$queryRaw<{ id: string; time_zone: string; promises: PromiseRows }[]>`
    SELECT c.id, c.time_zone, ${recordedPromises(sql`c.id`)} AS promises
    FROM customer c
    WHERE c.id = ANY(${ids}::uuid[])
      AND EXISTS (SELECT FROM hold h WHERE h.customer_id = c.id AND h.kind = 'promise')`;
  const payments = await tx.$queryRaw<{ customer_id: string; at: Date }[]>`
    SELECT customer_id, max(created_at) AS at
    FROM payment
    WHERE customer_id = ANY(${ids}::uuid[]) AND kind = 'payment' AND status = 'received'
      AND created_at > ${new Date(now - JUST_IN_MS)}::timestamptz AND created_at <= ${new Date(now)}::timestamptz
    GROUP BY customer_id`;
  return {
    brokenPromises: new Map(
      promises.map((row) => [row.id, promiseStandingOf(row.promises, now, row.time_zone).brokenPromises]),
    ),
    paidAt: new Map(payments.map((row) => [row.customer_id, row.at.getTime()])),
  };
}
