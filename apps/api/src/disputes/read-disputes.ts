import type {
  DisputeDetailView,
  DisputeFileView,
  DisputeQuery,
  DisputeQuestionView,
  DisputeView,
} from '@puntual/contracts/api/disputes';
import { isoDate } from '@puntual/casework/record/dates';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { daysBetween, localDate } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

/** Most notes, files and questions of one dispute that are shown: as many as it may have. */
const MOST_SHOWN = 500;

interface DisputeRow {
  readonly id: string;
  readonly number: number;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly time_zone: string;
  readonly origin: DisputeView['origin'];
  readonly payment_id: string | null;
  readonly category: DisputeView['category'];
  readonly department: DisputeView['department'];
  readonly owner: string | null;
  readonly reason: string;
  readonly state: DisputeView['state'];
  readonly deadline_on: Date;
  readonly escalated_at: Date | null;
  readonly outcome: DisputeView['outcome'];
  readonly resolution: string | null;
  readonly credit_state: NonNullable<DisputeView['credit']>['state'] | null;
  readonly credit_due_on: Date | null;
  readonly revision: number;
  readonly opened_at: Date;
  readonly opened_by: string;
  readonly opened_on: Date;
  readonly resolved_at: Date | null;
  readonly resolved_by: string | null;
  readonly resolved_on: Date | null;
  readonly lines: readonly {
    readonly invoiceId: string;
    readonly number: string;
    readonly currency: string;
    readonly open: string;
    readonly amount: string | null;
    readonly credited: string | null;
  }[];
}

/** SQL: whether the dispute `d` of the customer `c` is not resolved and past its deadline at `now`. */
export const overdueAt = (now: number): Sql => sql`(
  d.state IN ('open', 'waiting')
  AND d.deadline_on < (${new Date(now)}::timestamptz AT TIME ZONE c.time_zone)::date)`;

// The disputes with their customers and invoices; a WHERE follows.
const DISPUTE_ROWS = sql`
  SELECT d.id, d.number, c.customer_id, c.name AS customer_name, c.time_zone, d.origin, p.payment_id, d.category,
    d.department, d.owner, d.reason, d.state, d.deadline_on, d.escalated_at, d.outcome, d.resolution, d.credit_state,
    d.credit_due_on, d.revision, d.opened_at, d.opened_by, d.opened_on, d.resolved_at, d.resolved_by, d.resolved_on,
    (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'invoiceId', i.invoice_id, 'number', i.number, 'currency', i.currency, 'open', i.open_minor::text,
        'amount', l.amount_minor::text, 'credited', l.credited_minor::text) ORDER BY i.due_date, i.id), '[]')
      FROM dispute_line l JOIN invoice i ON i.id = l.invoice_id
      WHERE l.dispute_id = d.id
    ) AS lines
  FROM dispute d
  JOIN customer c ON c.id = d.customer_id
  LEFT JOIN payment p ON p.id = d.payment_id`;

