import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { HoldKind, StepState } from '@puntual/domain/decide/case-facts';
import type { PolicyStep } from '@puntual/domain/policy/policy';
import type { Tx } from '@puntual/db/database';
import { groupBy } from '../record/group-by.ts';
import type { Amendment, BookedEntry, BookedHold, BookedPayment } from './ledger-timeline.ts';
import type { Channel, Stage, Template } from '@puntual/domain/policy/vocabulary';

export interface PastStep {
  readonly invoice: string;
  readonly stepId: string;
  readonly occurrence: number;
  readonly state: StepState;
  readonly on: IsoDate;
  readonly deadlineOn: IsoDate | null;
  readonly stage: Stage | null;
  readonly day: number | null;
  readonly do: PolicyStep['do'];
  readonly requestedAt: number;
  readonly messageId: string | null;
  readonly reason: string | null;
}

export interface PastMessage {
  readonly id: string;
  readonly customer: string;
  readonly at: number;
  readonly on: IsoDate;
  readonly template: Template;
  readonly stage: Stage;
  readonly reminder: boolean;
  readonly channel: Channel;
  readonly deadlineOn: IsoDate | null;
  /** The provider's last report as of today. */
  readonly deliveryState: string | null;
  readonly overdue: readonly string[];
  /** All that it listed. */ readonly listed: readonly string[];
  readonly people: readonly string[] | null;
}

export interface PastTask {
  readonly id: string;
  readonly customer: string;
  readonly kind: 'call' | 'approve-agency' | 'fix-contact';
  readonly stepId: string | null;
  readonly round: number;
  readonly at: number;
  readonly on: IsoDate;
  readonly dueOn: IsoDate | null;
  readonly overdueAt: number | null;
  readonly overdueOn: IsoDate | null;
  readonly completedAt: number | null;
  readonly completedOn: IsoDate | null;
  readonly outcome: string | null;
  readonly invoices: readonly string[];
}

export interface PastPlacement {
  readonly id: string;
  readonly invoice: string;
  readonly state: string;
  readonly at: number;
  readonly on: IsoDate;
  readonly placedAt: number | null;
  readonly recalledAt: number | null;
}

/** All that is recorded of some customers before an instant: by row id of the invoice, or of the customer. */
export interface History {
  readonly entries: ReadonlyMap<string, readonly BookedEntry[]>;
  readonly holds: ReadonlyMap<string, readonly BookedHold[]>;
  readonly amendments: ReadonlyMap<string, readonly Amendment[]>;
  readonly steps: ReadonlyMap<string, readonly PastStep[]>;
  readonly placements: ReadonlyMap<string, readonly PastPlacement[]>;
  readonly messages: ReadonlyMap<string, readonly PastMessage[]>;
  readonly tasks: ReadonlyMap<string, readonly PastTask[]>;
  readonly payments: ReadonlyMap<string, readonly BookedPayment[]>;
}

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
const dayOf = (column: string) => `(${column} AT TIME ZONE c.time_zone)::date::text`;

