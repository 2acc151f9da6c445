import { sweepApprovals } from '@puntual/casework/access/approvals';
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
 * Looks every minute at what people of all organizations did not do in time: tasks go to somebody else, and then to a
 * manager; requests for a second person that nobody decided are refused. Every ingest process does so; each task is
 * moved once, and each request is refused once. A fault in one organization does not hold up the others.
 */
export function watchWorklists({ database, clock, log, everyMs = EVERY_MS }: WorklistWatchParts): WorklistWatch {
  let stopping = false;
  let wake: () => void = () => undefined;
  const pass = async (): Promise<void> => {
    for (const { id, slug } of await database.shared.organization.findMany({ select: { id: true, slug: true } })) {
      if (stopping) return;
      try {
        const moved = await moveOverdueTasks(database, id, clock.now());
        if (moved > 0) log.info({ org: slug, moved }, 'tasks that were not done in time were given to others');
        const refused = await sweepApprovals(database, id, clock.now());
        if (refused > 0) log.info({ org: slug, refused }, 'requests that nobody decided in time were refused');
      } catch (error) {
        log.warn({ ...errorFields(error), org: slug }, 'what was not done in time could not be moved on; trying again');
      }
    }
  };
  const loop = (async () => {
    while (!stopping) {
      await pass().catch((error: unknown) =>
        log.warn(errorFields(error), 'what was not done in time could not be looked at; trying again'),
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
