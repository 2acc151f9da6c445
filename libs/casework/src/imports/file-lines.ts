import { Readable } from 'node:stream';
import { formerMovementId, movementId, type NamedMovement, type Occurrences } from './bank/movement-id.ts';
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
import { prepend } from './files/decode-text.ts';
import { quoted, UnreadableFile, type LineFault } from './files/line-fault.ts';
import { readCsv, type CsvRow } from './files/read-csv.ts';
import { unpack } from './files/unpack.ts';

/** One line of a file that is read and not mapped yet. */
export type FileLine =
  | { readonly kind: 'row'; readonly row: CsvRow; readonly columns: ColumnOfField }
  | ({ readonly kind: 'movement' } & NamedMovement)
  | { readonly kind: 'skipped'; readonly line: number }
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

// An archive may hold several files. Equal movements are numbered across all of them.
async function* movements(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FileLine> {
  const seen: Occurrences = new Map();
  const formerlySeen: Occurrences = new Map();
  let lines = 0;
  for await (const file of unpack(bytes)) {
    const content = await peek(file.bytes);
    if (file.name !== null && !content.isXml) {
      yield { kind: 'fault', fault: otherFile(++lines, file.name) };
      continue;
    }
    for await (const item of readCamt(content.bytes, lines)) {
      lines++;
      const movement = item.kind === 'line' ? item.line : item.kind === 'fault' ? item.unlisted : undefined;
      if (movement) {
        const id = movementId(movement, seen);
        yield { kind: 'movement', movement, id, formerId: formerMovementId(movement, id, formerlySeen) };
      } else if (item.kind !== 'line') yield item;
    }
  }
}

function otherFile(line: number, name: string): LineFault {
  return { line, field: null, code: 'other-file', values: { name: quoted(name) } };
}

// Whether a file may be XML, in any encoding: its first sign is "<".
async function peek(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly isXml: boolean; readonly bytes: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return { isXml: false, bytes: Readable.from([]) };
  const start = Buffer.from(first.value.subarray(0, 64)).toString('latin1');
  return { isXml: /^[\0\s\xef\xbb\xbf\xfe\xff]*</.test(start), bytes: prepend(first.value, iterator) };
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
