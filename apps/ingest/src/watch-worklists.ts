import { judgeWaitingCredit } from '@puntual/casework/credit/judge-waiting';
import { judgeSettledDisputes } from '@puntual/casework/disputes/judge-settled-disputes';
import { moveOverdueTasks } from '@puntual/casework/worklist/move-overdue-tasks';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import { errorFields, type Logger } from '@puntual/platform/log';

export interface WorklistWatch {
  /** Resolves after the current pass. */
  stop(): Promise<void>;
}

export interface WorklistWatchParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Real milliseconds between two passes. */
  readonly everyMs?: number;
}

const EVERY_MS = 60_000;

/**
 * Looks at the open tasks of all organizations every minute: those that were not done in time go to somebody else, and
 * then to a manager. Looks at disputes, too, whose invoices are settled and whose credit note is late, because no case
 * does; and judges the limits of credit that have to be judged again, which opens and ends tasks. Every ingest process
 * does so; each task is moved, and each dispute judged, once. An organization whose tasks cannot be moved does not hold
 * up the others.
 */
export function watchWorklists({ database, clock, log, everyMs = EVERY_MS }: WorklistWatchParts): WorklistWatch {
  let stopping = false;
  let wake: () => void = () => undefined;
  const pass = async (): Promise<void> => {
    const select = { id: true, slug: true, timeZone: true };
    for (const { id, slug, timeZone } of await database.shared.organization.findMany({ select })) {
      if (stopping) return;
      try {
        const moved = await moveOverdueTasks(database, id, clock.now());
        if (moved > 0) log.info({ org: slug, moved }, 'tasks that were not done in time were given to others');
        const judged = await judgeWaitingCredit(database, { id, slug, timeZone }, clock.now());
        if (judged > 0) log.info({ org: slug, judged }, 'limits of credit were passed or met');
      } catch (error) {
        log.warn({ ...errorFields(error), org: slug }, 'overdue tasks could not be moved; trying again');
      }
      try {
        const judged = await judgeSettledDisputes(database, { id, slug }, clock.now());
        if (judged > 0) log.info({ org: slug, judged }, 'disputes of settled invoices were judged');
      } catch (error) {
        log.warn({ ...errorFields(error), org: slug }, 'settled disputes could not be judged; trying again');
      }
    }
  };
  const loop = (async () => {
    while (!stopping) {
      await pass().catch((error: unknown) =>
        log.warn(errorFields(error), 'overdue tasks could not be looked at; trying again'),
      );
      if (stopping) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    stop: async () => {
      stopping = true;
      wake();
      await loop;
    },
  };
}
