import type { CallState, InvoiceStatus, PlacementState, StepRecord } from '@puntual/domain/decide/case-facts';
import type { PolicyRule } from '@puntual/domain/policy/choose-policy';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { CONTACTED_CUSTOMER } from './contacted-customer.ts';
import { contactHistory, type ContactHistoryRow } from './contact-history.ts';
import { INVOICE_MENTIONS, type MentionRows } from './invoice-mentions.ts';
import { DISPUTED_LEFT, OPEN_HOLDS, type HoldRow } from './open-holds.ts';
import { ORGANIZATION_SETTING, type SettingRow } from './organization-setting.ts';
import { PAYMENT_FEEDS, type FreshnessRow } from './payment-feeds.ts';
import { READER_BEATS } from './payments-backlog.ts';
import { type PromiseRows, recordedPromises } from './recorded-promises.ts';
import { type PlanRows, runningPlans } from './running-plans.ts';
import { REVERSED_PAYMENTS, type ReversedRows } from './reversed-payments.ts';
import type { CustomerKind, Risk, Stage } from '@puntual/domain/policy/vocabulary';

/** What is read once for each customer, with the first case of the customer. */
export interface CustomerRow extends ContactHistoryRow {
  readonly promises: PromiseRows;
  readonly plans: PlanRows;
}

/** One case as the database gives it, before any rule is applied. */
export interface CaseRow extends FreshnessRow {
  readonly id: string;
  readonly organization_id: string;
  readonly invoice_id: string;
  readonly number: string;
  readonly status: InvoiceStatus;
  readonly issue_date: Date;
  readonly due_date: Date;
  readonly known_at: Date;
  readonly currency: string;
  readonly open_minor: bigint;
  readonly charges_minor: bigint;
  readonly total_minor: bigint;
  readonly stage: Stage;
  readonly already_reached: { stage: Stage; on: string } | null;
  readonly contact_id: string | null;
  readonly purchase_order: string | null;
  readonly delivery_note: string | null;
  readonly portal_reference: string | null;
  readonly policy_key: string | null;
  readonly runs_policy_key: string | null;
  readonly runs_policy_version: number | null;
  readonly policy_rule: PolicyRule | null;
  readonly next_policy_key: string | null;
  readonly next_policy_version: number | null;
  readonly case_run: number;
  readonly case_state: 'running' | 'closed';
  readonly next_action: unknown;
  readonly customer_row_id: string;
  readonly customer_id: string;
  /** The customer who is contacted: the payer of the group, else the same. */
  readonly contacted_row_id: string;
  readonly contacted_id: string;
  /** The place and kind of the customer who is contacted. */
  readonly contacted_country: string;
  readonly contacted_kind: CustomerKind;
  readonly country: string;
  readonly region: string | null;
  readonly time_zone: string;
  readonly kind: CustomerKind;
  readonly tags: string[] | null;
  readonly provisional: boolean;
  readonly risk: Risk | null;
  readonly customer_policy_key: string | null;
  readonly direct_debit: boolean;
  readonly procedure: unknown;
  /** Read only for customers who pay by direct debit. */
  readonly reversed: ReversedRows;
  readonly last_reminder_on: Date | null;
  readonly steps: StepRecord[] | null;
  readonly holds: HoldRow[] | null;
  readonly mentions: MentionRows;
  readonly credit_minor: bigint;
  readonly open_of_customer: { minor: string; oldest: string | null };
  /** What of the customer's open invoices in the currency is disputed in parts. */
  readonly disputed_of_customer: bigint;
  readonly call: CallState | null;
  readonly placement: (Omit<PlacementState, 'proposedMinor'> & { readonly proposedMinor?: string }) | null;
  /** Read with the first row of each customer; null in the customer's other rows. */
  readonly customer: CustomerRow | null;
  readonly setting: SettingRow | null;
}

const INVOICE_COLUMNS = sql`
  i.id, i.organization_id, i.invoice_id, i.number, i.status, i.issue_date, i.due_date, i.known_at, i.currency,
  i.purchase_order, i.delivery_note, i.portal_reference,
  i.open_minor, i.charges_minor, i.total_minor, i.stage, i.already_reached, i.contact_id,
  i.policy_key, i.runs_policy_key, i.runs_policy_version, i.policy_rule, i.next_policy_key, i.next_policy_version,
  i.case_run, i.case_state, i.next_action`;

// What contact depends on is that of `c`, who is contacted; the rest is that of `own`, who owes the invoice.
const CUSTOMER_COLUMNS = sql`
  own.id AS customer_row_id, own.customer_id, own.country, own.kind, own.tags, own.provisional, own.risk,
  own.policy_key AS customer_policy_key, own.direct_debit,
  c.id AS contacted_row_id, c.customer_id AS contacted_id, c.country AS contacted_country, c.kind AS contacted_kind,
  c.region, c.time_zone, c.last_reminder_on, c.procedure`;

// The payer of a group may promise for its members, and agree to a plan.
const OWNER_AND_PAYER = sql`own.id, c.id`;

// A thank-you belongs to its run of the case; every other step is recorded for all runs.
const STEPS = sql`(
  SELECT jsonb_agg(jsonb_build_object(
    'stepId', s.step_id, 'occurrence', s.occurrence, 'state', s.state, 'on', s.changed_on, 'deadlineOn', s.deadline_on,
    'stage', s.stage, 'day', s.day, 'do', s."do", 'caseRun', s.case_run))
  FROM step s
  WHERE s.organization_id = i.organization_id AND s.invoice_id = i.id
    AND (s.case_run = i.case_run OR s.step_id <> 'thank-you'))`;

