import { contactCaps } from '@puntual/domain/caps/contact-caps';
import { daysBetween, localDate } from '@puntual/domain/calendar/dates';
import type { PastContact } from '@puntual/domain/caps/past-contact';
import type {
  CallState,
  CaseFacts,
  Hold,
  InvoiceStatus,
  PlacementState,
  StepRecord,
} from '@puntual/domain/decide/facts';
import type { PolicyRule } from '@puntual/domain/policy/choose-policy';
import type { CustomerKind, Policy, Risk, Stage } from '@puntual/domain/policy/policy';
import { judgeRisk } from '@puntual/domain/risk/judge-risk';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { isoDate } from '../record/dates.ts';
import { loadPolicy, loadPublishedPolicies, type PolicyPin } from '../policy-versions/load-policy.ts';
import { sendWindowOf, type CustomerCalendar } from './send-window.ts';
import {
  brokenPromises,
  calendarOf,
  DEADLINE_NAMED_ON,
  DEBIT_FAILED,
  FEEDS,
  LAGS,
  OPEN_HOLDS,
  recentContacts,
  SETTING,
  staleFeedFor,
  type FeedRow,
  type SettingRow,
} from './shared-facts.ts';
import { policyToAssign } from './policy-to-assign.ts';
import { lockCustomerOfInvoice } from '../record/lock-customer.ts';

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
  /** The rule that gave the policy. */
  readonly policyRule: PolicyRule;
  /** Whether the case is to keep the policy that it was read with: it has none yet, and its customer is known. */
  readonly keepPolicy: boolean;
  /** The version that the case changes to once its next step is taken. */
  readonly nextPolicy: PolicyPin | null;
  /** Whose holidays and closing days count for the customer, whatever the policy. */
  readonly calendar: CustomerCalendar;
}

interface CaseRow {
  id: string;
  organization_id: string;
  invoice_id: string;
  number: string;
  status: InvoiceStatus;
  due_date: Date;
  known_at: Date;
  currency: string;
  open_minor: bigint;
  charges_minor: bigint;
  total_minor: bigint;
  stage: Stage;
  already_reached: { stage: Stage; on: string } | null;
  contact_id: string | null;
  policy_key: string | null;
  runs_policy_key: string | null;
  runs_policy_version: number | null;
  policy_rule: PolicyRule | null;
  next_policy_key: string | null;
  next_policy_version: number | null;
  case_run: number;
  case_state: 'running' | 'closed';
  next_action: unknown;
  customer_row_id: string;
  customer_id: string;
  country: string;
  region: string | null;
  time_zone: string;
  kind: CustomerKind;
  tags: string[] | null;
  provisional: boolean;
  risk: Risk | null;
  customer_policy_key: string | null;
  direct_debit: boolean;
  last_reminder_on: Date | null;
  steps: StepRecord[] | null;
  holds: Hold[] | null;
  credit_minor: bigint;
  open_of_customer: { minor: string; oldest: string | null };
  call: CallState | null;
  placement: PlacementState | null;
  broken_promises: number;
  deadline_named_on: Date | null;
  contacts: PastContact[] | null;
  feeds: FeedRow[] | null;
  lags: boolean;
  setting: SettingRow | null;
}

/**
 * Reads everything a decision about the invoice looks at, in one statement, and locks the customer for the rest of the transaction when `lock` is set
 * (cases, messages and events of one customer take turns). Null for an unknown invoice row id.
 */
export async function loadCase(tx: Tx, invoiceRowId: string, now: number, lock: boolean): Promise<LoadedCase | null> {
  if (lock) await lockCustomerOfInvoice(tx, invoiceRowId);
  const [row] = await readRows(tx, sql`i.id = ${invoiceRowId}::uuid`, now);
  return row ? readRow(tx, row, now) : null;
}

/** The case as if it had no policy yet: with the one that the rules give it now. Without a lock; null for an unknown invoice row id. */
export async function loadCaseAnew(tx: Tx, invoiceRowId: string, now: number): Promise<LoadedCase | null> {
  const [row] = await readRows(tx, sql`i.id = ${invoiceRowId}::uuid`, now);
  const without = { runs_policy_key: null, runs_policy_version: null, policy_rule: null };
  return row ? readRow(tx, { ...row, ...without, next_policy_key: null, next_policy_version: null }, now) : null;
}

/** The cases of the invoices `i` that a condition names, each as `loadCase` reads it, in one statement and without a lock; ordered by row id. */
export async function loadCases(
  tx: Tx,
  organizationId: string,
  which: Sql,
  now: number,
): Promise<readonly LoadedCase[]> {
  const rows = await readRows(tx, sql`i.organization_id = ${organizationId}::uuid AND ${which} ORDER BY i.id`, now);
  const published = rows.some((row) => row.runs_policy_key === null)
    ? await loadPublishedPolicies(tx, organizationId)
    : [];
  const loaded: LoadedCase[] = [];
  for (const row of rows) loaded.push(await readRow(tx, row, now, published));
  return loaded;
}

