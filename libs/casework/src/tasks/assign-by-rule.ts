import type { IsoDate } from '@puntual/domain/calendar/dates';
import { localDate } from '@puntual/domain/calendar/dates';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';
import { chooseAssignee, type Staff } from '@puntual/domain/worklist/choose-assignee';
import { inOrganizationCurrency, type OrganizationMoney } from '@puntual/domain/worklist/organization-amount';
import {
  defaultWorklistSettings,
  minutesOf,
  worklistSettingsSchema,
  type WorklistSettings,
} from '@puntual/domain/worklist/worklist-settings';
import type { Tx } from '@puntual/db/database';
import { readAbsences, readCollectors } from '../collectors/collectors.ts';
import { writeAudit } from '../record/audit.ts';

/** Whom the rules gave a task to. */
export interface RuleAssignment {
  readonly taskId: string;
  readonly personId: string | null;
}

/** Which tasks the rules are asked about. */
export interface AssignQuestion {
  readonly taskIds: readonly string[];
  /**
   * Whether the collector who has the task is passed over, because it was not done in time. The task is then with
   * everybody when the rules find nobody else; otherwise it stays as it is.
   */
  readonly passOver?: boolean;
}

/**
 * Gives open tasks to collectors by the rules of the organization, in the order given, and writes `task.assigned` for
 * each that changes hands. Without rules nothing changes, except that a task that is passed over is with everybody.
 */
export async function assignByRule(
  tx: Tx,
  organizationId: string,
  { taskIds, passOver = false }: AssignQuestion,
  at: Date,
): Promise<readonly RuleAssignment[]> {
  if (taskIds.length === 0) return [];
  const organization = await readOrganization(tx, organizationId);
  const { settings } = organization;
  if (settings.assignment.length === 0 && !passOver) return [];
  const today = localDate(at.getTime(), organization.timeZone);
  const staff = await readStaff(tx, organization, today);
  const loads = new Map(staff.loads);
  const assigned: (RuleAssignment & { readonly task: TaskRow; readonly ruleId: string | null })[] = [];
  for (const task of await readTasks(tx, taskIds)) {
    const facts = {
      kind: task.kind,
      country: task.country,
      language: task.language,
      accountManager: task.account_manager,
      atStakeMinor: inOrganizationCurrency(amountsOf(task), moneyOf(organization), today).minor,
    };
    const except = passOver ? (task.claimed_by ?? task.assigned_to) : null;
    const chosen = chooseAssignee(facts, settings.assignment, { ...staff, loads }, { today, except });
    if (chosen) loads.set(chosen.personId, (loads.get(chosen.personId) ?? 0) + minutesOf(task.kind, settings));
    const personId = chosen?.personId ?? null;
    if (personId !== task.assigned_to && (personId !== null || passOver))
      assigned.push({ taskId: task.id, personId, ruleId: chosen?.ruleId ?? null, task });
  }
  await store(tx, assigned, at);
  await writeAudit(
    tx,
    organizationId,
    assigned.map(({ taskId, personId, ruleId, task }) => ({
      at,
      kind: 'task.assigned' as const,
      actor: 'puntual',
      customerRowId: task.customer_id,
      invoiceRowId: null,
      data: { taskId, from: task.assigned_to, to: personId, ...(ruleId === null ? {} : { rule: ruleId }) },
    })),
  );
  return assigned;
}

/** Asks the rules again about every open task that is with nobody, as when collectors, absences or rules change. */
export async function assignUnassignedTasks(tx: Tx, organizationId: string, at: Date): Promise<number> {
  const rows = await tx.task.findMany({
    where: { state: 'open', assignedTo: null, claimedBy: null, escalatedAt: null },
    select: { id: true },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
    take: MOST_AT_ONCE,
  });
  return (await assignByRule(tx, organizationId, { taskIds: rows.map(({ id }) => id) }, at)).length;
}

/** Most open tasks that are given to collectors in one transaction, the oldest first. */
const MOST_AT_ONCE = 5000;

interface OrganizationRow {
  readonly currency: string;
  readonly timeZone: string;
  readonly settings: WorklistSettings;
}

