import { readEventValue } from '@puntual/contracts/events/read-event';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import { isDatabaseAway, type Database, type Tx } from '@puntual/db/database';
import { takeEventsWith } from '../intake/take-events.ts';
import { organizationOf } from '../record/actor.ts';
import { findOrganization } from '../record/organization.ts';
import { refuseReassigned } from '../people/reassign-payment.ts';
import { applyReceiptChanges, type ReceiptChange } from '../receipts/receipt-changes.ts';
import { BANK_SOURCE } from '../receipts/bank-line.ts';
import { mapBankLines } from './bank/map-bank-lines.ts';
import { fileLines, type FileLine } from './file-lines.ts';
import { importOptionsSchema, type ImportKind, type ImportOptions } from './import-options.ts';
import { knownOtherwise } from './refuse-changed-invoices.ts';
import { quoted, UnreadableFile, type LineFault } from './files/line-fault.ts';
import { mapCustomer, mapInvoice, type ImportDefaults, type MappedLine } from './files/map-row.ts';
import { noteImport, readParts, writeFaults } from './store-import.ts';
import type { Verdict } from '../intake/verdict.ts';

export interface ImportRef {
  readonly organizationId: string;
  readonly slug: string;
  readonly importId: string;
}

/** What became of working a file off: `ended` for good, or `left` to somebody else (or stopped). */
export type RunResult = 'ended' | 'left';

export interface RunWith {
  /** The instant of each slice. */
  readonly now: () => number;
  /** Is told of a line that failed for a reason nobody expected. */
  readonly report?: (error: unknown, line: number) => void;
  /** Whether this process is to end: the file is then left, between two slices, for whoever comes next. */
  readonly stopping?: () => boolean;
}

/** Lines of one transaction: short enough that no customer's lock is held for long. */
const SLICE = 200;
const LEASE_SECONDS = 60;

interface ImportRow {
  readonly kind: ImportKind;
  readonly dry_run: boolean;
  readonly options: unknown;
  readonly base: string;
  readonly given_at: Date;
  readonly lines: number;
  readonly bytes: bigint;
}

/** One line with what it comes to. */
interface WorkedLine {
  readonly line: number;
  readonly events: readonly PuntualEvent[];
  readonly faults: readonly LineFault[];
  readonly receipt?: ReceiptChange | undefined;
}

/**
 * Works a file off from where it stands, in slices of one transaction each: the events of its lines, its progress and its faults stand or fall together, so a process that is
 * killed leaves nothing half done and nothing is counted twice. A dry run takes every slice and undoes it again: what it says is what would happen.
 * Throws when the database is away: the file is then taken up again.
 */
export async function runImport(
  database: Database,
  ref: ImportRef,
  { now, report, stopping }: RunWith,
): Promise<RunResult> {
  const organization = await findOrganization(database, ref.slug);
  const row = await database.inOrganization(ref.organizationId, (tx) => lease(tx, ref));
  if (!organization || !row) return 'left';
  const defaults: ImportDefaults = {
    slug: ref.slug,
    country: organization.country,
    language: organization.language,
    timeZone: organization.timeZone,
    currency: organization.currency,
    givenAt: row.given_at,
    base: row.base,
  };
  const file = counted(readParts(database, ref.organizationId, ref.importId));
  let done = row.lines;
  try {
    const options = importOptionsSchema.parse(row.options);
    for await (const slice of inSlices(fileLines(file.bytes, row.kind, options), done)) {
      const worked = await workOut(database, ref, slice, row.kind, options, defaults);
      if (!(await takeLines(worked))) return 'left';
      if (stopping?.()) return await leave();
    }
    return await end(null);
  } catch (error) {
    if (error instanceof UnreadableFile) return end(error.fault);
    if (isDatabaseAway(error)) throw error;
    // A bug to us. Tried again it would be one again, and keep all other files waiting.
    report?.(error, done + 1);
    return end({ line: 0, field: null, code: 'unexpected', values: {} });
  }

  // Halved until what fails stands alone, so that the others do not suffer for it. False: another has gone on with the file, or it was stopped.
  async function takeLines(lines: readonly WorkedLine[]): Promise<boolean> {
    try {
      const went = await takeSlice(
        database,
        ref,
        { lines, from: done, bytesRead: file.read(), dryRun: row?.dry_run ?? true },
        now(),
      );
      if (went) done += lines.length;
      return went;
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      const [first] = lines;
      if (lines.length > 1) {
        const middle = Math.ceil(lines.length / 2);
        return (await takeLines(lines.slice(0, middle))) && (await takeLines(lines.slice(middle)));
      }
      if (!first || (first.events.length === 0 && !first.receipt)) throw error;
      report?.(error, first.line);
      return takeLines([
        { line: first.line, events: [], faults: [{ line: first.line, field: null, code: 'unexpected', values: {} }] },
      ]);
    }
  }

  async function leave(): Promise<RunResult> {
    await database.inOrganization(
      ref.organizationId,
      (tx) =>
        tx.$executeRaw`UPDATE data_import SET lease_until = NULL WHERE id = ${ref.importId}::uuid AND lines = ${done}`,
    );
    return 'left';
  }

  async function end(fatal: LineFault | null): Promise<RunResult> {
    return database.inOrganization(ref.organizationId, async (tx) => {
      const standing = await locked(tx, ref, done);
      if (!standing) return 'left';
      if (fatal) await writeFaults(tx, ref.organizationId, ref.importId, standing.faults, [fatal]);
      const state = fatal ? 'failed' : 'done';
      const [ended] = await tx.$queryRaw<
        { lines: number; accepted: number; duplicates: number; unidentified: number; faulty: number }[]
      >`
        UPDATE data_import SET state = ${state}, faults = faults + ${fatal ? 1 : 0}, bytes_read = bytes, ended_at = ${new Date(now())}::timestamptz, lease_until = NULL, touched_at = now()
        WHERE id = ${ref.importId}::uuid RETURNING lines, accepted, duplicates, unidentified, faulty`;
      const { unidentified = 0, ...counts } = ended ?? {};
      await noteImport(
        tx,
        { organizationId: ref.organizationId, name: 'puntual' },
        'import.ended',
        {
          importId: ref.importId,
          kind: row?.kind,
          dryRun: row?.dry_run,
          state,
          ...counts,
          ...(unidentified > 0 ? { unidentified } : {}),
        },
        now(),
      );
      return 'ended';
    });
  }
}

