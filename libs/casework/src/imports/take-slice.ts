import type { PuntualEvent } from '@puntual/contracts/events/events';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import type { Database, Tx } from '@puntual/db/database';
import { takeEventsWith } from '../intake/take-events.ts';
import type { Verdict } from '../intake/verdict.ts';
import { refuseReassigned } from '../people/reassign-payment.ts';
import { BANK_SOURCE } from '../receipts/bank-line.ts';
import { storeMovements } from '../receipts/known-movements.ts';
import { applyReceiptChanges, type ReceiptChange } from '../receipts/receipt-changes.ts';
import { organizationOf } from '../record/actor.ts';
import { quoted, storedRefusal, type LineFault } from './files/line-fault.ts';
import type { TablePlan } from './files/table.ts';
import { readReport, withLines, withTable } from './import-report.ts';
import { addProgress, lockImport, type ImportRef, type LineCounts } from './import-progress.ts';
import type { CheckedLine } from './map-lines.ts';
import { writeFaults } from './store-import.ts';

/** Lines of a file that are processed in one transaction. */
export interface Slice {
  readonly lines: readonly CheckedLine[];
  /** How many lines of the file were processed before. */
  readonly from: number;
  readonly bytesRead: number;
  readonly dryRun: boolean;
  /** How the columns are read; null for a file without columns. */
  readonly plan: TablePlan | null;
}

class TakenOver extends Error {}

class DryRun extends Error {
  readonly verdicts: readonly Verdict[];

  constructor(verdicts: readonly Verdict[]) {
    super('the transaction of a dry run is undone');
    this.verdicts = verdicts;
  }
}

/**
 * Processes the events and receipts of a slice and writes its progress, all in one transaction. A dry run undoes the
 * events and writes the progress only. False, and nothing is written, when another process has gone on with the import
 * or a user has stopped it.
 */
export async function takeSlice(database: Database, ref: ImportRef, slice: Slice, now: number): Promise<boolean> {
  const events = slice.lines.flatMap((line) => line.events);
  const write = async (tx: Tx, verdicts: readonly Verdict[]) => {
    if (!(await writeOutcome(tx, ref, { slice, verdicts }, new Date(now)))) throw new TakenOver();
  };
  try {
    if (events.length === 0) {
      await database.inOrganization(ref.organizationId, (tx) => write(tx, []));
    } else if (slice.dryRun) {
      const verdicts = await judgeOnly(database, ref.slug, events, now);
      await database.inOrganization(ref.organizationId, (tx) => write(tx, verdicts));
    } else {
      await takeEventsWith(database, { slug: ref.slug, events, now: new Date(now) }, write);
    }
    return true;
  } catch (error) {
    if (error instanceof TakenOver) return false;
    throw error;
  }
}

// The verdicts that events would get; the error undoes the transaction that computes them.
async function judgeOnly(
  database: Database,
  slug: string,
  events: readonly PuntualEvent[],
  now: number,
): Promise<readonly Verdict[]> {
  try {
    return await takeEventsWith(database, { slug, events, now: new Date(now) }, (_tx, verdicts) =>
      Promise.reject(new DryRun(verdicts)),
    );
  } catch (error) {
    if (error instanceof DryRun) return error.verdicts;
    throw error;
  }
}