/** Reads what was recorded of the invoices and their customers (row ids) before `to`, a statement for each kind of row. */
export async function readHistory(
  tx: Tx,
  organizationId: string,
  invoiceIds: readonly string[],
  customerIds: readonly string[],
  to: number,
): Promise<History> {
  const query = <Row>(text: string, ids: readonly string[]): Promise<Row[]> =>
    tx.$queryRawUnsafe<Row[]>(text, organizationId, ids, new Date(to));
  const entries = await query<BookedEntry & { invoice: string }>(
    `SELECT e.invoice_id AS invoice, ${ms('e.created_at')} AS at, e.kind, e.amount_minor AS "amountMinor"
    FROM entry e WHERE e.organization_id = $1::uuid AND e.invoice_id = ANY($2::uuid[]) AND e.created_at < $3::timestamptz ORDER BY e.created_at, e.id`,
    invoiceIds,
  );
  const holds = await query<BookedHold & { invoice: string; kind: HoldKind }>(
    `SELECT h.invoice_id AS invoice, h.id, h.kind, h.until_on::text AS "untilOn", ${ms('h.opened_at')} AS "openedAt", ${ms('h.released_at')} AS "releasedAt"
    FROM hold h WHERE h.organization_id = $1::uuid AND h.invoice_id = ANY($2::uuid[]) AND h.opened_at < $3::timestamptz ORDER BY h.opened_at, h.id`,
    invoiceIds,
  );
  const amendments = await query<Amendment & { invoice: string }>(
    `SELECT a.invoice_id AS invoice, ${ms('a.at')} AS at, a.data->'dueOn'->>'from' AS from, a.data->'dueOn'->>'to' AS to
    FROM audit_event a WHERE a.organization_id = $1::uuid AND a.invoice_id = ANY($2::uuid[]) AND a.kind = 'invoice.amended' AND a.data ? 'dueOn' AND $3::timestamptz IS NOT NULL ORDER BY a.at, a.id`,
    invoiceIds,
  );
  const steps = await query<PastStep>(
    `SELECT s.invoice_id AS invoice, s.step_id AS "stepId", s.occurrence, s.state, s.changed_on::text AS on, s.deadline_on::text AS "deadlineOn", s.stage, s.day, s."do", ${ms('s.requested_at')} AS "requestedAt", s.message_id AS "messageId", s.reason
    FROM step s WHERE s.organization_id = $1::uuid AND s.invoice_id = ANY($2::uuid[]) AND s.requested_at < $3::timestamptz ORDER BY s.requested_at, s.id`,
    invoiceIds,
  );
  const placements = await query<PastPlacement>(
    `SELECT p.id, p.invoice_id AS invoice, p.state, ${ms('p.proposed_at')} AS at, ${dayOf('p.proposed_at')} AS on, ${ms('p.placed_at')} AS "placedAt", ${ms('p.recalled_at')} AS "recalledAt"
    FROM placement p JOIN customer c ON c.id = p.customer_id WHERE p.organization_id = $1::uuid AND p.invoice_id = ANY($2::uuid[]) AND p.proposed_at < $3::timestamptz ORDER BY p.proposed_at, p.id`,
    invoiceIds,
  );
  const messages = await query<PastMessage>(
    `SELECT m.id, m.customer_id AS customer, ${ms('m.composed_at')} AS at, ${dayOf('m.composed_at')} AS on, m.template, m.stage, m.reminder, m.channel, m.deadline_on::text AS "deadlineOn", m.delivery_state AS "deliveryState",
      ARRAY(SELECT mi.invoice_id::text FROM message_invoice mi WHERE mi.message_id = m.id AND mi.section = 'overdue') AS overdue,
      ARRAY(SELECT mi.invoice_id::text FROM message_invoice mi WHERE mi.message_id = m.id) AS listed, nullif(jsonb_path_query_array(m.recipients, '$[*].contactId ? (@ != null)'), '[]'::jsonb) AS people
    FROM message m JOIN customer c ON c.id = m.customer_id WHERE m.organization_id = $1::uuid AND m.customer_id = ANY($2::uuid[]) AND m.state = 'sent' AND m.composed_at < $3::timestamptz ORDER BY m.composed_at, m.id`,
    customerIds,
  );
  const tasks = await query<PastTask>(
    `SELECT t.id, t.customer_id AS customer, t.kind, t.step_id AS "stepId", t.round, ${ms('t.opened_at')} AS at, ${dayOf('t.opened_at')} AS on, t.due_on::text AS "dueOn", ${ms('t.overdue_noted_at')} AS "overdueAt", ${dayOf('t.overdue_noted_at')} AS "overdueOn",
      ${ms('t.completed_at')} AS "completedAt", t.completed_on::text AS "completedOn", t.outcome, ARRAY(SELECT ti.invoice_id::text FROM task_invoice ti WHERE ti.task_id = t.id ORDER BY 1) AS invoices
    FROM task t JOIN customer c ON c.id = t.customer_id WHERE t.organization_id = $1::uuid AND t.customer_id = ANY($2::uuid[]) AND t.kind IN ('call', 'approve-agency', 'fix-contact') AND t.opened_at < $3::timestamptz ORDER BY t.opened_at, t.id`,
    customerIds,
  );
  const payments = await query<Omit<BookedPayment, 'allocated'> & { id: string; customer: string }>(
    `SELECT p.id, p.customer_id AS customer, ${ms('p.created_at')} AS at, p.currency, p.amount_minor AS "amountMinor",
      CASE WHEN p.status = 'reversed' THEN (SELECT ${ms('min(a.at)')} FROM audit_event a WHERE a.organization_id = p.organization_id AND a.customer_id = p.customer_id AND a.kind = 'payment.reversed' AND a.data->>'paymentId' = p.payment_id) END AS "reversedAt"
    FROM payment p WHERE p.organization_id = $1::uuid AND p.customer_id = ANY($2::uuid[]) AND p.created_at < $3::timestamptz ORDER BY p.created_at, p.id`,
    customerIds,
  );
  const allocated = groupBy(
    await query<{ payment: string; at: number; amountMinor: bigint }>(
      `SELECT e.payment_id AS payment, ${ms('e.created_at')} AS at, e.amount_minor AS "amountMinor"
    FROM entry e WHERE e.organization_id = $1::uuid AND e.payment_id = ANY($2::uuid[]) AND e.created_at < $3::timestamptz ORDER BY e.created_at, e.id`,
      payments.map((payment) => payment.id),
    ),
    (each) => each.payment,
  );
  return {
    entries: groupBy(entries, (row) => row.invoice),
    holds: groupBy(holds, (row) => row.invoice),
    amendments: groupBy(amendments, (row) => row.invoice),
    steps: groupBy(steps, (row) => row.invoice),
    placements: groupBy(placements, (row) => row.invoice),
    messages: groupBy(messages, (row) => row.customer),
    tasks: groupBy(tasks, (row) => row.customer),
    payments: groupBy(
      payments.map((payment) => ({ ...payment, allocated: allocated.get(payment.id) ?? [] })),
      (row) => row.customer,
    ),
  };
}
