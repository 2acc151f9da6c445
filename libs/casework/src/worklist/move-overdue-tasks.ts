import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Collector } from '@puntual/domain/worklist/choose-assignee';
import { isAway } from '@puntual/domain/worklist/on-duty';
import { overdueAct } from '@puntual/domain/worklist/task-deadline';
import { businessDaysOf } from '@puntual/domain/worklist/worklist-settings';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { Database, Tx } from '@puntual/db/database';
import { readAbsences, readCollectors } from '../collectors/collectors.ts';
import { readWorklistSettings } from '../collectors/worklist-settings.ts';
import { isoDate } from '../record/dates.ts';
import { readSettings } from '../settings/settings.ts';
import { escalateTask, offerOverdueTask } from '../tasks/offer-overdue-task.ts';
import { businessCalendar } from './business-calendar.ts';

/** Tasks that are looked at in one pass, the longest overdue first; the next pass goes on. */
const MOST_PER_PASS = 5000;

/**
 * Gives an organization's tasks that were not done in time to somebody else, and those that are still not done some
 * business days later to a manager. A call with a deadline is reassigned by its case, which goes on at that moment.
 * Returns how many tasks moved. Two processes at once move each task once.
 */
export async function moveOverdueTasks(database: Database, organizationId: string, now: number): Promise<number> {
  return database.inOrganization(organizationId, async (tx) => {
    const organization = await tx.organization.findUniqueOrThrow({
      where: { id: organizationId },
      select: { timeZone: true, country: true },
    });
    const today = localDate(now, organization.timeZone);
    const late = await readLate(tx, today);
    if (late.length === 0) return 0;
    const judge = await loadJudge(tx, organizationId, { ...organization, today });
    const at = new Date(now);
    let moved = 0;
    for (const task of late) {
      const act = judge.actFor(task);
      if (act === null || !(await lockUnchanged(tx, task))) continue;
      if (act === 'reassign') await offerOverdueTask(tx, organizationId, task.id, at);
      else await escalateTask(tx, organizationId, { taskId: task.id, to: judge.managerOf(task.has) }, at);
      moved++;
    }
    return moved;
  });
}

interface LateTask {
  readonly id: string;
  readonly kind: TaskKind;
  readonly opened_at: Date;
  readonly due_on: Date | null;
  readonly overdue_noted_at: Date | null;
  readonly reassigned_at: Date | null;
  readonly has: string | null;
}

// The case of a call with a deadline reassigns it, and writes into its history that it goes on without the call.
function readLate(tx: Tx, today: IsoDate): Promise<LateTask[]> {
  return tx.$queryRaw<LateTask[]>`
    SELECT id, kind, opened_at, due_on, overdue_noted_at, reassigned_at, coalesce(claimed_by, assigned_to) AS has
    FROM task
    WHERE state IN ('open', 'claimed') AND escalated_at IS NULL
      AND coalesce(reassigned_at, overdue_noted_at, due_on, opened_at) < ${today}::date
      AND NOT (kind = 'call' AND due_on IS NOT NULL AND overdue_noted_at IS NULL)
    ORDER BY coalesce(reassigned_at, overdue_noted_at, due_on, opened_at), id
    LIMIT ${MOST_PER_PASS}`;
}

// False when somebody did the task meanwhile, or another process moves it.
async function lockUnchanged(tx: Tx, { id, reassigned_at }: LateTask): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM task
    WHERE id = ${id}::uuid AND state <> 'done' AND escalated_at IS NULL
      AND reassigned_at IS NOT DISTINCT FROM ${reassigned_at}::timestamptz
    FOR UPDATE SKIP LOCKED`;
  return rows.length > 0;
}

interface Judge {
  actFor(task: LateTask): 'reassign' | 'escalate' | null;
  managerOf(personId: string | null): string | null;
}

async function loadJudge(
  tx: Tx,
  organizationId: string,
  place: { readonly timeZone: string; readonly country: string; readonly today: IsoDate },
): Promise<Judge> {
  const { timeZone, country, today } = place;
  const settings = await readWorklistSettings(tx, organizationId);
  const calendar = businessCalendar(country, (await readSettings(tx, organizationId)).closingDays);
  const collectors = await readCollectors(tx);
  const absences = await readAbsences(tx, today);
  const dayOf = (at: Date | null) => at && localDate(at.getTime(), timeZone);
  return {
    actFor: (task) =>
      overdueAct(
        {
          dueOn: task.due_on && isoDate(task.due_on),
          openedOn: localDate(task.opened_at.getTime(), timeZone),
          reassignedOn: dayOf(task.reassigned_at ?? task.overdue_noted_at),
          escalatedOn: null,
        },
        {
          businessDays: businessDaysOf(task.kind, settings),
          escalateAfterBusinessDays: settings.escalateAfterBusinessDays,
        },
        calendar,
        today,
      ),
    managerOf: (personId) => managerOf(personId, collectors, (each) => isAway(each, absences, today)),
  };
}

// The manager of whoever has the task, else any manager who works today, by person id; null: there is none.
function managerOf(
  has: string | null,
  collectors: readonly Collector[],
  away: (personId: string) => boolean,
): string | null {
  const present = collectors.filter(({ personId, active }) => active && personId !== has && !away(personId));
  const own = collectors.find(({ personId }) => personId === has)?.managerId;
  return (
    present.find(({ personId }) => personId === own)?.personId ??
    present.find(({ isManager }) => isManager)?.personId ??
    null
  );
}