async function writeOutcome(
  tx: Tx,
  ref: ImportRef,
  { slice, verdicts }: { readonly slice: Slice; readonly verdicts: readonly Verdict[] },
  now: Date,
): Promise<boolean> {
  const { lines, from, bytesRead, dryRun, plan } = slice;
  const locked = await lockImport(tx, ref, from);
  if (!locked) return false;
  const accepted = lines.flatMap((line) => line.events).filter((_, index) => verdicts[index]?.verdict === 'accepted');
  await refuseReassigned(tx, accepted);
  const refused = new Set(
    lines.flatMap((line) => line.events).filter((_, index) => verdicts[index]?.verdict === 'rejected'),
  );
  // A line of which an event is refused changes no receipt: nothing was posted for it.
  const posted = lines.filter((line) => !line.events.some((event) => refused.has(event)));
  const changedReceipts = dryRun ? null : await changeReceipts(tx, ref, { lines: posted, accepted }, now);
  const { counts, faults, taken } = countLines(lines, verdicts, changedReceipts);
  const movements = taken.flatMap((line) => line.movement ?? []);
  if (!dryRun)
    await storeMovements(
      tx,
      ref,
      movements.flatMap((movement) => movement.stored ?? []),
      movements.flatMap((movement) => movement.seenIds),
    );
  await writeFaults(tx, ref, locked.faults, faults);
  const before = readReport(locked.report);
  const report = withLines(plan === null ? before : withTable(before, plan), lines);
  await addProgress(tx, ref, { lines: lines.length, counts, faults: faults.length, bytesRead, report });
  return true;
}

// Returns the ids of the receipts that changed.
async function changeReceipts(
  tx: Tx,
  ref: ImportRef,
  { lines, accepted }: { readonly lines: readonly CheckedLine[]; readonly accepted: readonly PuntualEvent[] },
  now: Date,
): Promise<ReadonlySet<string>> {
  const payments = accepted.flatMap((event) =>
    event.type === 'puntual.payment.received.v1' && event.source === BANK_SOURCE ? [event] : [],
  );
  const listed = new Set(lines.flatMap((line) => (line.faults.length === 0 ? (line.listed ?? []) : [])));
  const changes = [
    ...lines.flatMap((line) => line.receipt ?? []),
    ...[...listed].map((receiptId): ReceiptChange => ({ kind: 'listed', receiptId })),
  ];
  return changes.length + payments.length === 0
    ? new Set()
    : applyReceiptChanges(tx, organizationOf(ref), { changes, payments }, now);
}

// `verdicts` are those of the lines' events, in order.
function countLines(
  lines: readonly CheckedLine[],
  verdicts: readonly Verdict[],
  changedReceipts: ReadonlySet<string> | null,
): { readonly counts: LineCounts; readonly faults: readonly LineFault[]; readonly taken: readonly CheckedLine[] } {
  const counts = { accepted: 0, duplicates: 0, skipped: 0, unidentified: 0, faulty: 0 };
  const faults: LineFault[] = [];
  const taken: CheckedLine[] = [];
  let at = 0;
  for (const line of lines) {
    const own = verdicts.slice(at, (at += line.events.length));
    const refused = own.flatMap((verdict): LineFault[] =>
      verdict.verdict === 'rejected'
        ? [
            {
              line: line.line,
              field: null,
              code: 'refused',
              values: { reason: quoted(sayRefusal(verdict.refusal, 'en')), refusal: storedRefusal(verdict.refusal) },
            },
          ]
        : [],
    );
    faults.push(...line.faults, ...refused);
    const isFaulty = line.faults.length > 0 || refused.length > 0;
    // An untied return is stored, so that the other file that tells it opens no second task.
    if (!isFaulty || line.receipt?.kind === 'untied') taken.push(line);
    if (isFaulty) counts.faulty++;
    else if (line.receipt && line.receipt.kind !== 'tied') counts[outcomeOf(line.receipt, changedReceipts)]++;
    else if (own.length === 0) counts.skipped++;
    else if (own.every((verdict) => verdict.verdict === 'duplicate')) counts.duplicates++;
    else counts.accepted++;
  }
  return { counts, faults, taken };
}

// A dry run has no `changedReceipts` (null): what it would change counts as changed.
function outcomeOf(
  receipt: Exclude<ReceiptChange, { readonly kind: 'tied' }>,
  changedReceipts: ReadonlySet<string> | null,
): 'unidentified' | 'accepted' | 'duplicates' {
  if (receipt.kind === 'known' || (changedReceipts && !changedReceipts.has(receipt.receiptId))) return 'duplicates';
  return receipt.kind === 'new' || receipt.kind === 'untied-refund' ? 'unidentified' : 'accepted';
}
