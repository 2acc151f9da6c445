import type { Tx } from '@puntual/db/database';
import type { LineFault } from './files/line-fault.ts';
import type { ImportKind } from './import-options.ts';
import { readReport, withRemark, withTable, type ImportReport } from './import-report.ts';
import type { TablePlan } from './files/table.ts';
import { auditImport, writeFaults } from './store-import.ts';

export interface ImportRef {
  readonly organizationId: string;
  readonly slug: string;
  readonly importId: string;
}

/** An import that this process has leased. */
export interface LeasedImport {
  readonly kind: ImportKind;
  readonly dry_run: boolean;
  readonly options: unknown;
  readonly base: string;
  readonly given_at: Date;
  /** How many lines were processed before. */
  readonly lines: number;
  /** How many processes have leased it since it made progress. */
  readonly attempts: number;
}

/** How many lines of a slice had which outcome. */
export interface LineCounts {
  readonly accepted: number;
  readonly duplicates: number;
  readonly skipped: number;
  readonly unidentified: number;
  readonly faulty: number;
}

/** Another process may take over an import that has made no progress for so long. */
const LEASE_SECONDS = 60;

/** Leases an import that waits, or whose process has made no progress for a minute; null for any other import. */
export async function leaseImport(tx: Tx, ref: ImportRef): Promise<LeasedImport | null> {
  const [row] = await tx.$queryRaw<LeasedImport[]>`
    UPDATE data_import
    SET state = 'running', attempts = attempts + 1, lease_until = now() + ${LEASE_SECONDS} * interval '1 second'
    WHERE id = ${ref.importId}::uuid
      AND state IN ('waiting', 'running')
      AND (lease_until IS NULL OR lease_until < now())
    RETURNING kind, dry_run, options, base, given_at, lines, attempts`;
  return row ?? null;
}

/** Ends the lease of an import after `lines` lines, so that another process can go on with it at once. */
export async function releaseImport(tx: Tx, ref: ImportRef, lines: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE data_import SET lease_until = NULL, attempts = 0 WHERE id = ${ref.importId}::uuid AND lines = ${lines}`;
}

/**
 * Locks a running import after `lines` lines, and returns how many faults it has and its report. Null when another
 * process has gone on with it, or a user has stopped it.
 */
export async function lockImport(
  tx: Tx,
  ref: ImportRef,
  lines: number,
): Promise<{ readonly faults: number; readonly report: unknown } | null> {
  const [row] = await tx.$queryRaw<{ state: string; lines: number; faults: number; report: unknown }[]>`
    SELECT state, lines, faults, report FROM data_import WHERE id = ${ref.importId}::uuid FOR UPDATE`;
  return row && row.state === 'running' && row.lines === lines ? row : null;
}

/** Adds the outcome of `lines` more lines to a locked import, and extends its lease. */
export async function addProgress(
  tx: Tx,
  ref: ImportRef,
  progress: {
    readonly lines: number;
    readonly counts: LineCounts;
    readonly faults: number;
    readonly bytesRead: number;
    readonly report: ImportReport;
  },
): Promise<void> {
  const { lines, counts, faults, bytesRead, report } = progress;
  await tx.$executeRaw`
    UPDATE data_import
    SET lines = lines + ${lines},
        accepted = accepted + ${counts.accepted},
        duplicates = duplicates + ${counts.duplicates},
        skipped = skipped + ${counts.skipped},
        unidentified = unidentified + ${counts.unidentified},
        faulty = faulty + ${counts.faulty},
        faults = faults + ${faults},
        bytes_read = ${bytesRead},
        report = ${JSON.stringify(report)}::jsonb,
        attempts = 0,
        lease_until = now() + ${LEASE_SECONDS} * interval '1 second',
        touched_at = now()
    WHERE id = ${ref.importId}::uuid`;
}

interface EndedImport extends Pick<LeasedImport, 'kind' | 'dry_run' | 'lines'> {
  /** Why the file could not be read to its end; null when it was. */
  readonly fault: LineFault | null;
  /** How the columns were read; null when the file was not read so far, or has none. */
  readonly plan: TablePlan | null;
  /** The days of statements without movements. */
  readonly emptyDays: readonly (string | null)[];
}

/** Ends an import after `ended.lines` lines and writes the audit event. False when `lockImport` refuses. */
export async function endImport(tx: Tx, ref: ImportRef, ended: EndedImport, now: number): Promise<boolean> {
  const locked = await lockImport(tx, ref, ended.lines);
  if (!locked) return false;
  if (ended.fault) await writeFaults(tx, ref, locked.faults, [ended.fault]);
  const state = ended.fault ? 'failed' : 'done';
  const report = readReport(locked.report);
  const whole = ended.emptyDays.reduce<ImportReport>(
    (so, day) => withRemark(so, { code: 'no-movements', line: 0, values: { day: day ?? '' } }),
    ended.plan ? withTable(report, ended.plan) : report,
  );
  const [row] = await tx.$queryRaw<
    { lines: number; accepted: number; duplicates: number; unidentified: number; faulty: number }[]
  >`
    UPDATE data_import
    SET state = ${state},
        faults = faults + ${ended.fault ? 1 : 0},
        bytes_read = bytes,
        report = ${JSON.stringify(whole)}::jsonb,
        ended_at = ${new Date(now)}::timestamptz,
        lease_until = NULL,
        touched_at = now()
    WHERE id = ${ref.importId}::uuid
    RETURNING lines, accepted, duplicates, unidentified, faulty`;
  const { unidentified = 0, ...counts } = row ?? {};
  const actor = { organizationId: ref.organizationId, name: 'puntual' };
  await auditImport(
    tx,
    actor,
    {
      kind: 'import.ended',
      data: {
        importId: ref.importId,
        kind: ended.kind,
        dryRun: ended.dry_run,
        state,
        ...counts,
        ...(unidentified > 0 ? { unidentified } : {}),
      },
    },
    now,
  );
  return true;
}
