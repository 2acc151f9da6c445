import type { Tx } from './database.ts';

/** A column's Postgres type, as in `unnest($1::<type>[])`. */
export type ColumnType = 'uuid' | 'text' | 'bigint' | 'int' | 'date' | 'timestamptz' | 'jsonb' | 'bool';
export type Cell = string | number | bigint | boolean | Date | null | undefined | object;

/** Rows per statement; bounds parameters and memory. */
const SLICE = 1000;

/**
 * Inserts many rows with multi-row statements over arrays (`unnest`), several times faster than one insert per row.
 * `into` is a table, or a table with a literal `ON CONFLICT ...` clause. `columns` maps column to type; each row maps
 * column to value, and missing values become NULL. Returns the number of inserted rows.
 */
export async function insertRows(
  tx: Tx,
  into: string | { readonly table: string; readonly conflict: string },
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly Row[],
): Promise<number> {
  const { table, conflict } = typeof into === 'string' ? { table: into, conflict: '' } : into;
  let inserted = 0;
  for (let from = 0; from < rows.length; from += SLICE) {
    const { sql, values } = insertStatement(table, columns, rows.slice(from, from + SLICE));
    inserted += await tx.$executeRawUnsafe(`${sql} ${conflict}`, ...values);
  }
  return inserted;
}

type Row = Readonly<Record<string, Cell>>;

// A column with the same value in every row (organization, instant, kind) is sent as one value. Other columns are sent
// as one text in Postgres's array syntax: Prisma, the adapter and the driver would each walk a JavaScript array cell by
// cell, at twice the cost of the whole insert. The first column is always an array, because its length is the number of
// rows.
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
  const sql = `
    INSERT INTO "${table}" (${names.join(', ')})
    SELECT ${cells.join(', ')}
    FROM unnest(${arrays.join(', ')}) AS v(${arrays.map((_, index) => `c${index + 1}`).join(', ')})`;
  return { sql, values };
}

// Every cell is quoted, so that no text can be read as NULL or as the end of the array.
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
