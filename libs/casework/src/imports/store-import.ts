import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import { createHash } from 'node:crypto';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { writeAudit } from '../record/audit.ts';
import type { ImportKind, ImportOptions } from './import-options.ts';
import { insertRows } from '@puntual/db/insert-rows';
import { toJson } from '@puntual/db/json';
import type { LineFault } from './files/line-fault.ts';
import { type Actor, storedActor } from '../record/actor.ts';

export const IMPORT_STATES = ['uploading', 'waiting', 'running', 'done', 'failed', 'stopped'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** The size of the largest file, in bytes. */
export const MOST_IMPORT_BYTES = 256 * 1024 * 1024;
/** All stored files of an organization together: those that are uploaded, that wait, run, or were tried. */
export const MOST_STORED_BYTES = 1024 * 1024 * 1024;
/** The size of a part: one row in the database. */
const PART_BYTES = 256 * 1024;
/** Uploads at once go beyond the quota by so many parts each at most. */
const PARTS_BETWEEN_COUNTS = 16;
/** How many faults of one import are stored; all of them are counted. */
export const MOST_FAULTS_KEPT = 1000;

export interface NewImport {
  readonly kind: ImportKind;
  readonly dryRun: boolean;
  readonly fileName: string | null;
  readonly options: ImportOptions;
  readonly file: AsyncIterable<Uint8Array>;
}

/** `sha256`: of the file, in hexadecimal. */
export type Received =
  | { readonly result: 'received'; readonly importId: string; readonly sha256: string }
  | { readonly result: StoreRefusal };

/** Why a file is not stored; `quota`: with it, the organization would have more than `MOST_STORED_BYTES`. */
type StoreRefusal = 'empty' | 'too-large' | 'quota';

/**
 * Stores an uploaded file part by part. Once it is complete it waits for any process to run it. The parts of an upload
 * that breaks off are deleted. Refuses a file that is empty, larger than `MOST_IMPORT_BYTES` or beyond the quota.
 */
export async function receiveImport(
  database: Database,
  actor: Actor,
  { kind, dryRun, fileName, options, file }: NewImport,
  now: number,
): Promise<Received> {
  const { organizationId } = actor;
  const importId = newId();
  await database.inOrganization(organizationId, (tx) =>
    tx.dataImport.create({
      data: {
        id: importId,
        organizationId,
        kind,
        state: 'uploading',
        dryRun,
        fileName,
        options,
        givenAt: new Date(now),
        givenBy: storedActor(actor),
      },
    }),
  );
  const stored = await storeFile(database, { organizationId, importId }, file);
  if (typeof stored === 'string') return { result: stored };
  const { bytes, sha256 } = stored;
  await database.inOrganization(organizationId, async (tx) => {
    await tx.dataImport.update({
      where: { id: importId },
      data: {
        state: 'waiting',
        bytes,
        sha256,
        base: await baseOf(tx, { kind, dryRun }, sha256),
        touchedAt: new Date(),
      },
    });
    await auditImport(tx, actor, { kind: 'import.received', data: { importId, kind, dryRun, bytes } }, now);
  });
  return { result: 'received', importId, sha256 };
}

// Deletes what it has stored when the file is refused or the upload breaks off.
async function storeFile(
  database: Database,
  { organizationId, importId }: ImportRow,
  file: AsyncIterable<Uint8Array>,
): Promise<{ readonly bytes: number; readonly sha256: string } | StoreRefusal> {
  const hash = createHash('sha256');
  let bytes = 0;
  let number = 0;
  let refusal: StoreRefusal | null = null;
  try {
    for await (const part of inParts(file)) {
      bytes += part.length;
      if (bytes > MOST_IMPORT_BYTES) refusal = 'too-large';
      else if (number % PARTS_BETWEEN_COUNTS === 0 && (await isQuotaUsed(database, organizationId))) refusal = 'quota';
      if (refusal) break;
      hash.update(part);
      await database.inOrganization(organizationId, (tx) =>
        tx.dataImportPart.create({
          data: { organizationId, importId, number: number++, content: Buffer.from(part) },
        }),
      );
    }
  } catch (error) {
    await throwAwayFile(database, organizationId, importId);
    throw error;
  }
  if (bytes === 0) refusal = 'empty';
  if (refusal === null) return { bytes, sha256: hash.digest('hex') };
  await throwAwayFile(database, organizationId, importId);
  return refusal;
}

// Counts parts, which is quick: each but the last of a file is of the same size.
async function isQuotaUsed(database: Database, organizationId: string): Promise<boolean> {
  const parts = await database.inOrganization(organizationId, (tx) => tx.dataImportPart.count());
  return parts * PART_BYTES >= MOST_STORED_BYTES;
}

export type ImportChange = { readonly result: 'done' | 'not-found' | 'not-now' };

/**
 * Imports the file of a finished dry run for real. Refuses (`not-now`) when the file was deleted: files are kept for a
 * day.
 */
export async function takeDryRun(
  database: Database,
  actor: Actor,
  importId: string,
  now: number,
): Promise<ImportChange> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const [row] = await tx.$queryRaw<
      { kind: ImportKind; state: ImportState; dry_run: boolean; file_gone: boolean; sha256: string }[]
    >`
      SELECT kind, state, dry_run, file_gone, sha256 FROM data_import WHERE id = ${importId}::uuid FOR UPDATE`;
    if (!row) return { result: 'not-found' };
    if (row.state !== 'done' || !row.dry_run || row.file_gone) return { result: 'not-now' };
    await tx.dataImportFault.deleteMany({ where: { importId } });
    await tx.dataImport.update({
      where: { id: importId },
      data: {
        state: 'waiting',
        dryRun: false,
        base: await baseOf(tx, { kind: row.kind, dryRun: false }, row.sha256),
        lines: 0,
        bytesRead: 0,
        accepted: 0,
        duplicates: 0,
        skipped: 0,
        unidentified: 0,
        faulty: 0,
        faults: 0,
        givenAt: new Date(now),
        givenBy: storedActor(actor),
        endedAt: null,
        touchedAt: new Date(),
      },
    });
    await tx.$executeRaw`UPDATE data_import SET report = NULL WHERE id = ${importId}::uuid`;
    const data = { importId, kind: row.kind, dryRun: false };
    await auditImport(tx, actor, { kind: 'import.received', data }, now);
    return { result: 'done' };
  });
}

