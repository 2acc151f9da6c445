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
  readonly turnMs: number;
}

/**
 * `pollMs`: the wait between two searches for work. `turnMs`: how long one organization's file may keep others waiting.
 */
interface LoopTimes {
  readonly pollMs?: number;
  readonly turnMs?: number;
}

const POLL_MS = 1000;
/** After so long the file of an organization makes room for those of others that wait. */
const TURN_MS = 60_000;
/** How long the file of a dry run is kept, so that the real import needs no second upload. */
const KEPT = '1 day';

/**
 * Runs the import files that users uploaded, one at a time and organizations in turns, and deletes files that are no
 * longer needed. Several processes share the work through a lease per file. Logs only ids, counts and line numbers,
 * because the files hold names and accounts.
 */
export function startImportLoop(
  database: Database,
  clock: Clock,
  log: Logger,
  { pollMs = POLL_MS, turnMs = TURN_MS }: LoopTimes = {},
): Imports {
  let stopping = false;
  let fault: string | null = null;
  let wake: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;

  const loop = (async () => {
    while (!stopping) {
      let worked = false;
      try {
        worked = await workOnce({ database, clock, log, stopping: () => stopping, turnMs });
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
  const rows = await nextWork(parts.database);
  for (const row of rows) {
    if (row.work === 'throw-away') await throwAwayFile(parts.database, row.organization_id, row.id);
    else await runFile(parts, row);
  }
  return rows.length > 0;
}

// At most one file to run and one to delete; a file that runs is none.
function nextWork(database: Database): Promise<Work[]> {
  return database.shared.$queryRaw<Work[]>`
    SELECT id, organization_id, slug, work FROM next_data_import(${KEPT}::text::interval)`;
}

async function runFile(parts: WorkParts, { id, organization_id, slug }: Work) {
  const { database, clock, log, stopping } = parts;
  const turn = startTurn(parts);
  const ref = { organizationId: organization_id, slug, importId: id };
  const result = await runImport(database, ref, {
    now: () => clock.now(),
    stopping: () => stopping() || turn.isOver(),
    report: (error, line) =>
      log.error({ ...errorFields(error), importId: id, line }, 'a line of a file failed for an unexpected reason'),
  }).finally(() => turn.end());
  log.info({ importId: id, org: slug, result }, 'processed a file, or a part of it');
}

// A turn is over when its time is and the file of another organization waits: reading a file on costs reading what was
// read before.
function startTurn({ database, turnMs }: WorkParts): { isOver(): boolean; end(): void } {
  let [over, ended] = [false, false];
  let timer: NodeJS.Timeout | undefined;
  const lookLater = () => {
    if (over || ended) return;
    timer = setTimeout(() => {
      nextWork(database)
        .then((rows) => {
          over = rows.some(({ work }) => work === 'run');
        })
        // The loop itself reports that the database is away.
        .catch(() => undefined)
        .finally(lookLater);
    }, turnMs);
  };
  lookLater();
  return {
    isOver: () => over,
    end: () => {
      ended = true;
      clearTimeout(timer);
    },
  };
}
