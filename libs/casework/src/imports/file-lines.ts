import type { BankLine } from '../receipts/bank-line.ts';
import { movementId, type Occurrences } from './bank/map-bank-lines.ts';
import { readCamt } from './bank/read-camt.ts';
import {
  CUSTOMER_FIELDS,
  INVOICE_FIELDS,
  mapColumns,
  REQUIRED_OF_CUSTOMERS,
  REQUIRED_OF_INVOICES,
  type ColumnOfField,
} from './files/csv-fields.ts';
import type { ImportKind, ImportOptions } from './import-options.ts';
import { UnreadableFile, type LineFault } from './files/line-fault.ts';
import { readCsv, type CsvRow } from './files/read-csv.ts';

/** One line of a file that is read and not mapped yet. */
export type FileLine =
  | { readonly kind: 'row'; readonly row: CsvRow; readonly columns: ColumnOfField }
  | { readonly kind: 'movement'; readonly movement: BankLine; readonly id: string }
  | { readonly kind: 'fault'; readonly fault: LineFault };

/**
 * Reads the lines of a file from a stream. Throws `UnreadableFile` at the place after which the file cannot be read,
 * for missing columns, and for a CSV file without lines.
 */
export async function* fileLines(
  bytes: AsyncIterable<Uint8Array>,
  kind: ImportKind,
  options: ImportOptions,
): AsyncGenerator<FileLine> {
  let lines = 0;
  for await (const line of kind === 'bank' ? movements(bytes) : rows(bytes, kind, options)) {
    lines++;
    yield line;
  }
  // A bank statement of a day without movements is a normal file.
  if (lines === 0 && kind !== 'bank') throw new UnreadableFile(0, 'no-lines');
}

async function* movements(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FileLine> {
  const seen: Occurrences = new Map();
  for await (const item of readCamt(bytes))
    yield item.kind === 'line' ? { kind: 'movement', movement: item.line, id: movementId(item.line, seen) } : item;
}

async function* rows(
  bytes: AsyncIterable<Uint8Array>,
  kind: 'customers' | 'invoices',
  options: ImportOptions,
): AsyncGenerator<FileLine> {
  const table = await readCsv(bytes, options);
  const [fields, required] =
    kind === 'customers' ? [CUSTOMER_FIELDS, REQUIRED_OF_CUSTOMERS] : [INVOICE_FIELDS, REQUIRED_OF_INVOICES];
  const columns = mapColumns(table.columns, fields, options.columns);
  // A file without a column for the total is read as if the open amounts were the totals.
  const open = columns.get('open');
  const known =
    !columns.has('total') && open !== undefined
      ? new Map([...columns].map(([field, column]) => [field === 'open' ? 'total' : field, column]))
      : columns;
  const missing = required.filter((field) => !known.has(field));
  if (missing.length > 0)
    throw new UnreadableFile(1, 'missing-column', {
      fields: missing.join(', '),
      columns: table.columns.join(', ').slice(0, 300),
    });
  for await (const row of table.rows) yield { kind: 'row', row, columns: known };
}
