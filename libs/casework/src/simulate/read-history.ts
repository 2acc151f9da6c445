import type { HoldKind } from '@puntual/domain/decide/case-facts';
import type { Tx } from '@puntual/db/database';
import { groupBy } from '../record/group-by.ts';
import type { History, PastMessage, PastPlacement, PastStep, PastTask } from './history.ts';
import type { Amendment, BookedEntry, BookedHold, BookedPayment } from './ledger-timeline.ts';

/** Whose history is read, by row ids. */
export interface Subjects {
  readonly invoiceIds: readonly string[];
  readonly customerIds: readonly string[];
}

/**
 * Reads what was recorded of invoices and their customers before the instant `to`, with one statement for each kind of
 * row.
 */
export async function readHistory(
  tx: Tx,
  organizationId: string,
  { invoiceIds, customerIds }: Subjects,
  to: number,
): Promise<History> {
  const query: Query = (text, ids) => tx.$queryRawUnsafe(text, organizationId, ids, new Date(to));
  return {
    entries: groupBy(await readEntries(query, invoiceIds), (row) => row.invoice),
    holds: groupBy(await readHolds(query, invoiceIds), (row) => row.invoice),
    amendments: groupBy(await readAmendments(query, invoiceIds), (row) => row.invoice),
    steps: groupBy(await readSteps(query, invoiceIds), (row) => row.invoice),
    placements: groupBy(await readPlacements(query, invoiceIds), (row) => row.invoice),
    messages: groupBy(await readMessages(query, customerIds), (row) => row.customer),
    tasks: groupBy(await readTasks(query, customerIds), (row) => row.customer),
    payments: groupBy(await readPayments(query, customerIds), (row) => row.customer),
  };
}

// Runs a statement with the organization as $1, row ids as $2 and the end of the history as $3.
type Query = <Row>(text: string, ids: readonly string[]) => Promise<Row[]>;

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
const dayOf = (column: string) => `(${column} AT TIME ZONE c.time_zone)::date::text`;

function readEntries(query: Query, invoiceIds: readonly string[]): Promise<(BookedEntry & { invoice: string })[]> {
  return query(
    `SELECT e.invoice_id AS invoice, ${ms('e.created_at')} AS at, e.kind, e.amount_minor AS "amountMinor", e.cause,
      p.kind IS NOT DISTINCT FROM 'credit-note' AS "ofCreditNote"
    FROM entry e
      LEFT JOIN payment p ON p.id = e.payment_id
    WHERE e.organization_id = $1::uuid AND e.invoice_id = ANY($2::uuid[]) AND e.created_at < $3::timestamptz
    ORDER BY e.created_at, e.id`,
    invoiceIds,
  );
}

// A pause of the whole customer holds each of the customer's invoices.
function readHolds(
  query: Query,
  invoiceIds: readonly string[],
): Promise<(BookedHold & { invoice: string; kind: HoldKind })[]> {
  return query(
    `SELECT
      h.invoice_id AS invoice,
      h.id,
      h.kind,
      h.until_on::text AS "untilOn",
      CASE WHEN h.kind = 'dispute' THEN h.amount_minor END AS "disputedMinor",
      ${ms('h.opened_at')} AS "openedAt",
      ${ms('h.released_at')} AS "releasedAt"
    FROM (
      SELECT invoice_id, id, kind, until_on, amount_minor, opened_at, released_at
      FROM hold
      WHERE organization_id = $1::uuid AND invoice_id = ANY($2::uuid[])
      UNION ALL
      SELECT i.id, p.id, 'manual', p.until_on, NULL, p.opened_at, p.released_at
      FROM customer_pause p JOIN invoice i ON i.customer_id = p.customer_id
      WHERE p.organization_id = $1::uuid AND i.id = ANY($2::uuid[]) AND p.channel IS NULL
    ) h
    WHERE h.opened_at < $3::timestamptz
    ORDER BY h.opened_at, h.id`,
    invoiceIds,
  );
}

// Amendments after the end are read too: they say what the due date was before them.
function readAmendments(query: Query, invoiceIds: readonly string[]): Promise<(Amendment & { invoice: string })[]> {
  return query(
    `SELECT
      a.invoice_id AS invoice,
      ${ms('a.at')} AS at,
      a.data->'dueOn'->>'from' AS from,
      a.data->'dueOn'->>'to' AS to
    FROM audit_event a
    WHERE a.organization_id = $1::uuid
      AND a.invoice_id = ANY($2::uuid[])
      AND a.kind = 'invoice.amended'
      AND a.data ? 'dueOn'
      AND $3::timestamptz IS NOT NULL
    ORDER BY a.at, a.id`,
    invoiceIds,
  );
}

function readSteps(query: Query, invoiceIds: readonly string[]): Promise<PastStep[]> {
  return query(
    `SELECT
      s.invoice_id AS invoice,
      s.step_id AS "stepId",
      s.occurrence,
      s.state,
      s.changed_on::text AS on,
      s.deadline_on::text AS "deadlineOn",
      s.stage,
      s.day,
      s."do",
      ${ms('s.requested_at')} AS "requestedAt",
      s.message_id AS "messageId",
      s.reason,
      s.case_run AS "caseRun"
    FROM step s
    WHERE s.organization_id = $1::uuid AND s.invoice_id = ANY($2::uuid[]) AND s.requested_at < $3::timestamptz
    ORDER BY s.requested_at, s.id`,
    invoiceIds,
  );
}

