import { formerMovementId, movementId, type NamedMovement, type Occurrences } from './bank/movement-id.ts';
import { statementLines } from './bank/statement-lines.ts';
import { bestSheet } from './files/best-sheet.ts';
import type { LeftOut } from './files/document-kinds.ts';
import { CUSTOMER_FIELDS, INVOICE_FIELDS, type FieldNames } from './files/field-names.ts';
import type { ImportKind, ImportOptions } from './import-options.ts';
import { quoted, UnreadableFile, type LineFault } from './files/line-fault.ts';
import { countKnownNames, type HeaderToPlan } from './files/plan-columns.ts';
import { readCsvRecords } from './files/read-csv.ts';
import { readTable } from './files/read-table.ts';
import type { TablePlan, TableRow } from './files/table.ts';
import { unpack } from './files/unpack.ts';

/** One line of a file that is read and not mapped yet. */
export type FileLine =
  | { readonly kind: 'row'; readonly row: TableRow; readonly plan: TablePlan; readonly group: string | undefined }
  | ({ readonly kind: 'movement' } & NamedMovement)
  | { readonly kind: 'skipped'; readonly line: number }
  | { readonly kind: 'left-out'; readonly line: number; readonly because: LeftOut }
  | { readonly kind: 'fault'; readonly fault: LineFault };

/** What a file's reader needs besides the options, and what it tells besides the lines. */
export interface FileContext {
  /** The currency of a statement that names none. */
  readonly currency?: string;
  /** Gets what became of the columns of a table. */
  readonly onPlan?: (plan: TablePlan) => void;
  /** A statement without movements was read; its day, where it names one. */
  readonly onEmpty?: (day: string | null) => void;
}

/**
 * Reads the lines of a file from a stream. Throws `UnreadableFile` at the place after which the file cannot be read,
 * for missing columns, and for a CSV file without lines.
 */
export async function* fileLines(
  bytes: AsyncIterable<Uint8Array>,
  kind: ImportKind,
  options: ImportOptions,
  context: FileContext = {},
): AsyncGenerator<FileLine> {
  let lines = 0;
  for await (const line of kind === 'bank'
    ? movements(bytes, options, context)
    : rows(bytes, { kind, options, onPlan: context.onPlan })) {
    lines++;
    yield line;
  }
  // A bank statement of a day without movements is a normal file.
  if (lines === 0 && kind !== 'bank') throw new UnreadableFile(0, 'no-lines');
}

// An archive may hold several files. Equal movements are numbered across all of them.
async function* movements(
  bytes: AsyncIterable<Uint8Array>,
  options: ImportOptions,
  context: FileContext,
): AsyncGenerator<FileLine> {
  const seen: Occurrences = new Map();
  const formerlySeen: Occurrences = new Map();
  const reading = { options, ...context, currency: context.currency ?? '' };
  let lines = 0;
  for await (const file of unpack(bytes)) {
    try {
      for await (const item of statementLines(file, lines, reading)) {
        lines++;
        const movement = item.kind === 'line' ? item.line : item.kind === 'fault' ? item.unlisted : undefined;
        if (movement) {
          const id = movementId(movement, seen);
          yield { kind: 'movement', movement, id, formerId: formerMovementId(movement, id, formerlySeen) };
        } else if (item.kind !== 'line') yield item;
      }
    } catch (error) {
      // Another file of an archive, such as a note beside the statements.
      if (file.name === null || !(error instanceof UnreadableFile) || error.fault.code !== 'not-a-statement')
        throw error;
      yield { kind: 'fault', fault: otherFile(++lines, file.name) };
    }
  }
}

function otherFile(line: number, name: string): LineFault {
  return { line, field: null, code: 'other-file', values: { name: quoted(name) } };
}

interface ListToRead {
  readonly kind: 'customers' | 'invoices';
  readonly options: ImportOptions;
  readonly onPlan: ((plan: TablePlan) => void) | undefined;
}

async function* rows(
  bytes: AsyncIterable<Uint8Array>,
  { kind, options, onPlan }: ListToRead,
): AsyncGenerator<FileLine> {
  const fields: FieldNames = kind === 'customers' ? CUSTOMER_FIELDS : INVOICE_FIELDS;
  const header: HeaderToPlan = { kind, fields, wishes: options };
  const missing = kind === 'customers' ? missingOfCustomers : missingOfInvoices(options);
  for await (const file of unpack(bytes)) {
    const judge = (cells: readonly string[]) => countKnownNames(cells, header);
    const records =
      file.kind === 'workbook'
        ? (await bestSheet(file.workbook, judge)).rows()
        : readCsvRecords(file.bytes, options, judge);
    for await (const row of readTable(records, { ...header, missing, onPlan })) yield { kind: 'row', ...row };
  }
}

// A customer without an id is known by its tax id or name.
function missingOfCustomers({ ofField }: TablePlan): string[] {
  return ofField.has('name') ? [] : ['name'];
}

function missingOfInvoices(options: ImportOptions): (plan: TablePlan, isGrouped: boolean) => string[] {
  return ({ ofField }, isGrouped) => {
    const hasOne = (...fields: readonly string[]) => fields.some((field) => ofField.has(field));
    return [
      ...(hasOne('number', 'invoiceId') ? [] : ['number']),
      ...(hasOne('customerId', 'customer', 'customerTaxId', 'customerName') || isGrouped ? [] : ['customerId']),
      ...(hasOne('issueDate') ? [] : ['issueDate']),
      ...(hasOne('dueDate', 'terms') || options.terms !== null ? [] : ['dueDate']),
      ...(hasOne('total', 'open', 'lineTotal') || (ofField.has('net') && ofField.has('tax')) ? [] : ['total']),
    ];
  };
}