/** The disputes that match the filters, the newest first. */
export async function listDisputes(
  tx: Tx,
  query: DisputeQuery,
  now: number,
): Promise<{ items: DisputeView[]; nextCursor: string | null }> {
  const before = readCursor(query.cursor, idPosition)?.[0] ?? null;
  const overdue = query.overdue === undefined ? null : query.overdue === 'true';
  const rows = await tx.$queryRaw<DisputeRow[]>`
    ${DISPUTE_ROWS}
    WHERE (${query.state ?? null}::text IS NULL OR d.state = ${query.state ?? null}::text)
      AND (${query.owner ?? null}::text IS NULL OR d.owner = ${query.owner ?? null}::text)
      AND (${query.department ?? null}::text IS NULL OR d.department = ${query.department ?? null}::text)
      AND (${query.customerId ?? null}::text IS NULL OR c.customer_id = ${query.customerId ?? null}::text)
      AND (${overdue}::boolean IS NULL OR ${overdueAt(now)} = ${overdue}::boolean)
      AND (
        ${before}::uuid IS NULL
        OR (d.opened_at, d.id) < (SELECT b.opened_at, b.id FROM dispute b WHERE b.id = ${before}::uuid)
      )
    ORDER BY d.opened_at DESC, d.id DESC LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [row.id]);
  const items = await withNames<DisputeView[]>(
    tx,
    page.rows.map((row) => disputeView(row, now)),
  );
  return { items, nextCursor: page.nextCursor };
}

/** One dispute with its notes, files and questions; null when this organization has none of that id. */
export async function findDispute(
  tx: Tx,
  id: string,
  { now, wallMs }: { readonly now: number; readonly wallMs: number },
): Promise<DisputeDetailView | null> {
  const [row] = await tx.$queryRaw<DisputeRow[]>`
    ${DISPUTE_ROWS}
    WHERE d.id = ${id}::uuid`;
  if (!row) return null;
  const notes = await tx.disputeNote.findMany({
    where: { disputeId: id },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: MOST_SHOWN,
  });
  return withNames<DisputeDetailView>(tx, {
    ...disputeView(row, now),
    notes: notes.map(({ id: noteId, at, author, text }) => ({ id: noteId, at: at.toISOString(), author, text })),
    files: await listFiles(tx, id),
    questions: await listQuestions(tx, id, wallMs),
  });
}

async function listFiles(tx: Tx, disputeId: string): Promise<Unnamed<DisputeFileView>[]> {
  const files = await tx.disputeFile.findMany({
    where: { disputeId },
    omit: { content: true },
    orderBy: [{ uploadedAt: 'asc' }, { id: 'asc' }],
    take: MOST_SHOWN,
  });
  return files.map(({ id, name, kind, bytes, sha256, uploadedAt, uploadedBy }) => ({
    id,
    name,
    kind: kind as DisputeFileView['kind'],
    bytes,
    sha256,
    uploadedAt: uploadedAt.toISOString(),
    uploadedBy,
  }));
}

async function listQuestions(tx: Tx, disputeId: string, wallMs: number): Promise<Unnamed<DisputeQuestionView>[]> {
  const rows = await tx.disputeQuestion.findMany({
    where: { disputeId },
    orderBy: [{ askedAt: 'asc' }, { id: 'asc' }],
    take: MOST_SHOWN,
  });
  return rows.map((row) => ({
    id: row.id,
    department: row.department as DisputeQuestionView['department'],
    address: row.address,
    language: row.language as DisputeQuestionView['language'],
    question: row.question,
    state: questionState(row, wallMs),
    askedAt: row.askedAt.toISOString(),
    askedBy: row.askedBy,
    expiresAt: row.expiresAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    answeredBy: row.answeredBy,
    answer: row.answer,
  }));
}

function questionState(
  row: { readonly answeredAt: Date | null; readonly revokedAt: Date | null; readonly expiresAt: Date },
  wallMs: number,
): DisputeQuestionView['state'] {
  if (row.answeredAt !== null) return 'answered';
  if (row.revokedAt !== null) return 'revoked';
  return row.expiresAt.getTime() <= wallMs ? 'expired' : 'open';
}

function disputeView(row: DisputeRow, now: number): Unnamed<DisputeView> {
  const today = localDate(now, row.time_zone);
  const deadlineOn = isoDate(row.deadline_on);
  const unsettled = row.state === 'open' || row.state === 'waiting';
  return {
    id: row.id,
    number: row.number,
    customerId: row.customer_id,
    customerName: row.customer_name,
    origin: row.origin,
    paymentId: row.payment_id,
    category: row.category,
    department: row.department,
    owner: row.owner,
    reason: row.reason,
    state: row.state,
    deadlineOn,
    overdue: unsettled && deadlineOn < today,
    escalated: unsettled && row.escalated_at !== null,
    invoices: row.lines.map((line) => ({
      invoiceId: line.invoiceId,
      number: line.number,
      currency: line.currency,
      open: decimalAmount(BigInt(line.open), line.currency),
      amount: decimalOf(line.amount, line.currency),
      credited: decimalOf(line.credited, line.currency),
    })),
    outcome: row.outcome,
    resolution: row.resolution,
    credit:
      row.credit_state === null
        ? null
        : { state: row.credit_state, dueOn: row.credit_due_on && isoDate(row.credit_due_on) },
    revision: row.revision,
    openedAt: row.opened_at.toISOString(),
    openedBy: row.opened_by,
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    resolvedBy: row.resolved_by,
    daysOpen: Math.max(0, daysBetween(isoDate(row.opened_on), row.resolved_on ? isoDate(row.resolved_on) : today)),
  };
}

function decimalOf(minor: string | null, currency: string): string | null {
  return minor === null ? null : decimalAmount(BigInt(minor), currency);
}
