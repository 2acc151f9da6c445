import type { z } from 'zod';
import type { taskQuerySchema, TaskView } from '@puntual/contracts/api/tasks';
import { isoDate } from '@puntual/casework/record/dates';
import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { CALL_BACK_LEAD_MINUTES } from '@puntual/domain/decide/judge-call';
import { daysBetween, localInstant } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { ReviewReason } from '@puntual/domain/tasks/review-reasons';
import { outcomesOf, type TaskEnd, type TaskKind } from '@puntual/domain/tasks/task-kinds';
import { instantPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { SHOWN_NUMBER } from '@puntual/casework/record/shown-number';
import { type Unnamed, withNames } from '../http/with-names.ts';

interface TaskRow {
  readonly id: string;
  readonly kind: TaskKind;
  readonly state: TaskView['state'];
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly reason: ReviewReason | null;
  readonly round: number;
  readonly opened_at: Date;
  readonly due_on: Date | null;
  readonly due_at: Date | null;
  readonly time_zone: string | null;
  readonly today: Date;
  readonly claimed_by: string | null;
  readonly completed_at: Date | null;
  readonly outcome: TaskEnd | null;
  readonly note: string | null;
  readonly overdue_noted_at: Date | null;
  readonly payment_id: string | null;
  readonly payment_currency: string | null;
  readonly unallocated_minor: bigint | null;
  readonly receipt_row_id: string | null;
  readonly payer: string | null;
  readonly receipt_currency: string | null;
  readonly receipt_minor: bigint | null;
  readonly received_on: Date | null;
  readonly contacts: TaskView['contacts'] | null;
  readonly dispute_id: string | null;
  readonly dispute_number: number | null;
}

/** Most invoices shown with one task, the longest due first. */
const MOST_INVOICES = 100;

/** The tasks that match the filters: open ones oldest first, done ones newest first. */
export async function listTasks(
  tx: Tx,
  query: z.infer<typeof taskQuerySchema>,
  now: number,
): Promise<{ items: TaskView[]; nextCursor: string | null }> {
  const rows = query.state === 'done' ? await newestFirst(tx, query, now) : await oldestFirst(tx, query, now);
  const page = pageOfRows(rows, query.limit, (row) => [placeOf(row, now).toISOString(), row.id]);
  return { items: await views(tx, page.rows), nextCursor: page.nextCursor };
}

/** One task; null when this organization has none of that id. */
export async function findTask(tx: Tx, id: string, now: number): Promise<TaskView | null> {
  const rows = await tx.$queryRaw<TaskRow[]>`
    ${taskRows(now)}
    WHERE t.id = ${id}::uuid`;
  return (await views(tx, rows))[0] ?? null;
}

/** The kind of a task and the time zone of its customer; null when this organization has no such task. */
export async function findTaskPlace(
  tx: Tx,
  id: string,
): Promise<{ readonly kind: TaskKind; readonly timeZone: string } | null> {
  const [row] = await tx.$queryRaw<{ kind: TaskKind; time_zone: string | null }[]>`
    SELECT t.kind, c.time_zone FROM task t LEFT JOIN customer c ON c.id = t.customer_id WHERE t.id = ${id}::uuid`;
  return row ? { kind: row.kind, timeZone: row.time_zone ?? 'UTC' } : null;
}

// The tasks with their customer, payment and receipt; a WHERE follows. `today` is the customer's local day.
const taskRows = (now: number) => sql`
  SELECT t.id, t.kind, t.state, c.customer_id, c.name AS customer_name, t.reason, t.round, t.opened_at, t.due_on,
    t.due_at, c.time_zone,
    (${new Date(now)}::timestamptz AT TIME ZONE coalesce(c.time_zone, 'UTC'))::date AS today,
    t.claimed_by, t.completed_at, t.outcome, t.note, t.overdue_noted_at,
    p.payment_id, p.currency AS payment_currency, p.unallocated_minor,
    r.id AS receipt_row_id, r.movement->>'payer' AS payer, r.currency AS receipt_currency,
    r.amount_minor AS receipt_minor, r.received_on, d.id AS dispute_id, d.number AS dispute_number,
    (
      SELECT jsonb_agg(jsonb_build_object('contactId', asked.id, 'name', k.name) ORDER BY asked.id)
      FROM unnest(t.contact_ids) AS asked(id)
      LEFT JOIN contact k ON k.customer_id = t.customer_id AND k.contact_id = asked.id
    ) AS contacts
  FROM task t
  LEFT JOIN customer c ON c.id = t.customer_id
  LEFT JOIN payment p ON p.id = t.payment_id
  LEFT JOIN unidentified_receipt r ON r.id = t.receipt_id
  LEFT JOIN dispute d ON d.id = t.dispute_id`;

/** Hours by which an agreed call stands before the tasks that were opened at its instant: more than any task is old. */
const AHEAD_HOURS = 876_000;

/** The instant by which agreed calls are due soon. */
const dueSoon = (now: number) => new Date(now + CALL_BACK_LEAD_MINUTES * 60_000);

// Where an open task stands: by the instant at which it was opened. A call that was agreed for an hour stands before
// all others from some minutes before that hour.
const placeIn = (now: number) =>
  sql`CASE WHEN t.state <> 'done' AND t.due_at <= ${dueSoon(now)}::timestamptz
    THEN t.due_at - make_interval(hours => ${AHEAD_HOURS}) ELSE t.opened_at END`;

// The same of a row.
function placeOf({ state, due_at, opened_at }: TaskRow, now: number): Date {
  return state !== 'done' && due_at !== null && due_at <= dueSoon(now)
    ? new Date(due_at.getTime() - AHEAD_HOURS * 3_600_000)
    : opened_at;
}

async function oldestFirst(tx: Tx, query: z.infer<typeof taskQuerySchema>, now: number): Promise<TaskRow[]> {
  const after = readCursor(query.cursor, instantPosition);
  return tx.$queryRaw<TaskRow[]>`
    ${taskRows(now)}
    WHERE (${query.state ?? null}::text IS NULL OR t.state = ${query.state ?? null}::text)
      AND (${query.kind ?? null}::text IS NULL OR t.kind = ${query.kind ?? null}::text)
      AND (${query.customerId ?? null}::text IS NULL OR c.customer_id = ${query.customerId ?? null}::text)
      AND (
        ${after?.[0] ?? null}::timestamptz IS NULL
        OR (${placeIn(now)}, t.id) > (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid)
      )
    ORDER BY ${placeIn(now)}, t.id LIMIT ${query.limit + 1}`;
}

async function newestFirst(tx: Tx, query: z.infer<typeof taskQuerySchema>, now: number): Promise<TaskRow[]> {
  const before = readCursor(query.cursor, instantPosition);
  return tx.$queryRaw<TaskRow[]>`
    ${taskRows(now)}
    WHERE t.state = 'done' AND (${query.kind ?? null}::text IS NULL OR t.kind = ${query.kind ?? null}::text)
      AND (${query.customerId ?? null}::text IS NULL OR c.customer_id = ${query.customerId ?? null}::text)
      AND (
        ${before?.[0] ?? null}::timestamptz IS NULL
        OR (t.opened_at, t.id) < (${before?.[0] ?? null}::timestamptz, ${before?.[1] ?? null}::uuid)
      )
    ORDER BY t.opened_at DESC, t.id DESC LIMIT ${query.limit + 1}`;
}

interface TaskInvoiceRow {
  readonly task_id: string;
  readonly invoice_id: string;
  readonly number: string;
  readonly currency: string;
  readonly open_minor: bigint;
  readonly status: string;
  readonly due_date: Date;
}

async function views(tx: Tx, rows: readonly TaskRow[]): Promise<TaskView[]> {
  const invoices = await tx.$queryRaw<TaskInvoiceRow[]>`
    SELECT task_id, invoice_id, number, currency, open_minor, status, due_date
    FROM (
      SELECT ti.task_id, i.invoice_id, ${SHOWN_NUMBER} AS number, i.currency, i.open_minor, i.status, i.due_date,
        row_number() OVER (PARTITION BY ti.task_id ORDER BY i.due_date, i.id) AS place
      FROM task_invoice ti
      JOIN invoice i ON i.id = ti.invoice_id
      WHERE ti.task_id = ANY(${rows.map((row) => row.id)}::uuid[])
    ) listed
    WHERE place <= ${MOST_INVOICES}
    ORDER BY place`;
  return withNames<TaskView[]>(
    tx,
    rows.map((row) =>
      taskView(
        row,
        invoices.filter((invoice) => invoice.task_id === row.id),
      ),
    ),
  );
}

function taskView(row: TaskRow, invoices: readonly TaskInvoiceRow[]): Unnamed<TaskView> {
  const today = isoDate(row.today);
  const dueOn = row.due_on && isoDate(row.due_on);
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    customerId: row.customer_id,
    customerName: row.customer_name,
    invoices: invoices.map((invoice) => ({
      invoiceId: invoice.invoice_id,
      number: invoice.number,
      currency: invoice.currency,
      open: decimalAmount(invoice.open_minor, invoice.currency),
      daysOverdue: invoice.status === 'open' ? daysBetween(isoDate(invoice.due_date), today) : 0,
    })),
    payment: paymentOf(row),
    receipt: receiptOf(row),
    contacts: row.contacts ?? [],
    dispute:
      row.dispute_id === null || row.dispute_number === null
        ? null
        : { id: row.dispute_id, number: row.dispute_number },
    reason: row.reason,
    round: row.round,
    openedAt: row.opened_at.toISOString(),
    dueOn,
    dueAt: row.due_at?.toISOString() ?? null,
    dueAtLocal: row.due_at && row.time_zone ? localInstant(row.due_at.getTime(), row.time_zone) : null,
    overdue: row.state !== 'done' && (row.overdue_noted_at !== null || (dueOn !== null && dueOn < today)),
    claimedBy: row.claimed_by,
    completedAt: row.completed_at?.toISOString() ?? null,
    outcome: row.outcome,
    note: row.note,
    outcomes: [...outcomesOf(row.kind)],
  };
}

function paymentOf(row: TaskRow): TaskView['payment'] {
  if (row.payment_id === null || row.payment_currency === null || row.unallocated_minor === null) return null;
  return {
    paymentId: row.payment_id,
    currency: row.payment_currency,
    unallocated: decimalAmount(row.unallocated_minor, row.payment_currency),
  };
}

function receiptOf(row: TaskRow): TaskView['receipt'] {
  if (row.receipt_row_id === null || row.receipt_currency === null) return null;
  if (row.receipt_minor === null || row.received_on === null) return null;
  return {
    id: row.receipt_row_id,
    payer: row.payer,
    currency: row.receipt_currency,
    amount: decimalAmount(row.receipt_minor, row.receipt_currency),
    receivedOn: isoDate(row.received_on),
  };
}
