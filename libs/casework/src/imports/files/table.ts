import type { DateFormat } from './read-value.ts';

/** One row of a table under its header, whatever file it comes from. */
export interface TableRow {
  /** The line of the file, or the row of the sheet, on which it begins, from 1. */
  readonly line: number;
  /** The trimmed cells by position. A row that is shorter than the header has no cells for the last columns. */
  readonly cells: readonly string[];
  /** The positions of the cells that a spreadsheet stores as numbers: their decimal mark is a point. */
  readonly numbers?: ReadonlySet<number>;
  /** Further rows of the same invoice, where each row is one of its items. */
  readonly items?: readonly TableRow[];
}

/** Why a column is not read. */
export const IGNORED_BECAUSE = ['unnamed', 'no-field', 'switched-off', 'other-column', 'mapping'] as const;
export type IgnoredBecause = (typeof IGNORED_BECAUSE)[number];

/** What became of a column of the file. */
export interface PlannedColumn {
  /** From 1. */
  readonly position: number;
  readonly name: string;
  /** The field that is read from it; null: it is ignored, and `because` says why. */
  readonly field: string | null;
  readonly because: IgnoredBecause | null;
}

/** Where a field is read. */
export interface ColumnRef {
  readonly index: number;
  readonly name: string;
}

/** The column from which each field is read. */
export type ColumnOfField = ReadonlyMap<string, ColumnRef>;

/** How the rows of a table are read. */
export interface TablePlan {
  /** The line of the header. */
  readonly headerLine: number;
  /** The ready-made mapping that the header was recognized as; null: none. */
  readonly mapping: string | null;
  /** How the program of the mapping writes days; null: nobody knows. */
  readonly dates: DateFormat | null;
  readonly columns: readonly PlannedColumn[];
  readonly ofField: ColumnOfField;
}