function readPlacements(query: Query, invoiceIds: readonly string[]): Promise<PastPlacement[]> {
  return query(
    `SELECT
      p.id,
      p.invoice_id AS invoice,
      p.state,
      ${ms('p.proposed_at')} AS at,
      ${dayOf('p.proposed_at')} AS on,
      ${ms('p.placed_at')} AS "placedAt",
      ${ms('p.recalled_at')} AS "recalledAt"
    FROM placement p JOIN customer c ON c.id = p.customer_id
    WHERE p.organization_id = $1::uuid AND p.invoice_id = ANY($2::uuid[]) AND p.proposed_at < $3::timestamptz
    ORDER BY p.proposed_at, p.id`,
    invoiceIds,
  );
}

function readMessages(query: Query, customerIds: readonly string[]): Promise<PastMessage[]> {
  return query(
    `SELECT
      m.id,
      m.customer_id AS customer,
      ${ms('m.composed_at')} AS at,
      ${dayOf('m.composed_at')} AS on,
      m.template,
      m.stage,
      m.severity,
      m.reminder,
      m.channel,
      m.deadline_on::text AS "deadlineOn",
      m.delivery_state AS "deliveryState",
      ARRAY(
        SELECT mi.invoice_id::text FROM message_invoice mi WHERE mi.message_id = m.id AND mi.section = 'overdue'
      ) AS overdue,
      ARRAY(SELECT mi.invoice_id::text FROM message_invoice mi WHERE mi.message_id = m.id) AS listed,
      ARRAY(
        SELECT s.invoice_id::text
        FROM step s
        WHERE s.organization_id = m.organization_id AND s.customer_id = m.customer_id AND s.message_id = m.id
      ) AS carried,
      nullif(jsonb_path_query_array(m.recipients, '$[*].contactId ? (@ != null)'), '[]'::jsonb) AS people
    FROM message m JOIN customer c ON c.id = m.customer_id
    WHERE m.organization_id = $1::uuid
      AND m.customer_id = ANY($2::uuid[])
      AND m.state IN ('sent', 'ambiguous')
      AND m.composed_at < $3::timestamptz
    ORDER BY m.composed_at, m.id`,
    customerIds,
  );
}

function readTasks(query: Query, customerIds: readonly string[]): Promise<PastTask[]> {
  return query(
    `SELECT
      t.id,
      t.customer_id AS customer,
      t.kind,
      t.step_id AS "stepId",
      t.round,
      ${ms('t.opened_at')} AS at,
      ${dayOf('t.opened_at')} AS on,
      t.due_on::text AS "dueOn",
      ${ms('t.overdue_noted_at')} AS "overdueAt",
      ${dayOf('t.overdue_noted_at')} AS "overdueOn",
      ${ms('t.completed_at')} AS "completedAt",
      t.completed_on::text AS "completedOn",
      t.outcome,
      ARRAY(SELECT ti.invoice_id::text FROM task_invoice ti WHERE ti.task_id = t.id ORDER BY 1) AS invoices
    FROM task t JOIN customer c ON c.id = t.customer_id
    WHERE t.organization_id = $1::uuid
      AND t.customer_id = ANY($2::uuid[])
      AND t.kind IN ('call', 'approve-agency', 'fix-contact')
      AND t.opened_at < $3::timestamptz
    ORDER BY t.opened_at, t.id`,
    customerIds,
  );
}

async function readPayments(
  query: Query,
  customerIds: readonly string[],
): Promise<(BookedPayment & { customer: string })[]> {
  const payments = await query<Omit<BookedPayment, 'allocated'> & { id: string; customer: string }>(
    `SELECT
      p.id,
      p.customer_id AS customer,
      ${ms('p.created_at')} AS at,
      p.currency,
      p.amount_minor AS "amountMinor",
      CASE WHEN p.status = 'reversed' AND p.reversed_minor = 0 THEN (
        SELECT ${ms('min(a.at)')}
        FROM audit_event a
        WHERE a.organization_id = p.organization_id
          AND a.customer_id = ANY(ARRAY(
            SELECT id FROM customer WHERE id = p.customer_id OR merged_into = p.customer_id))
          AND a.kind = 'payment.reversed'
          AND a.data->>'paymentId' = p.payment_id
      ) END AS "reversedAt"
    FROM payment p
    WHERE p.organization_id = $1::uuid AND p.customer_id = ANY($2::uuid[]) AND p.created_at < $3::timestamptz
    ORDER BY p.created_at, p.id`,
    customerIds,
  );
  const allocations = await query<{ payment: string; at: number; amountMinor: bigint }>(
    `SELECT e.payment_id AS payment, ${ms('e.created_at')} AS at, e.amount_minor AS "amountMinor"
    FROM entry e
    WHERE e.organization_id = $1::uuid AND e.payment_id = ANY($2::uuid[]) AND e.created_at < $3::timestamptz
    UNION ALL
    SELECT o.payment_id, ${ms('o.created_at')}, -o.amount_minor
    FROM money_out o
    WHERE o.organization_id = $1::uuid AND o.payment_id = ANY($2::uuid[]) AND o.created_at < $3::timestamptz
    ORDER BY 2`,
    payments.map((payment) => payment.id),
  );
  const allocated = groupBy(allocations, (each) => each.payment);
  return payments.map((payment) => ({ ...payment, allocated: allocated.get(payment.id) ?? [] }));
}
