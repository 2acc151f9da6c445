import type { ColumnOfField } from './csv-fields.ts';
import { quoted, type LineFault } from './line-fault.ts';
import type { CsvRow } from './read-csv.ts';
import { readDay, readMoney, type DateFormat, type DecimalMark, type Read } from './read-value.ts';

/** How a file writes days and amounts. */
export interface ValueFormats {
  readonly dates: DateFormat;
  readonly decimal: DecimalMark;
}

/** Reads the cells of one row by field, and collects the faults. */
export interface RowReader<Field extends string> {
  readonly faults: LineFault[];
  fail(field: Field, code: LineFault['code']): void;
  /** The cell; undefined when it is empty or the file has no such column. */
  text(field: Field): string | undefined;
  /** The cell; "" and a fault when there is none. */
  needed(field: Field): string;
  /** Null when there is no cell (with a fault if it is `needed`), or when it cannot be read (with a fault). */
  day(field: Field, format: DateFormat, needed?: boolean): string | null;
  /** Minor units of the currency; null as for `day`. */
  money(field: Field, currency: string, mark: DecimalMark, needed?: boolean): bigint | null;
}

export function rowReader<Field extends string>(row: CsvRow, columns: ColumnOfField): RowReader<Field> {
  const faults: LineFault[] = [];
  const text = (field: Field) => row.cells.get(columns.get(field) ?? '') || undefined;
  const fail = (field: Field, code: LineFault['code']) => {
    faults.push({
      line: row.line,
      field: columns.get(field) ?? field,
      code,
      values: { value: quoted(text(field) ?? '') },
    });
  };
  const value = <T>(field: Field, needed: boolean, read: (cell: string) => Read<T>): T | null => {
    const cell = text(field);
    if (cell === undefined) {
      if (needed) fail(field, 'missing-value');
      return null;
    }
    const result = read(cell);
    if (result.ok) return result.value;
    fail(field, result.code);
    return null;
  };
  return {
    faults,
    fail,
    text,
    needed: (field) => value(field, true, (cell) => ({ ok: true, value: cell })) ?? '',
    day: (field, format, needed = false) => value(field, needed, (cell) => readDay(cell, format)),
    money: (field, currency, mark, needed = false) => value(field, needed, (cell) => readMoney(cell, currency, mark)),
  };
}