function readRows(tx: Tx, which: Sql, now: number): Promise<CaseRow[]> {
  return tx.$queryRaw<CaseRow[]>`
    SELECT i.id, i.organization_id, i.invoice_id, i.number, i.status, i.due_date, i.known_at, i.currency, i.open_minor, i.charges_minor, i.total_minor, i.stage, i.already_reached, i.contact_id,
      i.policy_key, i.runs_policy_key, i.runs_policy_version, i.policy_rule, i.next_policy_key, i.next_policy_version, i.case_run, i.case_state, i.next_action,
      c.id AS customer_row_id, c.customer_id, c.country, c.region, c.time_zone, c.kind, c.tags, c.provisional, c.risk, c.policy_key AS customer_policy_key, (c.direct_debit AND NOT ${DEBIT_FAILED}) AS direct_debit, c.last_reminder_on,
      (SELECT jsonb_agg(jsonb_build_object('stepId', s.step_id, 'occurrence', s.occurrence, 'state', s.state, 'on', s.changed_on, 'deadlineOn', s.deadline_on, 'stage', s.stage, 'day', s.day, 'do', s."do"))
         FROM step s WHERE s.organization_id = i.organization_id AND s.invoice_id = i.id AND (s.case_run = i.case_run OR s.step_id <> 'thank-you')) AS steps,
      ${OPEN_HOLDS} AS holds,
      ${brokenPromises(now)} AS broken_promises,
      (SELECT coalesce(sum(p.unallocated_minor), 0)::bigint FROM payment p WHERE p.organization_id = i.organization_id AND p.customer_id = i.customer_id AND p.currency = i.currency AND p.status = 'received' AND p.unallocated_minor > 0) AS credit_minor,
      (SELECT jsonb_build_object('minor', coalesce(sum(o.open_minor + o.charges_minor) FILTER (WHERE o.currency = i.currency), 0)::text, 'oldest', min(o.due_date))
         FROM invoice o WHERE o.organization_id = i.organization_id AND o.customer_id = i.customer_id AND o.status = 'open') AS open_of_customer,
      ${DEADLINE_NAMED_ON} AS deadline_named_on,
      ${recentContacts(now)} AS contacts,
      (SELECT jsonb_build_object('taskId', t.id, 'stepId', t.step_id, 'round', t.round, 'state', CASE WHEN t.state = 'done' THEN 'done' ELSE 'open' END, 'outcome', t.outcome, 'dueOn', t.due_on, 'overdueNoted', t.overdue_noted_at IS NOT NULL, 'completedOn', t.completed_on)
         FROM task t JOIN task_invoice ti ON ti.task_id = t.id WHERE t.organization_id = i.organization_id AND ti.invoice_id = i.id AND t.kind = 'call' ORDER BY t.opened_at DESC, t.id DESC LIMIT 1) AS call,
      (SELECT jsonb_build_object('placementId', p.id, 'state', p.state) FROM placement p WHERE p.organization_id = i.organization_id AND p.invoice_id = i.id ORDER BY p.proposed_at DESC LIMIT 1) AS placement,
      ${FEEDS} AS feeds, ${LAGS} AS lags, ${SETTING} AS setting
    FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE ${which}`;
}

async function readRow(tx: Tx, row: CaseRow, now: number, published?: readonly Policy[]): Promise<LoadedCase> {
  const today = localDate(now, row.time_zone);
  const dueOn = isoDate(row.due_date);
  const { oldest, minor } = row.open_of_customer;
  const customer = {
    id: row.customer_row_id,
    directDebit: row.direct_debit,
    kind: row.kind,
    country: row.country,
    tags: row.tags ?? [],
    brokenPromises: row.broken_promises,
    risk: judgeRisk({
      said: row.risk,
      brokenPromises: row.broken_promises,
      oldestDaysLate: oldest === null ? 0 : Math.max(0, daysBetween(oldest, today)),
    }),
  };
  const { policy, rule } =
    row.runs_policy_key !== null && row.runs_policy_version !== null
      ? {
          policy: await loadPolicy(tx, row.organization_id, {
            key: row.runs_policy_key,
            version: row.runs_policy_version,
          }),
          rule: row.policy_rule ?? 'default',
        }
      : await policyToAssign(
          tx,
          row.organization_id,
          {
            invoiceKey: row.policy_key,
            customerKey: row.customer_policy_key,
            defaultKey: row.setting?.defaultPolicyKey ?? null,
          },
          {
            ...customer,
            currency: row.currency,
            openMinor: row.open_minor + row.charges_minor,
            daysLate: Math.max(0, daysBetween(dueOn, today)),
          },
          published,
        );
  const calendar = calendarOf(row.region, row.setting, contactCaps(row.country, row.kind, today));
  return {
    invoiceId: row.invoice_id,
    number: row.number,
    customerRowId: row.customer_row_id,
    customerId: row.customer_id,
    stage: row.stage,
    totalMinor: row.total_minor,
    caseRun: row.case_run,
    caseState: row.case_state,
    nextAction: row.next_action,
    policyRule: rule,
    keepPolicy: row.runs_policy_key === null && !row.provisional,
    nextPolicy:
      row.next_policy_key !== null && row.next_policy_version !== null
        ? { key: row.next_policy_key, version: row.next_policy_version }
        : null,
    calendar,
    facts: {
      invoice: {
        id: row.id,
        status: row.status,
        dueOn,
        knownOn: localDate(row.known_at.getTime(), row.time_zone),
        currency: row.currency,
        openMinor: row.open_minor + row.charges_minor,
        alreadyReached: row.already_reached,
        contactId: row.contact_id,
      },
      customer,
      window: sendWindowOf(policy, row.country, row.time_zone, now, calendar),
      policy,
      steps: row.steps ?? [],
      holds: row.holds ?? [],
      lastReminderOn: row.last_reminder_on && isoDate(row.last_reminder_on),
      deadlineNamedOn: row.deadline_named_on && isoDate(row.deadline_named_on),
      recentContacts: row.contacts ?? [],
      allStopped: row.setting?.stopped ?? false,
      staleFeed: staleFeedFor([policy], row, now),
      creditMinor: row.credit_minor,
      customerOpenMinor: BigInt(minor),
      call: row.call,
      placement: row.placement,
    },
  };
}
