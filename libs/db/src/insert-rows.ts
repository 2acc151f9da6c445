import type { Tx } from './database.ts';

/** A column's Postgres type, as in `unnest($1::<type>[])`. */
export type ColumnType = 'uuid' | 'text' | 'bigint' | 'int' | 'date' | 'timestamptz' | 'jsonb' | 'bool';
export type Cell = string | number | bigint | boolean | Date | null | undefined | object;

/** Rows per statement: keeps parameters and memory bounded. */
const SLICE = 1000;

/**
 * Inserts many rows by multi-row statements of arrays (`unnest`), within the transaction: the ingestion path's way, several times faster than one
 * insert a row. `columns` maps column to type; each row gives its cells by column name, missing ones are NULL. `conflict` is a literal
 * `ON CONFLICT ...` clause. Returns how many rows were inserted.
 */
export async function insertRows(
  tx: Tx,
  table: string,
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly Row[],
  conflict = '',
): Promise<number> {
  let inserted = 0;
  for (let from = 0; from < rows.length; from += SLICE) {
    const { sql, values } = insertStatement(table, columns, rows.slice(from, from + SLICE));
    inserted += await tx.$executeRawUnsafe(`${sql} ${conflict}`, ...values);
  }
  return inserted;
}

type Row = Readonly<Record<string, Cell>>;

// A column whose cells are all the same (organization, instant, kind) goes over as one value. The others go as one text each, in the server's own form of an array: an
// array given as such is walked cell by cell in Prisma, the adapter and the driver, at twice the cost of the whole insert. The first column is always an array: it
// says how many rows there are.
function insertStatement(
  table: string,
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly Row[],
): { sql: string; values: (string | null)[] } {
  const names: string[] = [];
  const cells: string[] = [];
  const arrays: string[] = [];
  const values: (string | null)[] = [];
  for (const [name, type] of Object.entries(columns)) {
    names.push(`"${name}"`);
    const first = rows[0]?.[name] ?? null;
    if (names.length > 1 && rows.every((row) => (row[name] ?? null) === first)) {
      cells.push(`$${values.push(first === null ? null : cellText(first))}::${type}`);
    } else {
      arrays.push(`$${values.push(arrayLiteral(rows, name))}::${type}[]`);
      cells.push(`v.c${arrays.length}`);
    }
  }
  const sql = `INSERT INTO "${table}" (${names.join(', ')}) SELECT ${cells.join(', ')} FROM unnest(${arrays.join(', ')}) AS v(${arrays.map((_, index) => `c${index + 1}`).join(', ')})`;
  return { sql, values };
}

// Every cell is quoted, so that none can be taken for NULL or for the end of the array.
function arrayLiteral(rows: readonly Row[], name: string): string {
  let literal = '';
  for (const row of rows) literal += literal === '' ? cellLiteral(row[name]) : `,${cellLiteral(row[name])}`;
  return `{${literal}}`;
}

const SPECIAL = /["\\]/;

function cellLiteral(cell: Cell): string {
  if (cell === null || cell === undefined) return 'NULL';
  const text = cellText(cell);
  return SPECIAL.test(text) ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

function cellText(cell: NonNullable<Cell>): string {
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === 'object') return JSON.stringify(cell);
  return String(cell);
}
