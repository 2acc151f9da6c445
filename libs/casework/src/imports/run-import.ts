import { isDatabaseAway, type Database } from '@puntual/db/database';
import { findOrganization, type Organization } from '../record/organization.ts';
import { fileLines, type FileLine } from './file-lines.ts';
import { UnreadableFile, type LineFault } from './files/line-fault.ts';
import type { ImportDefaults } from './files/mapped-line.ts';
import type { TablePlan } from './files/table.ts';
import { importOptionsSchema } from './import-options.ts';
import { endImport, leaseImport, releaseImport, type ImportRef, type LeasedImport } from './import-progress.ts';
import { mapLines, type CheckedLine } from './map-lines.ts';
import { readParts } from './store-import.ts';
import { takeSlice } from './take-slice.ts';

/**
 * How the processing of a file by this process ended: `ended` when the import is over, `left` when another process goes
 * on with it or a user has stopped it.
 */
export type RunResult = 'ended' | 'left';

export interface RunWith {
  /** The time of each slice, in epoch milliseconds. */
  readonly now: () => number;
  /** Is called with an error that nobody expected, and the line that failed. */
  readonly report?: (error: unknown, line: number) => void;
  /** Whether this process is to stop. It then leaves the file between two slices, for the next process. */
  readonly stopping?: () => boolean;
}

/** The most lines of one transaction; a longer transaction would hold customers' locks for too long. */
const SLICE = 200;

/**
 * How many processes may begin an import without progress. A file that ends each of them, say by its size, would
 * otherwise keep all imports from being processed.
 */
const MOST_ATTEMPTS = 5;

/** The processing of one file by this process. */
interface Run extends Pick<RunWith, 'now' | 'report'> {
  readonly database: Database;
  readonly ref: ImportRef;
  readonly leased: LeasedImport;
  readonly bytesRead: () => number;
  linesDone: number;
  /** How the columns of a list are read, once its header is read. */
  plan: TablePlan | null;
  /** The days of statements without movements; null: a statement that names no day. */
  readonly emptyDays: (string | null)[];
}

/**
 * Processes a stored file from its first unprocessed line on, in slices of one transaction each. The events, the
 * progress and the faults of a slice are committed together, so a process that is killed leaves nothing half done, and
 * no line counts twice. A dry run processes each slice and undoes it, so its result is what would happen. Throws when
 * the database is away; the import can then be run again.
 */
export async function runImport(
  database: Database,
  ref: ImportRef,
  { now, report, stopping }: RunWith,
): Promise<RunResult> {
  const organization = await findOrganization(database, ref.slug);
  const leased = await database.inOrganization(ref.organizationId, (tx) => leaseImport(tx, ref));
  if (!organization || !leased) return 'left';
  const file = countBytes(readParts(database, ref));
  const run: Run = {
    database,
    ref,
    leased,
    now,
    report,
    bytesRead: file.read,
    linesDone: leased.lines,
    plan: null,
    emptyDays: [],
  };
  const { kind, attempts } = leased;
  const defaults = defaultsOf(organization, leased);
  if (attempts > MOST_ATTEMPTS)
    return end(run, { line: 0, field: null, code: 'attempts-used-up', values: { count: String(MOST_ATTEMPTS) } });
  try {
    const options = importOptionsSchema.parse(leased.options);
    const context = {
      currency: organization.currency,
      onPlan: (plan: TablePlan) => {
        run.plan = plan;
      },
      onEmpty: (day: string | null) => run.emptyDays.push(day),
    };
    const mapping = { kind, options, defaults, importId: ref.importId, recognized: new Set<string>() };
    for await (const slice of inSlices(fileLines(file.bytes, kind, options, context), leased.lines)) {
      const lines = await mapLines(database, ref.organizationId, slice, mapping);
      if (!(await takeLines(run, lines))) return 'left';
      if (stopping?.()) {
        await database.inOrganization(ref.organizationId, (tx) => releaseImport(tx, ref, run.linesDone));
        return 'left';
      }
    }
    return await end(run, null);
  } catch (error) {
    if (error instanceof UnreadableFile) return end(run, error.fault);
    if (isDatabaseAway(error)) throw error;
    // A fault in Puntual. The import ends, because it would fail again at the next try and delay the other files.
    report?.(error, run.linesDone + 1);
    return end(run, { line: 0, field: null, code: 'unexpected', values: {} });
  }
}

function defaultsOf(
  { slug, country, language, timeZone, currency }: Organization,
  leased: LeasedImport,
): ImportDefaults {
  return { slug, country, language, timeZone, currency, givenAt: leased.given_at, base: leased.base };
}

// Takes the lines in one transaction. When that fails, takes each half by itself, down to single lines, and records the
// failing line as a faulty one, so that the other lines are taken. False: another process has gone on with the file, or
// a user has stopped it.
async function takeLines(run: Run, lines: readonly CheckedLine[]): Promise<boolean> {
  const { database, ref, leased } = run;
  try {
    const { plan, linesDone: from } = run;
    const slice = { lines, from, bytesRead: run.bytesRead(), dryRun: leased.dry_run, plan };
    const taken = await takeSlice(database, ref, slice, run.now());
    if (taken) run.linesDone += lines.length;
    return taken;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const [first] = lines;
    if (lines.length > 1) {
      const middle = Math.ceil(lines.length / 2);
      return (await takeLines(run, lines.slice(0, middle))) && (await takeLines(run, lines.slice(middle)));
    }
    if (!first || (first.events.length === 0 && !first.receipt)) throw error;
    run.report?.(error, first.line);
    const fault: LineFault = { line: first.line, field: null, code: 'unexpected', values: {} };
    return takeLines(run, [{ line: first.line, events: [], faults: [fault] }]);
  }
}

async function end(run: Run, fault: LineFault | null): Promise<RunResult> {
  const { database, ref, leased, linesDone, now, plan, emptyDays } = run;
  const ended = await database.inOrganization(ref.organizationId, (tx) =>
    endImport(tx, ref, { kind: leased.kind, dry_run: leased.dry_run, lines: linesDone, fault, plan, emptyDays }, now()),
  );
  return ended ? 'ended' : 'left';
}

// Leaves out the first `from` lines. Lines before the place where the file becomes unreadable are in a last slice.
async function* inSlices(lines: AsyncGenerator<FileLine>, from: number): AsyncGenerator<FileLine[]> {
  let slice: FileLine[] = [];
  let at = 0;
  try {
    for await (const line of lines) {
      if (at++ < from) continue;
      slice.push(line);
      if (slice.length < SLICE) continue;
      yield slice;
      slice = [];
    }
  } catch (error) {
    if (error instanceof UnreadableFile && slice.length > 0) yield slice;
    throw error;
  }
  if (slice.length > 0) yield slice;
}

function countBytes(parts: AsyncIterable<Uint8Array>): {
  readonly bytes: AsyncGenerator<Uint8Array>;
  readonly read: () => number;
} {
  let read = 0;
  const bytes = async function* () {
    for await (const part of parts) {
      yield part;
      read += part.length;
    }
  };
  return { bytes: bytes(), read: () => read };
}