interface Slice {
  readonly lines: readonly WorkedLine[];
  readonly from: number;
  readonly bytesRead: number;
  readonly dryRun: boolean;
}

class DryRun extends Error {
  readonly verdicts: readonly Verdict[];

  constructor(verdicts: readonly Verdict[]) {
    super('a dry run takes nothing');
    this.verdicts = verdicts;
  }
}

async function takeSlice(database: Database, ref: ImportRef, slice: Slice, now: number): Promise<boolean> {
  const events = slice.lines.flatMap((line) => line.events);
  let went = false;
  const note = async (tx: Tx, verdicts: readonly Verdict[]) => {
    went = await noteProgress(tx, ref, slice, verdicts, new Date(now));
    if (!went) throw new TakenOver();
  };
  try {
    if (slice.dryRun && events.length > 0) {
      const verdicts = await takeEventsWith(database, { slug: ref.slug, events, now: new Date(now) }, (_tx, found) =>
        Promise.reject(new DryRun(found)),
      ).catch((error: unknown) => {
        if (error instanceof DryRun) return error.verdicts;
        throw error;
      });
      await database.inOrganization(ref.organizationId, (tx) => note(tx, verdicts));
    } else if (events.length > 0) {
      await takeEventsWith(database, { slug: ref.slug, events, now: new Date(now) }, note);
    } else {
      await database.inOrganization(ref.organizationId, (tx) => note(tx, []));
    }
  } catch (error) {
    if (!(error instanceof TakenOver)) throw error;
  }
  return went;
}

class TakenOver extends Error {}

async function noteProgress(
  tx: Tx,
  ref: ImportRef,
  { lines, from, bytesRead, dryRun }: Slice,
  verdicts: readonly Verdict[],
  now: Date,
): Promise<boolean> {
  const standing = await locked(tx, ref, from);
  if (!standing) return false;
  await refuseReassigned(
    tx,
    lines.flatMap((line) => line.events).filter((_, index) => verdicts[index]?.verdict === 'accepted'),
  );
  const changed = dryRun ? null : await changeReceipts(tx, ref, lines, verdicts, now);
  const counts = { accepted: 0, duplicates: 0, skipped: 0, unidentified: 0, faulty: 0 };
  const faults: LineFault[] = [];
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
              values: { reason: quoted(sayRefusal(verdict.refusal, 'en')) },
            },
          ]
        : [],
    );
    faults.push(...line.faults, ...refused);
    if (line.faults.length > 0 || refused.length > 0) counts.faulty++;
    else if (line.receipt) counts[becameOf(line.receipt, changed)]++;
    else if (own.length === 0) counts.skipped++;
    else if (own.every((verdict) => verdict.verdict === 'duplicate')) counts.duplicates++;
    else counts.accepted++;
  }
  await writeFaults(tx, ref.organizationId, ref.importId, standing.faults, faults);
  await tx.$executeRaw`
    UPDATE data_import SET lines = lines + ${lines.length}, accepted = accepted + ${counts.accepted}, duplicates = duplicates + ${counts.duplicates}, skipped = skipped + ${counts.skipped}, unidentified = unidentified + ${counts.unidentified}, faulty = faulty + ${counts.faulty},
      faults = faults + ${faults.length}, bytes_read = ${bytesRead}, lease_until = now() + ${LEASE_SECONDS} * interval '1 second', touched_at = now() WHERE id = ${ref.importId}::uuid`;
  return true;
}