/** Stops an import that waits or runs: the lines that were processed stay, the others are not processed. */
export async function stopImport(
  database: Database,
  actor: Actor,
  importId: string,
  now: number,
): Promise<ImportChange> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const [row] = await tx.$queryRaw<{ kind: ImportKind; state: ImportState; lines: number; accepted: number }[]>`
      SELECT kind, state, lines, accepted FROM data_import WHERE id = ${importId}::uuid FOR UPDATE`;
    if (!row) return { result: 'not-found' };
    if (row.state !== 'waiting' && row.state !== 'running') return { result: 'not-now' };
    await tx.dataImport.update({
      where: { id: importId },
      data: { state: 'stopped', endedAt: new Date(now), leaseUntil: null, touchedAt: new Date() },
    });
    const data = { importId, kind: row.kind, lines: row.lines, accepted: row.accepted };
    await auditImport(tx, actor, { kind: 'import.stopped', data }, now);
    return { result: 'done' };
  });
}

/** An import by its organization's and its own row id. */
interface ImportRow {
  readonly organizationId: string;
  readonly importId: string;
}

/** The bytes of a stored file, part by part; each part is read when it is needed. */
export async function* readParts(
  database: Database,
  { organizationId, importId }: ImportRow,
): AsyncGenerator<Uint8Array> {
  for (let number = 0; ; number++) {
    const at = number;
    const part = await database.inOrganization(organizationId, (tx) =>
      tx.dataImportPart.findUnique({
        where: { organizationId_importId_number: { organizationId, importId, number: at } },
      }),
    );
    if (!part) return;
    yield part.content;
  }
}

/** Deletes a stored file, because its import is over or its upload broke off. */
export async function throwAwayFile(database: Database, organizationId: string, importId: string): Promise<void> {
  await database.inOrganization(organizationId, async (tx) => {
    await tx.dataImportPart.deleteMany({ where: { importId } });
    await tx.$executeRaw`
      UPDATE data_import
      SET file_gone = true,
        report = report - 'rows',
        state = CASE WHEN state = 'uploading' THEN 'failed' ELSE state END
      WHERE id = ${importId}::uuid`;
  });
}

/** Stores more faults of an import that has `before` faults already, up to `MOST_FAULTS_KEPT` in all. */
export async function writeFaults(
  tx: Tx,
  { organizationId, importId }: ImportRow,
  before: number,
  faults: readonly LineFault[],
): Promise<void> {
  await insertRows(
    tx,
    'data_import_fault',
    {
      number: 'int',
      organization_id: 'uuid',
      import_id: 'uuid',
      line: 'int',
      field: 'text',
      code: 'text',
      said: 'jsonb',
    },
    faults.slice(0, Math.max(0, MOST_FAULTS_KEPT - before)).map((fault, index) => ({
      number: before + index,
      organization_id: organizationId,
      import_id: importId,
      line: fault.line,
      field: fault.field?.replaceAll('\0', '') ?? null,
      code: fault.code,
      said: toJson(fault.values) as object,
    })),
  );
}

/** Writes an audit event of an import. Its data must hold nothing of the file's content. */
export async function auditImport(
  tx: Tx,
  actor: Pick<Actor, 'organizationId' | 'name' | 'id'>,
  event: AuditEvent<'import.received' | 'import.stopped' | 'import.ended'>,
  now: number,
): Promise<void> {
  await writeAudit(tx, actor.organizationId, [
    { ...event, at: new Date(now), actor: storedActor(actor), customerRowId: null, invoiceRowId: null },
  ]);
}

// The base of customers' event ids (`ImportDefaults`): the last import of another file of customers, or "". The same
// data count once, but count again when another file came in between and may have changed them.
async function baseOf(tx: Tx, { kind, dryRun }: Pick<NewImport, 'kind' | 'dryRun'>, sha256: string): Promise<string> {
  if (kind !== 'customers' || dryRun) return '';
  const other = await tx.dataImport.findFirst({
    where: { kind, dryRun: false, NOT: { sha256 }, state: { in: ['done', 'stopped', 'failed', 'running', 'waiting'] } },
    orderBy: { givenAt: 'desc' },
    select: { id: true },
  });
  return other?.id ?? '';
}

async function* inParts(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of file) {
    held.push(chunk);
    size += chunk.length;
    if (size < PART_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held);
}
