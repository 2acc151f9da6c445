import { instantAt } from '@puntual/domain/calendar/dates';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';
import { minutesOf } from '@puntual/domain/worklist/worklist-settings';
import type { Tx } from '@puntual/db/database';
import type { Worklist } from './read-worklist.ts';

/** The minutes of the tasks that a collector (person id) has finished since the organization's last midnight. */
export async function loadFinishedMinutes(
  tx: Tx,
  personId: string,
  { today, timeZone, settings }: Pick<Worklist, 'today' | 'timeZone' | 'settings'>,
  now: number,
): Promise<number> {
  const midnight = new Date(instantAt(today, 0, timeZone));
  const rows = await tx.$queryRaw<{ kind: TaskKind; tasks: number }[]>`
    SELECT kind, count(*)::int AS tasks
    FROM task
    WHERE state = 'done' AND claimed_by = ${personId} AND completed_on IS NOT NULL
      AND completed_at >= ${midnight}::timestamptz AND completed_at <= ${new Date(now)}::timestamptz
    GROUP BY kind`;
  return rows.reduce((sum, { kind, tasks }) => sum + tasks * minutesOf(kind, settings), 0);
}