async function readOrganization(tx: Tx, organizationId: string): Promise<OrganizationRow> {
  const [row] = await tx.$queryRaw<{ currency: string; time_zone: string; document: unknown }[]>`
    SELECT o.currency, o.time_zone, w.document
    FROM organization o LEFT JOIN worklist_setting w ON w.organization_id = o.id
    WHERE o.id = ${organizationId}::uuid`;
  if (!row) throw new Error(`there is no organization ${organizationId}`);
  const settings = row.document === null ? defaultWorklistSettings : worklistSettingsSchema.parse(row.document);
  return { currency: row.currency, timeZone: row.time_zone, settings };
}

/** The organization's currency with its exchange rates, and its time zone. */
export async function readOrganizationMoney(
  tx: Tx,
  organizationId: string,
): Promise<OrganizationMoney & { readonly timeZone: string }> {
  const organization = await readOrganization(tx, organizationId);
  return { ...moneyOf(organization), timeZone: organization.timeZone };
}

function moneyOf({ currency, settings }: OrganizationRow): OrganizationMoney {
  return { currency, rates: settings.exchangeRates };
}

async function readStaff(tx: Tx, { currency, settings }: OrganizationRow, today: IsoDate): Promise<Staff> {
  const rows = await tx.$queryRaw<{ person_id: string; kind: TaskKind; tasks: number }[]>`
    SELECT coalesce(claimed_by, assigned_to) AS person_id, kind, count(*)::int AS tasks
    FROM task
    WHERE state <> 'done' AND coalesce(claimed_by, assigned_to) IS NOT NULL
    GROUP BY 1, 2`;
  const loads = new Map<string, number>();
  for (const { person_id, kind, tasks } of rows)
    loads.set(person_id, (loads.get(person_id) ?? 0) + tasks * minutesOf(kind, settings));
  return {
    collectors: await readCollectors(tx),
    absences: await readAbsences(tx, today),
    loads,
    organizationCurrency: currency,
  };
}

interface TaskRow {
  readonly id: string;
  readonly kind: TaskKind;
  readonly customer_id: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly account_manager: string | null;
  readonly claimed_by: string | null;
  readonly assigned_to: string | null;
  readonly amounts: readonly { readonly currency: string; readonly minor: string }[] | null;
}

function readTasks(tx: Tx, taskIds: readonly string[]): Promise<TaskRow[]> {
  return tx.$queryRaw<TaskRow[]>`
    SELECT t.id, t.kind, t.customer_id, c.country, c.language, c.account_manager, t.claimed_by, t.assigned_to,
      coalesce(
        (
          SELECT jsonb_agg(jsonb_build_object('currency', i.currency, 'minor', i.open_minor::text))
          FROM task_invoice ti JOIN invoice i ON i.id = ti.invoice_id
          WHERE ti.task_id = t.id
        ),
        CASE
          WHEN p.id IS NOT NULL
            THEN jsonb_build_array(jsonb_build_object('currency', p.currency, 'minor', p.unallocated_minor::text))
          WHEN r.id IS NOT NULL
            THEN jsonb_build_array(jsonb_build_object('currency', r.currency, 'minor', r.amount_minor::text))
        END
      ) AS amounts
    FROM unnest(${[...taskIds]}::uuid[]) WITH ORDINALITY AS asked(id, place)
    JOIN task t ON t.id = asked.id AND t.state <> 'done'
    LEFT JOIN customer c ON c.id = t.customer_id
    LEFT JOIN payment p ON p.id = t.payment_id
    LEFT JOIN unidentified_receipt r ON r.id = t.receipt_id
    ORDER BY asked.place`;
}

function amountsOf({ amounts }: TaskRow) {
  return (amounts ?? []).map(({ currency, minor }) => ({ currency, minor: BigInt(minor) }));
}

async function store(
  tx: Tx,
  assigned: readonly (RuleAssignment & { readonly ruleId: string | null })[],
  at: Date,
): Promise<void> {
  if (assigned.length === 0) return;
  await tx.$executeRaw`
    UPDATE task t
    SET assigned_to = v.person_id, assigned_at = ${at}::timestamptz, assigned_rule = v.rule_id
    FROM unnest(
      ${assigned.map(({ taskId }) => taskId)}::uuid[],
      ${assigned.map(({ personId }) => personId)}::text[],
      ${assigned.map(({ ruleId }) => ruleId)}::text[]
    ) AS v(id, person_id, rule_id)
    WHERE t.id = v.id AND t.state <> 'done'`;
}
