import { runImport } from '@puntual/casework/imports/run-import';
import { throwAwayFile } from '@puntual/casework/imports/store-import';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import { errorFields, type Logger } from '@puntual/platform/log';

export interface Imports {
  /** Null while it works; what is wrong otherwise. */
  fault(): string | null;
  /** Resolves once the slice under way is done; its file is left to whoever comes next. */
  stop(): Promise<void>;
}

interface Work {
  readonly id: string;
  readonly organization_id: string;
  readonly slug: string;
  readonly work: 'run' | 'throw-away';
}

const POLL_MS = 1000;
/** How long the file of a dry run is kept, so that it can be taken without sending it again. */
const KEPT = '1 day';

/**
 * Works off the files that people gave, the oldest first and one at a time, and throws those away that are of no more use. Several processes share the work: a file
 * belongs to who holds its lease. Only ids, counts and line numbers are logged: the files hold names and accounts.
 */
export function startImportLoop(database: Database, clock: Clock, log: Logger, pollMs = POLL_MS): Imports {
  let stopping = false;
  let fault: string | null = null;
  let wake: () => void = () => undefined;

  const loop = (async () => {
    while (!stopping) {
      let worked = false;
      try {
        worked = await workOnce();
        fault = null;
      } catch (error) {
        fault = 'imports wait: the database does not answer';
        log.warn(errorFields(error), 'a file could not be worked off; trying again');
      }
      if (worked || stopping) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();

  async function workOnce(): Promise<boolean> {
    const rows = await database.shared.$queryRaw<
      Work[]
    >`SELECT id, organization_id, slug, work FROM next_data_import(${KEPT}::text::interval)`;
    for (const row of rows) {
      if (row.work === 'throw-away') {
        await throwAwayFile(database, row.organization_id, row.id);
        continue;
      }
      const result = await runImport(
        database,
        { organizationId: row.organization_id, slug: row.slug, importId: row.id },
        {
          now: () => clock.now(),
          stopping: () => stopping,
          report: (error, line) =>
            log.error(
              { ...errorFields(error), importId: row.id, line },
              'a line of a file failed for a reason nobody expected',
            ),
        },
      );
      log.info({ importId: row.id, org: row.slug, result }, 'worked on a file');
    }
    return rows.length > 0;
  }

  return {
    fault: () => fault,
    stop: async () => {
      stopping = true;
      wake();
      await loop;
    },
  };
}
