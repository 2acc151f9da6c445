import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import { createHash } from 'node:crypto';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { writeAudit } from '../record/audit.ts';
import type { ImportKind, ImportOptions } from './import-options.ts';
import { insertRows } from '@puntual/db/insert-rows';
import { toJson } from '@puntual/db/json';
import type { LineFault } from './files/line-fault.ts';
import type { Actor } from '../record/actor.ts';

export const IMPORT_STATES = ['uploading', 'waiting', 'running', 'done', 'failed', 'stopped'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** Largest file, in bytes. */
export const MOST_IMPORT_BYTES = 256 * 1024 * 1024;
/** One row of the file in the database. */
const PART_BYTES = 256 * 1024;
/** Faults of one import that are kept to be read; all are counted. */
export const MOST_FAULTS_KEPT = 1000;

export interface NewImport {
  readonly kind: ImportKind;
  readonly dryRun: boolean;
  readonly fileName: string | null;
  readonly options: ImportOptions;
}

/** `sha256`: of the file, in hexadecimal. */
export type Received =
  | { readonly result: 'received'; readonly importId: string; readonly sha256: string }
  | { readonly result: 'empty' | 'too-large' };

/**
 * Keeps a file as it comes, part by part, and has it worked off when it is whole: whoever works it off need not be the process that took it. An upload that breaks off
 * leaves nothing to do. A file that is empty or larger than `MOST_IMPORT_BYTES` is thrown away.
 */
export async function receiveImport(
  database: Database,
  actor: Actor,
  wanted: NewImport,
  file: AsyncIterable<Uint8Array>,
  now: number,
): Promise<Received> {
  const id = newId();
  await database.inOrganization(actor.organizationId, (tx) =>
    tx.dataImport.create({
      data: {
        id,
        organizationId: actor.organizationId,
        kind: wanted.kind,
        state: 'uploading',
        dryRun: wanted.dryRun,
        fileName: wanted.fileName,
        options: wanted.options,
        givenAt: new Date(now),
        givenBy: actor.name,
      },
    }),
  );
  const hash = createHash('sha256');
  let bytes = 0;
  let number = 0;
  try {
    for await (const part of inParts(file)) {
      bytes += part.length;
      if (bytes > MOST_IMPORT_BYTES) break;
      hash.update(part);
      await database.inOrganization(actor.organizationId, (tx) =>
        tx.dataImportPart.create({
          data: { organizationId: actor.organizationId, importId: id, number: number++, content: Buffer.from(part) },
        }),
      );
    }
  } catch (error) {
    await endUpload(database, actor, id);
    throw error;
  }
  if (bytes === 0 || bytes > MOST_IMPORT_BYTES) {
    await endUpload(database, actor, id);
    return { result: bytes === 0 ? 'empty' : 'too-large' };
  }
  const sha256 = hash.digest('hex');
  await database.inOrganization(actor.organizationId, async (tx) => {
    await tx.dataImport.update({
      where: { id },
      data: { state: 'waiting', bytes, sha256, base: await baseOf(tx, wanted, sha256), touchedAt: new Date() },
    });
    await noteImport(
      tx,
      actor,
      'import.received',
      { importId: id, kind: wanted.kind, dryRun: wanted.dryRun, bytes },
      now,
    );
  });
  return { result: 'received', importId: id, sha256 };
}

export type ImportChange = { readonly result: 'done' | 'not-found' | 'not-now' };

/** Takes in what a finished dry run has only looked at. The file must still be there: it is kept for a day. */
export async function takeDryRun(
  database: Database,
  actor: Actor,
  importId: string,
  now: number,
): Promise<ImportChange> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const [row] = await tx.$queryRaw<
      { kind: ImportKind; state: ImportState; dry_run: boolean; file_gone: boolean; sha256: string }[]
    >`SELECT kind, state, dry_run, file_gone, sha256 FROM data_import WHERE id = ${importId}::uuid FOR UPDATE`;
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
        givenBy: actor.name,
        endedAt: null,
        touchedAt: new Date(),
      },
    });
    await noteImport(tx, actor, 'import.received', { importId, kind: row.kind, dryRun: false }, now);
    return { result: 'done' };
  });
}

/** Ends an import where it stands: what was taken stays, and the rest is not. */
export async function stopImport(
  database: Database,
  actor: Actor,
  importId: string,
  now: number,
): Promise<ImportChange> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const [row] = await tx.$queryRaw<
      { kind: ImportKind; state: ImportState; lines: number; accepted: number }[]
    >`SELECT kind, state, lines, accepted FROM data_import WHERE id = ${importId}::uuid FOR UPDATE`;
    if (!row) return { result: 'not-found' };
    if (row.state !== 'waiting' && row.state !== 'running') return { result: 'not-now' };
    await tx.dataImport.update({
      where: { id: importId },
      data: { state: 'stopped', endedAt: new Date(now), leaseUntil: null, touchedAt: new Date() },
    });
    await noteImport(
      tx,
      actor,
      'import.stopped',
      { importId, kind: row.kind, lines: row.lines, accepted: row.accepted },
      now,
    );
    return { result: 'done' };
  });
}

/** The bytes of a file, part by part; each is asked for when it is wanted. */
export async function* readParts(
  database: Database,
  organizationId: string,
  importId: string,
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

/** Throws a file away: it is worked off, or nobody wants it any more. */
export async function throwAwayFile(database: Database, organizationId: string, importId: string): Promise<void> {
  await database.inOrganization(organizationId, async (tx) => {
    await tx.dataImportPart.deleteMany({ where: { importId } });
    await tx.$executeRaw`UPDATE data_import SET file_gone = true, state = CASE WHEN state = 'uploading' THEN 'failed' ELSE state END WHERE id = ${importId}::uuid`;
  });
}

/** Writes faults behind those that are there, up to `MOST_FAULTS_KEPT`. */
export async function writeFaults(
  tx: Tx,
  organizationId: string,
  importId: string,
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

/** Notes in the audit what became of an import. Never what stands in the file. */
export async function noteImport(
  tx: Tx,
  actor: { readonly organizationId: string; readonly name: string },
  kind: AuditKind,
  data: Record<string, unknown>,
  now: number,
): Promise<void> {
  await writeAudit(tx, actor.organizationId, [
    { at: new Date(now), kind, actor: actor.name, customerRowId: null, invoiceRowId: null, data },
  ]);
}

// Customers' data count once by what they say. When another file came in between, what an older one said may be new again.
async function baseOf(tx: Tx, { kind, dryRun }: Pick<NewImport, 'kind' | 'dryRun'>, sha256: string): Promise<string> {
  if (kind !== 'customers' || dryRun) return '';
  const other = await tx.dataImport.findFirst({
    where: { kind, dryRun: false, NOT: { sha256 }, state: { in: ['done', 'stopped', 'failed', 'running', 'waiting'] } },
    orderBy: { givenAt: 'desc' },
    select: { id: true },
  });
  return other?.id ?? '';
}

async function endUpload(database: Database, actor: Actor, id: string): Promise<void> {
  await throwAwayFile(database, actor.organizationId, id);
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
