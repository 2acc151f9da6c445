import { Readable } from 'node:stream';
import { prepend } from '../files/decode-text.ts';
import { UnreadableFile } from '../files/line-fault.ts';
import { countKnownNames, type HeaderToPlan } from '../files/plan-columns.ts';
import { readCsvRecords } from '../files/read-csv.ts';
import { readTable } from '../files/read-table.ts';
import { bestSheet } from '../files/best-sheet.ts';
import type { TablePlan, TableRow } from '../files/table.ts';
import { decodeUnnamed } from '../files/text-lines.ts';
import type { PackedFile } from '../files/unpack.ts';
import type { ImportOptions } from '../import-options.ts';
import type { PlainFormat } from '../../receipts/bank-line.ts';
import { readCamt } from './read-camt.ts';
import { readMt940 } from './read-mt940.ts';
import { readNorma43 } from './read-norma43.ts';
import type { StatementHooks } from './statement-hooks.ts';
import { readOfx } from './read-ofx.ts';
import {
  headOfTitles,
  missingOfStatement,
  statementRow,
  type StatementRow,
  type TableHead,
} from './read-statement-table.ts';
import { STATEMENT_FIELDS } from './statement-fields.ts';

/** How a bank's file is read. */
export interface StatementReading extends StatementHooks {
  readonly options: ImportOptions;
  /** The currency of a table that names none. */
  readonly currency: string;
  /** Gets what became of a table's columns. */
  readonly onPlan?: ((plan: TablePlan) => void) | undefined;
}

/** The formats of a bank's file, by how it begins. */
type Format = 'camt' | 'ofx' | 'norma-43' | 'mt940' | 'table' | 'empty';

/**
 * Reads one bank file of any format: ISO 20022, OFX, Norma 43, MT940, or a table (XLSX, CSV) whose header is known.
 * `before` is how many lines come before. Throws `UnreadableFile` at the place after which it cannot be read; a file of
 * none of these formats is `not-a-statement`.
 */
export async function* statementLines(
  file: PackedFile,
  before: number,
  reading: StatementReading,
): AsyncGenerator<StatementRow> {
  if (file.kind === 'workbook') {
    const sheet = await bestSheet(file.workbook, (cells) => countKnownNames(cells, headerOf(reading)));
    yield* inFormat('table', tableLines(sheet.rows(), reading));
    return;
  }
  const { format, bytes } = await peek(file.bytes);
  switch (format) {
    case 'camt':
      yield* readCamt(bytes, before, reading);
      return;
    case 'ofx':
      yield* inFormat('ofx', readOfx(decodeUnnamed(bytes), before, reading));
      return;
    case 'norma-43':
      yield* inFormat('norma43', readNorma43(decodeUnnamed(bytes), before, reading));
      return;
    case 'mt940':
      yield* inFormat('mt940', readMt940(decodeUnnamed(bytes), before, reading));
      return;
    case 'empty':
      throw new UnreadableFile(0, 'not-a-statement');
    case 'table':
      yield* inFormat(
        'table',
        tableLines(
          readCsvRecords(bytes, reading.options, (cells) => countKnownNames(cells, headerOf(reading))),
          reading,
        ),
      );
  }
}

async function* inFormat(format: PlainFormat, rows: AsyncGenerator<StatementRow>): AsyncGenerator<StatementRow> {
  for await (const row of rows) yield row.kind === 'line' ? { ...row, line: { ...row.line, format } } : row;
}

function headerOf({ options }: StatementReading): HeaderToPlan {
  return { kind: 'bank', fields: STATEMENT_FIELDS, wishes: options };
}

async function* tableLines(records: AsyncGenerator<TableRow>, reading: StatementReading): AsyncGenerator<StatementRow> {
  const { options, currency, onPlan } = reading;
  let head: TableHead = headOfTitles([], { account: options.account, currency });
  let isTable = false;
  const table = {
    ...headerOf(reading),
    missing: isStatement,
    onPlan: (plan: TablePlan) => {
      isTable = true;
      onPlan?.(plan);
    },
  };
  const rows = readTable(records, table, (titles) => {
    head = headOfTitles(titles, { account: options.account, currency });
  });
  for await (const row of rows) yield statementRow(row, head, options);
  if (!isTable) throw new UnreadableFile(0, 'not-a-statement');
}

// A table without a day or an amount is no statement at all, so the fault says what is read.
function isStatement(plan: TablePlan): readonly string[] {
  const missing = missingOfStatement(plan);
  if (missing.length > 1) throw new UnreadableFile(0, 'not-a-statement');
  return missing;
}

const HEAD_BYTES = 2048;

async function peek(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly format: Format; readonly bytes: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= HEAD_BYTES) break;
  }
  if (head.length === 0) return { format: 'empty', bytes: Readable.from([]) };
  return { format: formatOf(head), bytes: prepend(head, iterator) };
}

function formatOf(head: Uint8Array): Format {
  // Without the zeros of UTF-16 and the marks of encodings.
  const start = Buffer.from(head)
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/^[\s\xef\xbb\xbf\xfe\xff]+/, '');
  if (/^OFXHEADER\s*[:=]/i.test(start) || /^(<\?xml[^>]*>\s*)?(<\?OFX[^>]*>\s*)?(<!--[^>]*-->\s*)?<OFX>/i.test(start))
    return 'ofx';
  if (start.startsWith('<')) return 'camt';
  if (/^(00\d{4}.*\r?\n)?11\d{18}\d{12}[12]\d{14}\d{3}/.test(start)) return 'norma-43';
  return /^:20:/m.test(start) && /^:(25|28C?|60[FM]):/m.test(start) ? 'mt940' : 'table';
}