async function changeReceipts(
  tx: Tx,
  ref: ImportRef,
  lines: readonly WorkedLine[],
  verdicts: readonly Verdict[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const payments = lines
    .flatMap((line) => line.events)
    .filter((event, index) => verdicts[index]?.verdict === 'accepted')
    .flatMap((event) => (event.type === 'puntual.payment.received.v1' && event.source === BANK_SOURCE ? [event] : []));
  const receipts = lines.flatMap((line) => line.receipt ?? []);
  return receipts.length + payments.length === 0
    ? new Set()
    : applyReceiptChanges(tx, organizationOf(ref), receipts, payments, now);
}

// `changed` are the receipts that this slice has changed; null: a dry run, which would.
function becameOf(
  receipt: ReceiptChange,
  changed: ReadonlySet<string> | null,
): 'unidentified' | 'accepted' | 'duplicates' {
  if (receipt.kind === 'known' || (changed && !changed.has(receipt.receiptId))) return 'duplicates';
  return receipt.kind === 'keep' ? 'unidentified' : 'accepted';
}

// Null: somebody else has gone on from here, or it was stopped.
async function locked(tx: Tx, ref: ImportRef, from: number): Promise<{ readonly faults: number } | null> {
  const [row] = await tx.$queryRaw<
    { state: string; lines: number; faults: number }[]
  >`SELECT state, lines, faults FROM data_import WHERE id = ${ref.importId}::uuid FOR UPDATE`;
  return row && row.state === 'running' && row.lines === from ? row : null;
}

async function lease(tx: Tx, ref: ImportRef): Promise<ImportRow | null> {
  const [row] = await tx.$queryRaw<ImportRow[]>`
    UPDATE data_import SET state = 'running', lease_until = now() + ${LEASE_SECONDS} * interval '1 second'
    WHERE id = ${ref.importId}::uuid AND state IN ('waiting', 'running') AND (lease_until IS NULL OR lease_until < now()) RETURNING kind, dry_run, options, base, given_at, lines, bytes`;
  return row ?? null;
}

async function workOut(
  database: Database,
  ref: ImportRef,
  slice: readonly FileLine[],
  kind: ImportKind,
  options: ImportOptions,
  defaults: ImportDefaults,
): Promise<WorkedLine[]> {
  const movements = slice.flatMap((line) => (line.kind === 'movement' ? [line] : []));
  return database.inOrganization(ref.organizationId, async (tx) => {
    const mapped =
      movements.length === 0
        ? []
        : await mapBankLines(
            tx,
            ref.organizationId,
            movements.map((line) => line.movement),
            movements.map((line) => line.id),
            options.payers,
            defaults,
          );
    let at = 0;
    const worked = slice.map((line): WorkedLine => {
      switch (line.kind) {
        case 'fault':
          return { line: line.fault.line, events: [], faults: [line.fault] };
        case 'row':
          return checked(
            line.row.line,
            kind === 'customers'
              ? mapCustomer(line.row, line.columns, options, defaults)
              : mapInvoice(line.row, line.columns, options, defaults),
            line.columns,
          );
        case 'movement':
          return checked(line.movement.line, mapped[at++] ?? { events: [], faults: [] });
      }
    });
    return kind === 'invoices' ? knownOtherwise(tx, worked) : worked;
  });
}

// The same schemas as for what an ERP publishes.
function checked(
  line: number,
  { events, faults, receipt }: MappedLine,
  columns: ReadonlyMap<string, string> = new Map(),
): WorkedLine {
  const good: PuntualEvent[] = [];
  const wrong: LineFault[] = [];
  for (const event of events) {
    const read = readEventValue(event);
    if (read.ok) good.push(read.event);
    else {
      wrong.push(
        ...read.faults.map((fault): LineFault => {
          const field = fieldOf(fault.path);
          return {
            line,
            field: columns.get(field) ?? field,
            code: 'invalid-value',
            values: { field, reason: sayRefusal(fault, 'en').slice(0, 200) },
          };
        }),
      );
    }
  }
  return { line, events: wrong.length > 0 || faults.length > 0 ? [] : good, faults: [...faults, ...wrong], receipt };
}

// The path in the event's data as the field that it was read from.
function fieldOf(path: string): string {
  const name = path.split('.').at(-1) ?? path;
  const parts = path.split('.');
  if (parts[1] === 'tags') return 'tags';
  if (parts[1] === 'contacts' && name === 'name') return 'contactName';
  if (parts[1] === 'address') return name === 'city' || name === 'postalCode' ? name : 'address';
  if (parts[1] === 'alreadyReached') return name === 'on' ? 'stageOn' : 'stage';
  return name === 'creditNoteId' ? 'invoiceId' : name;
}

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
    // What could be read before stands.
    if (error instanceof UnreadableFile && slice.length > 0) yield slice;
    throw error;
  }
  if (slice.length > 0) yield slice;
}

function counted(parts: AsyncIterable<Uint8Array>): { readonly bytes: AsyncGenerator<Uint8Array>; read(): number } {
  let read = 0;
  const bytes = async function* () {
    for await (const part of parts) {
      yield part;
      read += part.length;
    }
  };
  return { bytes: bytes(), read: () => read };
}
