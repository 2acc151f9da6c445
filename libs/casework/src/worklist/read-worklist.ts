import { daysBetween, localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { judgeRisk } from '@puntual/domain/risk/judge-risk';
import { onDutyFor, type Absence, type OnDuty } from '@puntual/domain/worklist/on-duty';
import { inOrganizationCurrency, type CurrencyAmount } from '@puntual/domain/worklist/organization-amount';
import { compareTasks, priorityOf, type Priority, type RankedTask } from '@puntual/domain/worklist/priority';
import { deadlineOf, type TaskDeadline } from '@puntual/domain/worklist/task-deadline';
import { businessDaysOf, minutesOf, type WorklistSettings } from '@puntual/domain/worklist/worklist-settings';
import type { Tx } from '@puntual/db/database';
import { readAbsences, readCollectors, type NamedCollector } from '../collectors/collectors.ts';
import { readWorklistSettings } from '../collectors/worklist-settings.ts';
import { isoDate } from '../record/dates.ts';
import { readSettings } from '../settings/settings.ts';
import { businessCalendar } from './business-calendar.ts';
import {
  loadCustomerRecord,
  loadOpenTasks,
  loadTaskInvoices,
  type CustomerRecord,
  type TaskInvoice,
  type WorklistRow,
} from './load-worklist-rows.ts';

/** An open task in its place. */
export interface WorklistTask extends RankedTask {
  readonly row: WorklistRow;
  readonly priority: Priority;
  readonly deadline: TaskDeadline;
  readonly onDuty: OnDuty;
  readonly isSnoozed: boolean;
  readonly minutes: number;
  readonly daysLate: number;
  /** What it is about, by currency. */
  readonly amounts: readonly CurrencyAmount[];
  readonly invoices: readonly TaskInvoice[];
}

export interface Worklist {
  /** All open tasks, the most urgent first. */
  readonly tasks: readonly WorklistTask[];
  readonly collectors: readonly NamedCollector[];
  readonly settings: WorklistSettings;
  /** The organization's day. */
  readonly today: IsoDate;
  readonly timeZone: string;
}

/** What all tasks of one list are judged by. */
interface Judging {
  readonly now: number;
  readonly today: IsoDate;
  /** The day in a time zone. */
  readonly todayIn: (timeZone: string) => IsoDate;
  readonly organization: { readonly currency: string; readonly timeZone: string };
  readonly settings: WorklistSettings;
  readonly calendar: ReturnType<typeof businessCalendar>;
  readonly absences: readonly Absence[];
  readonly record: CustomerRecord;
}

/** Reads an organization's open tasks and puts them into order, as they stand at `now`. */
export async function readWorklist(tx: Tx, organizationId: string, now: number): Promise<Worklist> {
  const organization = await tx.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { currency: true, timeZone: true, country: true },
  });
  const today = localDate(now, organization.timeZone);
  const rows = await loadOpenTasks(tx);
  const settings = await readWorklistSettings(tx, organizationId);
  const { closingDays } = await readSettings(tx, organizationId);
  const invoices = await loadTaskInvoices(
    tx,
    rows.map(({ id }) => id),
    today,
  );
  const customers = new Set(rows.flatMap(({ customer_row_id }) => customer_row_id ?? []));
  const judging: Judging = {
    now,
    today,
    todayIn: dayByZone(now),
    organization,
    settings,
    calendar: businessCalendar(organization.country, closingDays),
    absences: await readAbsences(tx, today),
    record: await loadCustomerRecord(tx, [...customers], now),
  };
  return {
    tasks: rows.map((row) => judgeTask(row, invoices.get(row.id) ?? [], judging)).sort(compareTasks),
    collectors: await readCollectors(tx),
    settings,
    today,
    timeZone: organization.timeZone,
  };
}

// A list has thousands of tasks and few time zones.
function dayByZone(now: number): (timeZone: string) => IsoDate {
  const days = new Map<string, IsoDate>();
  return (timeZone) => {
    const day = days.get(timeZone) ?? localDate(now, timeZone);
    days.set(timeZone, day);
    return day;
  };
}

function judgeTask(row: WorklistRow, invoices: readonly TaskInvoice[], judging: Judging): WorklistTask {
  const { now, today, organization, settings } = judging;
  const amounts = amountsOf(row, invoices);
  const atStake = inOrganizationCurrency(
    amounts,
    { currency: organization.currency, rates: settings.exchangeRates },
    today,
  );
  const theirDay = judging.todayIn(row.time_zone ?? organization.timeZone);
  const openedOn = localDate(row.opened_at.getTime(), organization.timeZone);
  const daysLate = Math.max(0, ...invoices.map(({ dueOn }) => daysBetween(dueOn, theirDay)));
  const deadline = deadlineOfRow(row, openedOn, judging);
  const brokenPromises = judging.record.brokenPromises.get(row.customer_row_id ?? '') ?? 0;
  const paidAt = judging.record.paidAt.get(row.customer_row_id ?? '');
  const pinnedUntil = row.pinned_until?.getTime() ?? 0;
  const priority = priorityOf({
    atStake,
    organizationCurrency: organization.currency,
    daysLate,
    risk: judgeRisk({ said: row.risk, brokenPromises, oldestDaysLate: daysLate }),
    brokenPromises,
    openDays: Math.max(0, daysBetween(openedOn, today)),
    overdue: deadline.businessDaysLate > 0 ? { dueOn: deadline.dueOn, businessDays: deadline.businessDaysLate } : null,
    justIn: paidAt === undefined ? null : { what: 'payment', at: paidAt },
    pin: pinnedUntil > now ? { by: row.pinned_by ?? '', until: pinnedUntil } : null,
  });
  return {
    taskId: row.id,
    points: priority.points,
    atStakeMinor: atStake.minor,
    openedAt: row.opened_at.getTime(),
    row,
    priority,
    deadline,
    onDuty: onDutyFor({ personId: row.claimed_by ?? row.assigned_to, dueOn: deadline.dueOn }, judging.absences, today),
    isSnoozed: row.snoozed_until !== null && row.snoozed_until.getTime() > now,
    minutes: minutesOf(row.kind, settings),
    daysLate,
    amounts,
    invoices,
  };
}

function deadlineOfRow(
  row: WorklistRow,
  openedOn: IsoDate,
  { today, organization, settings, calendar }: Judging,
): TaskDeadline {
  const dayOf = (at: Date | null) => at && localDate(at.getTime(), organization.timeZone);
  return deadlineOf(
    {
      dueOn: row.due_on && isoDate(row.due_on),
      openedOn,
      reassignedOn: dayOf(row.reassigned_at ?? row.overdue_noted_at),
      escalatedOn: dayOf(row.escalated_at),
    },
    {
      businessDays: businessDaysOf(row.kind, settings),
      escalateAfterBusinessDays: settings.escalateAfterBusinessDays,
    },
    calendar,
    today,
  );
}

function amountsOf(row: WorklistRow, invoices: readonly TaskInvoice[]): CurrencyAmount[] {
  if (row.money_currency !== null && row.money_minor !== null)
    return [{ currency: row.money_currency, minor: row.money_minor }];
  return sumByCurrency(invoices.map(({ currency, open_minor }) => ({ currency, minor: open_minor })));
}

/** Adds amounts up by currency, in the order of the currencies' codes. */
export function sumByCurrency(amounts: readonly CurrencyAmount[]): CurrencyAmount[] {
  const sums = new Map<string, bigint>();
  for (const { currency, minor } of amounts) sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  return [...sums].map(([currency, minor]) => ({ currency, minor })).sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
