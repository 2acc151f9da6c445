import { runImport } from '@puntual/casework/imports/run-import';
import { throwAwayFile } from '@puntual/casework/imports/store-import';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import { errorFields, type Logger } from '@puntual/platform/log';

export interface Imports {
  /** Null while the loop works, else a description of the fault. */
  fault(): string | null;
  /** Resolves after the current slice; another process continues the file. */
  stop(): Promise<void>;
}

interface Work {
  readonly id: string;
  readonly organization_id: string;
  readonly slug: string;
  readonly work: 'run' | 'throw-away';
}

interface WorkParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether the loop is to end: the current file is then left to another process after its slice. */
  readonly stopping: () => boolean;
}

const POLL_MS = 1000;
/** How long the file of a dry run is kept, so that the real import needs no second upload. */
const KEPT = '1 day';

/**
 * Runs the import files that users uploaded, oldest first and one at a time, and deletes files that are no longer
 * needed. Several processes share the work through a lease per file. Logs only ids, counts and line numbers, because
 * the files hold names and accounts. `pollMs` is the wait between two searches for work.
 */
export function startImportLoop(database: Database, clock: Clock, log: Logger, pollMs = POLL_MS): Imports {
  let stopping = false;
  let fault: string | null = null;
  let wake: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;

  const loop = (async () => {
    while (!stopping) {
      let worked = false;
      try {
        worked = await workOnce({ database, clock, log, stopping: () => stopping });
        fault = null;
      } catch (error) {
        fault = 'imports wait: the database does not answer';
        log.warn(errorFields(error), 'importing a file failed; trying again');
      }
      if (worked || stopping) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, pollMs);
      });
      clearTimeout(timer);
    }
  })();

  return {
    fault: () => fault,
    stop: async () => {
      stopping = true;
      wake();
      await loop;
    },
  };
}

// Returns whether there was a file to run or to delete.
async function workOnce(parts: WorkParts): Promise<boolean> {
  const rows = await parts.database.shared.$queryRaw<Work[]>`
    SELECT id, organization_id, slug, work FROM next_data_import(${KEPT}::text::interval)`;
  for (const row of rows) {
    if (row.work === 'throw-away') await throwAwayFile(parts.database, row.organization_id, row.id);
    else await runFile(parts, row);
  }
  return rows.length > 0;
}

async function runFile({ database, clock, log, stopping }: WorkParts, { id, organization_id, slug }: Work) {
  const result = await runImport(
    database,
    { organizationId: organization_id, slug, importId: id },
    {
      now: () => clock.now(),
      stopping,
      report: (error, line) =>
        log.error({ ...errorFields(error), importId: id, line }, 'a line of a file failed for an unexpected reason'),
    },
  );
  log.info({ importId: id, org: slug, result }, 'processed a file, or a part of it');
}
