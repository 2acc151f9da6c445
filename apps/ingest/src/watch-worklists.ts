import { sweepApprovals } from '@puntual/casework/access/approvals';
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

interface Judgement {
  /** Judges what is due in one organization, and resolves with how many things it changed. */
  readonly judge: (
    database: Database,
    organization: { readonly id: string; readonly slug: string; readonly timeZone: string },
    now: number,
  ) => Promise<number>;
  readonly done: string;
  readonly failed: string;
}

const judgements: readonly Judgement[] = [
  {
    judge: (database, { id }, now) => moveOverdueTasks(database, id, now),
    done: 'tasks that were not done in time were given to others',
    failed: 'overdue tasks could not be moved',
  },
  {
    judge: judgeWaitingCredit,
    done: 'limits of credit were passed or met',
    failed: 'limits of credit could not be judged',
  },
  {
    judge: judgeSettledDisputes,
    done: 'disputes of settled invoices were judged',
    failed: 'settled disputes could not be judged',
  },
  {
    judge: (database, { id }, now) => sweepApprovals(database, id, now),
    done: 'requests that nobody decided in time were refused',
    failed: 'requests that nobody decided could not be refused',
  },
];

/**
 * Looks every minute at what nobody did in time, in all organizations, and at what no case looks at: the list above.
 * Every ingest process does so; each thing is changed once. A judgement that fails for an organization holds up neither
 * the others nor other organizations.
 */
export function watchWorklists({ database, clock, log, everyMs = EVERY_MS }: WorklistWatchParts): WorklistWatch {
  let stopping = false;
  let wake: () => void = () => undefined;
  const pass = async (): Promise<void> => {
    const select = { id: true, slug: true, timeZone: true };
    for (const organization of await database.shared.organization.findMany({ select }))
      for (const { judge, done, failed } of judgements) {
        if (stopping) return;
        try {
          const changed = await judge(database, organization, clock.now());
          if (changed > 0) log.info({ org: organization.slug, changed }, done);
        } catch (error) {
          log.warn({ ...errorFields(error), org: organization.slug }, `${failed}; trying again`);
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
