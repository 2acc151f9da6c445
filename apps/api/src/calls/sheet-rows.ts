import type { HoldKind } from '@puntual/domain/decide/case-facts';
import type { Channel, CustomerKind, Stage } from '@puntual/domain/policy/vocabulary';
import { SHOWN_NUMBER } from '@puntual/casework/record/shown-number';
import type { Tx } from '@puntual/db/database';

/** Most invoices of a sheet, the longest due first. */
export const MOST_INVOICES = 200;
const MOST_MESSAGES = 20;
const MOST_HOLDS = 200;

export interface SheetCustomer {
  readonly id: string;
  readonly customer_id: string;
  readonly name: string;
  readonly kind: CustomerKind;
  readonly country: string;
  readonly language: string;
  readonly time_zone: string;
  readonly direct_debit: boolean;
  readonly tags: string[] | null;
  readonly procedure: unknown;
  readonly account_manager: string | null;
  readonly account_manager_name: string | null;
  readonly group_key: string | null;
  readonly payer_id: string | null;
  readonly task: {
    readonly id: string;
    readonly round: number;
    readonly dueOn: string | null;
    readonly dueAt: string | null;
    readonly claimedBy: string | null;
    readonly invoiceIds: readonly string[];
  } | null;
}

/** The customer (row id) with its open call task; a `taskId` names that task, whatever its state. */
export async function readSheetCustomer(
  tx: Tx,
  customerRowId: string,
  taskId: string | null,
): Promise<SheetCustomer | null> {
  const [row] = await tx.$queryRaw<SheetCustomer[]>`
    SELECT c.id, c.customer_id, c.name, c.kind, c.country, c.language, c.time_zone, c.direct_debit, c.tags, c.procedure,
      c.account_manager, l.name AS account_manager_name, g.key AS group_key, p.customer_id AS payer_id,
      (
        SELECT jsonb_build_object('id', t.id, 'round', t.round, 'dueOn', t.due_on, 'claimedBy', t.claimed_by,
          'dueAt', to_char(t.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'invoiceIds', ARRAY(SELECT ti.invoice_id FROM task_invoice ti WHERE ti.task_id = t.id))
        FROM task t
        WHERE t.organization_id = c.organization_id AND t.customer_id = c.id
          AND CASE WHEN ${taskId}::uuid IS NULL THEN t.kind = 'call' AND t.state <> 'done'
            ELSE t.id = ${taskId}::uuid END
        LIMIT 1
      ) AS task
    FROM customer c
    LEFT JOIN collector l ON l.organization_id = c.organization_id AND l.person_id = c.account_manager
    LEFT JOIN customer_group g ON g.id = c.group_id
    LEFT JOIN customer p ON p.id = g.payer_id
    WHERE c.id = ${customerRowId}::uuid`;
  return row ?? null;
}

export interface SheetInvoice {
  readonly id: string;
  readonly invoice_id: string;
  readonly customer_id: string;
  readonly number: string;
  readonly issue_date: Date;
  readonly due_date: Date;
  readonly currency: string;
  readonly total_minor: bigint;
  readonly open_minor: bigint;
  readonly stage: Stage;
  readonly purchase_order: string | null;
  readonly document_url: string | null;
  readonly payment_url: string | null;
  readonly payment_reference: string | null;
  readonly runs_policy_key: string | null;
  readonly runs_policy_version: number | null;
  readonly count: bigint;
}

/** The open invoices of these customers (row ids), the longest due first; `count`: how many there are in all. */
export function readSheetInvoices(tx: Tx, owners: readonly string[]): Promise<SheetInvoice[]> {
  return tx.$queryRaw<SheetInvoice[]>`
    SELECT i.id, i.invoice_id, o.customer_id, ${SHOWN_NUMBER} AS number, i.issue_date, i.due_date,
      i.currency, i.total_minor,
      i.open_minor + i.charges_minor AS open_minor, i.stage, i.purchase_order, i.document_url, i.payment_url,
      i.payment_reference, i.runs_policy_key, i.runs_policy_version, count(*) OVER () AS count
    FROM invoice i JOIN customer o ON o.id = i.customer_id
    WHERE i.customer_id = ANY(${owners as string[]}::uuid[]) AND i.status = 'open'
    ORDER BY i.due_date, i.id LIMIT ${MOST_INVOICES}`;
}

