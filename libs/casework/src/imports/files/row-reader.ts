import { quoted, type LineFault } from './line-fault.ts';
import { readDay, readMoney, type DateFormat, type DecimalMark, type Read } from './read-value.ts';
import type { ColumnOfField, TableRow } from './table.ts';

/** How a file writes days and amounts. */
export interface ValueFormats {
  readonly dates: DateFormat;
  readonly decimal: DecimalMark;
}

/** Reads the cells of one row by field, and collects the faults. */
export interface RowReader<Field extends string> {
  readonly faults: LineFault[];
  fail(field: Field, code: LineFault['code'], values?: Readonly<Record<string, string>>): void;
  /** The cell; undefined when it is empty or the file has no such column. */
  text(field: Field): string | undefined;
  /** The cell, as `text`; undefined and a fault when a spreadsheet has spoiled the number or id in it. */
  id(field: Field): string | undefined;
  /** The cell, as `id`; "" and a fault when there is none. */
  needed(field: Field): string;
  /**
   * Null when there is no cell (with a fault if it is `needed`), or when it cannot be read (with a fault). `latest`:
   * the last day that a day without a year can be.
   */
  day(field: Field, format: DateFormat, more?: { readonly needed?: boolean; readonly latest?: string }): string | null;
  /** Minor units of the currency; null as for `day`. */
  money(field: Field, currency: string, mark: DecimalMark, needed?: boolean): bigint | null;
}

/**
 * What reads a cell may need the square of its length. A longer cell is cut: no field of an event takes as much, so the
 * event's schema refuses the rest.
 */
const LONGEST_CELL = 4000;

export function rowReader<Field extends string>(row: TableRow, columns: ColumnOfField): RowReader<Field> {
  const faults: LineFault[] = [];
  const text = (field: Field) => {
    const column = columns.get(field);
    return column === undefined ? undefined : row.cells[column.index]?.slice(0, LONGEST_CELL) || undefined;
  };
  const fail = (field: Field, code: LineFault['code'], values: Readonly<Record<string, string>> = {}) => {
    faults.push({
      line: row.line,
      field: columns.get(field)?.name ?? field,
      code,
      values: { value: quoted(text(field) ?? ''), ...values },
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
  const unspoiled = (cell: string): Read<string> =>
    isSpoiled(cell) ? { ok: false, code: 'shortened-number' } : { ok: true, value: cell };
  return {
    faults,
    fail,
    text,
    id: (field) => value(field, false, unspoiled) ?? undefined,
    needed: (field) => value(field, true, unspoiled) ?? '',
    day: (field, format, { needed = false, latest } = {}) =>
      value(field, needed, (cell) => readDay(cell, format, latest)),
    money: (field, currency, mark, needed = false) => {
      const isNumber = row.numbers?.has(columns.get(field)?.index ?? -1) ?? false;
      return value(field, needed, (cell) => readMoney(cell, currency, isNumber ? 'point' : mark));
    },
  };
}

// What a spreadsheet shows in place of a long number ("2,4952E+19", "####") or of a value that it has lost ("#N/A").
function isSpoiled(cell: string): boolean {
  return /^[+-]?\d+[.,]\d+E[+-]?\d+$|^\d+E\+\d+$/i.test(cell) || /^#+$|^#[A-Z/0]+[!?]?$/.test(cell);
}
