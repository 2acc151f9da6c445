import { Readable } from 'node:stream';
import { parse, type CsvError, type Info } from 'csv-parse';
import { decodeText, type Encoding } from './decode-text.ts';
import { UnreadableFile } from './line-fault.ts';
import type { TableRow } from './table.ts';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export interface CsvFormat {
  readonly encoding: Encoding;
  /** Null: the delimiter that is most frequent in the first line. */
  readonly delimiter: Delimiter | null;
}

/** One record under its header. A record that is shorter than the header has no cells for the last columns. */
export interface CsvRow {
  /** The line of the file on which the record begins, from 1. */
  readonly line: number;
  /** The trimmed cells, by the column's name in the header. */
  readonly cells: ReadonlyMap<string, string>;
}

/** The header, and the records under it, which are read on demand. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: AsyncGenerator<CsvRow>;
}

/** The most characters of a record: a quote that is never closed must not fill the memory. */
export const MOST_RECORD_CHARACTERS = 64 * 1024;

/** How many lines of the beginning of a file are looked at to find its delimiter. */
const HEAD_LINES = 40;

/** How good a header the cells of a record are: how many columns they name. */
export type JudgeHeader = (cells: readonly string[]) => number;

/**
 * Reads the records of a CSV file from a stream, and holds one record in memory at a time. Excel's line `sep=;` names
 * the delimiter; without it, and without a stated one, the delimiter is the one under which a line among the first is
 * the best header (`judge`), else the one that the first line has most of. Empty lines are ignored; a quote in the
 * middle of a cell is an ordinary character. Throws `UnreadableFile`, also while records are read, for a wrong
 * encoding, a record that is too long, or a quote that is never closed.
 */
export async function* readCsvRecords(
  bytes: AsyncIterable<Uint8Array>,
  format: CsvFormat,
  judge: JudgeHeader = () => 0,
): AsyncGenerator<TableRow> {
  const text = decodeText(bytes, format.encoding);
  const head = await firstLines(text);
  const separatorLine = /^sep=(.)\r?\n/.exec(head);
  const delimiter = format.delimiter ?? (separatorLine ? (separatorLine[1] as Delimiter) : delimiterOf(head, judge));
  const skipped = separatorLine?.[0] ?? '';
  for await (const { line, cells } of readRecords(
    withHead(head.slice(skipped.length), text),
    delimiter,
    skipped === '' ? 0 : 1,
  ))
    yield { line, cells: cells.map((cell) => cell.trim()) };
}

/** Reads a CSV file whose first record is the header (`readCsvRecords`). */
export async function readCsv(bytes: AsyncIterable<Uint8Array>, format: CsvFormat): Promise<CsvTable> {
  const records = readCsvRecords(bytes, format);
  const first = await records.next();
  const columns = first.done ? [] : first.value.cells;
  return { columns, rows: rowsOf(records, columns) };
}

interface Record {
  readonly line: number;
  readonly cells: readonly string[];
}

// A stream that fails drops its buffered records. So faults end the stream instead, and are thrown after its last
// record.
async function* readRecords(
  text: AsyncIterable<string>,
  delimiter: Delimiter,
  linesBefore: number,
): AsyncGenerator<Record> {
  let broken: CsvError | null = null;
  let unreadable: unknown = null;
  const pieces = async function* () {
    try {
      for await (const piece of text) {
        yield piece;
        if (broken) return;
      }
    } catch (error) {
      unreadable = error;
    }
  };
  const parser = Readable.from(pieces()).pipe(
    parse({
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MOST_RECORD_CHARACTERS,
      skip_records_with_error: true,
      on_skip: (error) => {
        broken ??= error ?? null;
        return undefined;
      },
    }),
  );
  // The parser counts lines at the end of a record; the next record begins on the line after.
  let ended = linesBefore;
  let held: Record | null = null;
  for await (const item of parser) {
    if (held) yield held;
    const { record, info } = item as { record: string[]; info: Info };
    const spanned = record.reduce((lines, cell) => lines + (cell.match(/\n/g)?.length ?? 0), 0);
    ended = linesBefore + info.lines;
    held = { line: Math.max(ended - spanned, 1), cells: record };
  }
  // The last record before unreadable text may be incomplete.
  if (unreadable !== null) throw unreadable as Error;
  if (held) yield held;
  const fault = broken as CsvError | null;
  if (fault)
    throw new UnreadableFile(ended + 1, fault.code === 'CSV_MAX_RECORD_SIZE' ? 'line-too-long' : 'quote-not-closed', {
      most: String(MOST_RECORD_CHARACTERS),
    });
}

async function* rowsOf(records: AsyncGenerator<TableRow>, columns: readonly string[]): AsyncGenerator<CsvRow> {
  for await (const { line, cells } of records) {
    if (cells.every((cell) => cell === '')) continue;
    yield {
      line,
      cells: new Map(
        columns.flatMap((column, index): [string, string][] =>
          cells[index] === undefined ? [] : [[column, cells[index]]],
        ),
      ),
    };
  }
}

async function firstLines(text: AsyncGenerator<string>): Promise<string> {
  let head = '';
  while (head.split('\n').length <= HEAD_LINES && head.length < MOST_RECORD_CHARACTERS) {
    const next = await text.next();
    if (next.done) break;
    head += next.value;
  }
  return head;
}

async function* withHead(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (head !== '') yield head;
  yield* rest;
}

function delimiterOf(head: string, judge: JudgeHeader): Delimiter {
  const lines = head.split('\n').slice(0, HEAD_LINES);
  const [first = ''] = lines;
  const found = DELIMITERS.map((delimiter) => ({
    delimiter,
    known: Math.max(...lines.map((line) => judge(cellsOf(line, delimiter)))),
    count: first.replace(/"[^"]*"/g, '').split(delimiter).length,
  }));
  return found.reduce((best, each) =>
    each.known > best.known || (each.known === best.known && each.count > best.count) ? each : best,
  ).delimiter;
}

// Good enough for a header: whatever stands in quotes is one cell.
function cellsOf(line: string, delimiter: Delimiter): string[] {
  const parts = line.match(/"[^"]*"|[^"]+/g) ?? [];
  return parts.flatMap((part) => (part.startsWith('"') ? [part.slice(1, -1)] : part.split(delimiter)));
}