const UNALLOCATED_CREDIT = sql`(
  SELECT coalesce(sum(p.unallocated_minor), 0)::bigint
  FROM payment p
  WHERE p.organization_id = i.organization_id AND p.customer_id = i.customer_id AND p.currency = i.currency
    AND p.status = 'received' AND p.unallocated_minor > 0)`;

const OPEN_OF_CUSTOMER = sql`(
  SELECT jsonb_build_object(
    'minor', coalesce(sum(o.open_minor + o.charges_minor) FILTER (WHERE o.currency = i.currency), 0)::text,
    'oldest', min(o.due_date))
  FROM invoice o
  WHERE o.organization_id = i.organization_id AND o.customer_id = i.customer_id AND o.status = 'open')`;

// As `chasedPart` has it for each invoice: parts that reach the open principal are no parts. The payer of a group may
// have disputed invoices of its members.
const DISPUTED_OF_CUSTOMER = (now: number) => sql`(
  SELECT coalesce(sum(part.minor) FILTER (WHERE part.minor < o.open_minor), 0)::bigint
  FROM (
    SELECT h.invoice_id, sum(${DISPUTED_LEFT}) AS minor
    FROM hold h
    WHERE h.customer_id IN (i.customer_id, c.id) AND h.kind = 'dispute'
      AND h.released_at IS NULL AND h.amount_minor IS NOT NULL
      AND (h.until_on IS NULL
        OR h.until_on >= (${new Date(now)}::timestamptz AT TIME ZONE c.time_zone)::date)
    GROUP BY h.invoice_id
  ) part JOIN invoice o ON o.id = part.invoice_id
  WHERE o.customer_id = i.customer_id AND o.status = 'open' AND o.currency = i.currency)`;

const LATEST_CALL = sql`(
  SELECT jsonb_build_object(
    'taskId', t.id, 'stepId', t.step_id, 'round', t.round,
    'state', CASE WHEN t.state = 'done' THEN 'done' ELSE 'open' END, 'outcome', t.outcome, 'dueOn', t.due_on,
    'overdueNoted', t.overdue_noted_at IS NOT NULL, 'completedOn', t.completed_on)
  FROM task t JOIN task_invoice ti ON ti.task_id = t.id
  WHERE t.organization_id = i.organization_id AND ti.invoice_id = i.id AND t.kind = 'call'
    AND t.outcome IS DISTINCT FROM 'taken-back'
  ORDER BY t.opened_at DESC, t.id DESC LIMIT 1)`;

const LATEST_PLACEMENT = sql`(
  SELECT jsonb_strip_nulls(jsonb_build_object(
    'placementId', p.id, 'state', p.state, 'proposedMinor', p.proposed_minor::text,
    'recallAsked', CASE WHEN p.recall_asked_at IS NOT NULL THEN true END,
    'lastLetterDays', a.terms->'lastLetterDays',
    'tried', CASE WHEN p.state = 'approved' AND EXISTS (
      SELECT 1 FROM agency_message m
      WHERE m.organization_id = p.organization_id AND m.placement_id = p.id AND m.state = 'pending' AND m.attempts > 0)
      THEN true END,
    'stuck', CASE
      WHEN p.state = 'approved' AND p.agency_id IS NULL AND EXISTS (
        SELECT 1 FROM agency other WHERE other.organization_id = p.organization_id AND other.state = 'active')
      THEN 'no-agency'
      ELSE (
        SELECT m.state FROM agency_message m
        WHERE m.organization_id = p.organization_id AND m.placement_id = p.id AND m.state IN ('refused', 'unknown')
        ORDER BY m.id LIMIT 1)
      END))
  FROM placement p LEFT JOIN agency a ON a.organization_id = p.organization_id AND a.id = p.agency_id
  WHERE p.organization_id = i.organization_id AND p.invoice_id = i.id AND p.state <> 'withdrawn'
  ORDER BY p.proposed_at DESC LIMIT 1)`;

/**
 * Reads the cases of the invoices `i` that the condition selects, with all that a decision at `now` needs, in one
 * statement.
 */
export function readCaseRows(tx: Tx, which: Sql, now: number): Promise<CaseRow[]> {
  return tx.$queryRaw<CaseRow[]>`
    SELECT ${INVOICE_COLUMNS}, ${CUSTOMER_COLUMNS},
      CASE WHEN own.direct_debit THEN ${REVERSED_PAYMENTS} END AS reversed,
      ${STEPS} AS steps,
      ${OPEN_HOLDS} AS holds,
      ${INVOICE_MENTIONS} AS mentions,
      ${UNALLOCATED_CREDIT} AS credit_minor,
      ${OPEN_OF_CUSTOMER} AS open_of_customer,
      ${DISPUTED_OF_CUSTOMER(now)} AS disputed_of_customer,
      ${LATEST_CALL} AS call,
      ${LATEST_PLACEMENT} AS placement,
      CASE WHEN row_number() OVER (PARTITION BY i.customer_id ORDER BY i.id) = 1
        THEN jsonb_build_object(
          'promises', ${recordedPromises(OWNER_AND_PAYER)}, 'plans', ${runningPlans(OWNER_AND_PAYER)})
          || ${contactHistory(now)} END AS customer,
      ${PAYMENT_FEEDS} AS feeds,
      ${READER_BEATS} AS beats,
      ${ORGANIZATION_SETTING} AS setting
    FROM invoice i JOIN customer own ON own.id = i.customer_id ${CONTACTED_CUSTOMER}
    WHERE ${which}`;
}
