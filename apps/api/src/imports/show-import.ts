import { z } from 'zod';
import { readReport } from '@puntual/casework/imports/import-report';
import type { ImportFaultView, ImportView } from '@puntual/contracts/api/imports';
import type { Tx } from '@puntual/db/database';
import type { Language } from '@puntual/domain/language/languages';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { describeFault } from './fault-words.ts';
import { describeReport } from './report-words.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

const FAULTS_SHOWN = 50;
const valuesSchema = z.record(z.string(), z.string()).catch({});
const numberPosition = z.tuple([z.string().regex(/^\d{1,9}$/)]);

type ImportSummary = Omit<ImportView, 'faults' | 'table' | 'rows' | 'remarks'>;
type Row = NonNullable<Awaited<ReturnType<Tx['dataImport']['findUnique']>>>;

/** One import with the first of its faults; null when this organization has none of this id. */
export async function findImport(tx: Tx, id: string, language: Language): Promise<ImportView | null> {
  const row = await tx.dataImport.findUnique({ where: { id } });
  if (!row) return null;
  const faults = await tx.dataImportFault.findMany({
    where: { importId: id },
    orderBy: { number: 'asc' },
    take: FAULTS_SHOWN,
  });
  const [stored] = await tx.$queryRaw<{ report: unknown }[]>`SELECT report FROM data_import WHERE id = ${id}::uuid`;
  const report = readReport(stored?.report);
  return {
    ...(await withNames<ImportSummary>(tx, summary(row))),
    faults: faults.map((fault) => faultView(fault, language)),
    ...describeReport(report, language),
  };
}

/** The imports of the organization, the newest first. */
export async function listImports(
  tx: Tx,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: ImportSummary[]; nextCursor: string | null }> {
  const after = readCursor(query.cursor, idPosition);
  const rows = await tx.dataImport.findMany({
    where: after ? { id: { lt: after[0] } } : {},
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  const page = pageOfRows(rows, query.limit, (row) => [row.id]);
  return { items: await withNames<ImportSummary[]>(tx, page.rows.map(summary)), nextCursor: page.nextCursor };
}

/** The stored faults of an import, in the order of the file; null when this organization has none of this id. */
export async function listFaults(
  tx: Tx,
  id: string,
  query: { readonly limit: number; readonly cursor?: string | undefined },
  language: Language,
): Promise<{ items: ImportFaultView[]; nextCursor: string | null } | null> {
  if ((await tx.dataImport.count({ where: { id } })) === 0) return null;
  const after = readCursor(query.cursor, numberPosition);
  const rows = await tx.dataImportFault.findMany({
    where: { importId: id, ...(after ? { number: { gt: Number(after[0]) } } : {}) },
    orderBy: { number: 'asc' },
    take: query.limit + 1,
  });
  const page = pageOfRows(rows, query.limit, (row) => [String(row.number)]);
  return { items: page.rows.map((row) => faultView(row, language)), nextCursor: page.nextCursor };
}

function faultView(
  row: { readonly line: number; readonly field: string | null; readonly code: string; readonly said: unknown },
  language: Language,
): ImportFaultView {
  return {
    line: row.line,
    field: row.field,
    code: row.code,
    text: describeFault(row.code, valuesSchema.parse(row.said), language),
  };
}

function summary(row: Row): Unnamed<ImportSummary> {
  return {
    id: row.id,
    kind: row.kind as ImportView['kind'],
    dryRun: row.dryRun,
    fileName: row.fileName,
    state: row.state as ImportView['state'],
    bytes: Number(row.bytes),
    bytesRead: Number(row.bytesRead),
    lines: row.lines,
    accepted: row.accepted,
    duplicates: row.duplicates,
    skipped: row.skipped,
    unidentified: row.unidentified,
    faulty: row.faulty,
    faultCount: row.faults,
    givenAt: row.givenAt.toISOString(),
    givenBy: row.givenBy,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