export interface SheetTotal {
  readonly customer_id: string;
  readonly customer_name: string;
  readonly currency: string;
  readonly open_minor: bigint;
  readonly overdue_minor: bigint;
  readonly credit_minor: bigint;
}

/** What is open, late and on credit, by customer (row ids) and currency. `today`: the local day of who is called. */
export function readSheetTotals(tx: Tx, owners: readonly string[], today: string): Promise<SheetTotal[]> {
  return tx.$queryRaw<SheetTotal[]>`
    SELECT o.customer_id, o.name AS customer_name, each.currency, sum(open_minor)::bigint AS open_minor,
      sum(overdue_minor)::bigint AS overdue_minor, sum(credit_minor)::bigint AS credit_minor
    FROM (
      SELECT i.customer_id AS owner_id, i.currency, i.open_minor + i.charges_minor AS open_minor,
        0::bigint AS credit_minor,
        CASE WHEN i.due_date < ${today}::date THEN i.open_minor + i.charges_minor ELSE 0 END AS overdue_minor
      FROM invoice i
      WHERE i.customer_id = ANY(${owners as string[]}::uuid[]) AND i.status = 'open'
      UNION ALL
      SELECT p.customer_id, p.currency, 0, p.unallocated_minor, 0
      FROM payment p
      WHERE p.customer_id = ANY(${owners as string[]}::uuid[]) AND p.status = 'received' AND p.unallocated_minor > 0
    ) each JOIN customer o ON o.id = each.owner_id
    GROUP BY o.customer_id, o.name, each.currency ORDER BY o.name, o.customer_id, each.currency`;
}

export interface SheetMessage {
  readonly id: string;
  readonly template: string;
  readonly channel: Channel;
  readonly subject: string;
  readonly state: string;
  readonly sent_at: Date | null;
  readonly delivery_state: string | null;
  readonly recipients: readonly { readonly contactId: string | null; readonly delivery?: string }[];
}

/** The last messages, the newest first. */
export function readSheetMessages(tx: Tx, customerRowId: string): Promise<SheetMessage[]> {
  return tx.$queryRaw<SheetMessage[]>`
    SELECT m.id, m.template, m.channel, m.subject, m.state, m.sent_at, m.delivery_state, m.recipients
    FROM message m
    WHERE m.customer_id = ${customerRowId}::uuid
    ORDER BY m.composed_at DESC, m.id DESC LIMIT ${MOST_MESSAGES}`;
}

export interface SheetHold {
  readonly invoice_id: string;
  readonly invoice_row_id: string;
  readonly kind: HoldKind;
  readonly until_on: Date | null;
  readonly reason: string | null;
  readonly opened_at: Date;
  readonly released_at: Date | null;
  /** The promise that a hold follows from. */
  readonly promise_id: string | null;
}

/** The open holds, and the promises that are over, the newest first. */
export function readSheetHolds(tx: Tx, owners: readonly string[]): Promise<SheetHold[]> {
  return tx.$queryRaw<SheetHold[]>`
    SELECT i.invoice_id, i.id AS invoice_row_id, h.kind, h.until_on, h.reason, h.opened_at, h.released_at,
      h.promise_id
    FROM hold h JOIN invoice i ON i.id = h.invoice_id
    WHERE h.customer_id = ANY(${owners as string[]}::uuid[]) AND (h.released_at IS NULL OR h.kind = 'promise')
    ORDER BY h.opened_at DESC, h.id LIMIT ${MOST_HOLDS}`;
}
