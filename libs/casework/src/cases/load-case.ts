import { localDate } from '@puntual/domain/calendar/dates';
import type { CallState, CaseFacts, Hold, InvoiceStatus, PlacementState, StepRecord } from '@puntual/domain/decide/facts';
import type { Stage } from '@puntual/domain/policy/policy';
import type { Tx } from '@puntual/db/database';
import { isoDate } from '../dates.ts';
import { policyOf } from './policies.ts';
import { sendWindowOf } from './closed-days.ts';

/** A case as the use cases see it: the facts that `decide` looks at, and the rows behind them. */
export interface LoadedCase {
  readonly facts: CaseFacts;
  readonly invoiceId: string;
  readonly number: string;
  readonly customerRowId: string;
  readonly customerId: string;
  readonly stage: Stage;
  readonly totalMinor: bigint;
  readonly caseRun: number;
  readonly caseState: 'running' | 'closed';
  readonly nextAction: unknown;
}

interface CaseRow {
  id: string; invoice_id: string; number: string; status: InvoiceStatus; due_date: Date; known_at: Date; currency: string; open_minor: bigint; total_minor: bigint; stage: Stage; already_reached: { stage: Stage; on: string } | null;
  policy_key: string | null; case_run: number; case_state: 'running' | 'closed'; next_action: unknown;
  customer_row_id: string; customer_id: string; country: string; time_zone: string; direct_debit: boolean; last_reminder_on: Date | null;
  steps: StepRecord[] | null; holds: Hold[] | null; credit_minor: bigint; customer_open_minor: bigint; call: CallState | null; placement: PlacementState | null;
}

/**
 * Reads everything a decision about the invoice looks at, in one statement, and locks the customer for the rest of the transaction when `lock` is set
 * (cases, messages and events of one customer take turns). Null for an unknown invoice row id.
 */
export async function loadCase(tx: Tx, invoiceRowId: string, now: number, lock: boolean): Promise<LoadedCase | null> {
  if (lock) await tx.$queryRaw`SELECT 1 FROM customer WHERE id = (SELECT customer_id FROM invoice WHERE id = ${invoiceRowId}::uuid) FOR NO KEY UPDATE`;
  const [row] = await tx.$queryRaw<CaseRow[]>`
    SELECT i.id, i.invoice_id, i.number, i.status, i.due_date, i.known_at, i.currency, i.open_minor, i.total_minor, i.stage, i.already_reached, i.policy_key, i.case_run, i.case_state, i.next_action,
      c.id AS customer_row_id, c.customer_id, c.country, c.time_zone, c.direct_debit, c.last_reminder_on,
      (SELECT jsonb_agg(jsonb_build_object('stepId', s.step_id, 'occurrence', s.occurrence, 'state', s.state, 'on', s.changed_on, 'deadlineOn', s.deadline_on))
         FROM step s WHERE s.organization_id = i.organization_id AND s.invoice_id = i.id AND (s.case_run = i.case_run OR s.step_id <> 'thank-you')) AS steps,
      (SELECT jsonb_agg(jsonb_build_object('id', h.id, 'kind', h.kind, 'untilOn', h.until_on)) FROM hold h WHERE h.organization_id = i.organization_id AND h.invoice_id = i.id AND h.released_at IS NULL) AS holds,
      (SELECT coalesce(sum(p.unallocated_minor), 0)::bigint FROM payment p WHERE p.organization_id = i.organization_id AND p.customer_id = i.customer_id AND p.currency = i.currency AND p.status = 'received' AND p.unallocated_minor > 0) AS credit_minor,
      (SELECT coalesce(sum(o.open_minor), 0)::bigint FROM invoice o WHERE o.organization_id = i.organization_id AND o.customer_id = i.customer_id AND o.currency = i.currency AND o.status = 'open') AS customer_open_minor,
      (SELECT jsonb_build_object('taskId', t.id, 'round', t.round, 'state', CASE WHEN t.state = 'done' THEN 'done' ELSE 'open' END, 'outcome', t.outcome, 'dueOn', t.due_on, 'overdueNoted', t.overdue_noted_at IS NOT NULL, 'completedOn', t.completed_on)
         FROM task t JOIN task_invoice ti ON ti.task_id = t.id WHERE t.organization_id = i.organization_id AND ti.invoice_id = i.id AND t.kind = 'call' ORDER BY t.opened_at DESC, t.id DESC LIMIT 1) AS call,
      (SELECT jsonb_build_object('placementId', p.id, 'state', p.state) FROM placement p WHERE p.organization_id = i.organization_id AND p.invoice_id = i.id ORDER BY p.proposed_at DESC LIMIT 1) AS placement
    FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE i.id = ${invoiceRowId}::uuid`;
  if (!row) return null;
  const policy = policyOf(row.policy_key);
  return {
    invoiceId: row.invoice_id, number: row.number, customerRowId: row.customer_row_id, customerId: row.customer_id, stage: row.stage, totalMinor: row.total_minor, caseRun: row.case_run, caseState: row.case_state, nextAction: row.next_action,
    facts: {
      invoice: { id: row.id, status: row.status, dueOn: isoDate(row.due_date), knownOn: localDate(row.known_at.getTime(), row.time_zone), currency: row.currency, openMinor: row.open_minor, alreadyReached: row.already_reached },
      customer: { id: row.customer_row_id, directDebit: row.direct_debit },
      window: sendWindowOf(policy, row.country, row.time_zone, now),
      policy,
      steps: row.steps ?? [],
      holds: row.holds ?? [],
      lastReminderOn: row.last_reminder_on && isoDate(row.last_reminder_on),
      creditMinor: row.credit_minor,
      customerOpenMinor: row.customer_open_minor,
      call: row.call,
      placement: row.placement,
    },
  };
}
