import { UnreadableFile } from './line-fault.ts';
import { countKnownNames, planColumns, type HeaderToPlan } from './plan-columns.ts';
import type { TablePlan, TableRow } from './table.ts';

/** How many records may stand above the header: the titles of a report. */
const MOST_TITLES = 40;

/** A row under the header, and how its table is read. */
export interface RowOfTable {
  readonly row: TableRow;
  readonly plan: TablePlan;
  /** The name of the group of rows in which it stands. */
  readonly group: string | undefined;
}

/** Which table is looked for in the records of a file. */
export interface TableToRead extends HeaderToPlan {
  /** The fields that no column gives. `isGrouped`: the rows stand under headings. */
  readonly missing: (plan: TablePlan, isGrouped: boolean) => readonly string[];
  /** Is called with the plan before the first row. */
  readonly onPlan?: ((plan: TablePlan) => void) | undefined;
}

/**
 * Finds the header among the first records (titles may stand above it), decides what each column is, and yields the
 * rows below. Throws `UnreadableFile` when a needed column is missing or two columns claim one field. `titles` are the
 * records above the header.
 */
export async function* readTable(
  records: AsyncGenerator<TableRow>,
  table: TableToRead,
  onTitles?: (titles: readonly TableRow[]) => void,
): AsyncGenerator<RowOfTable> {
  const first = await firstRecords(records);
  const header = headerAmong(first, table);
  if (!header) return;
  const plan = planColumns(header, table);
  table.onPlan?.(plan);
  const at = first.indexOf(header);
  onTitles?.(first.slice(0, at));
  const below = first.slice(at + 1).filter((row) => !isRule(row));
  const missing = table.missing(plan, below[0] !== undefined && groupOf(below[0]) !== undefined);
  if (missing.length > 0)
    throw new UnreadableFile(header.line, 'missing-column', {
      fields: missing.join(', '),
      columns: header.cells.join(', ').slice(0, 300),
    });
  yield* joined(withGroups(chained(below, records), { plan, header }), plan);
}

async function firstRecords(records: AsyncGenerator<TableRow>): Promise<TableRow[]> {
  const first: TableRow[] = [];
  while (first.length <= MOST_TITLES) {
    const next = await records.next();
    if (next.done) break;
    first.push(next.value);
  }
  return first;
}

// The first of the records that name most fields; with none, the first record.
function headerAmong(records: readonly TableRow[], table: HeaderToPlan): TableRow | undefined {
  let best: { readonly row: TableRow; readonly known: number } | undefined;
  for (const row of records) {
    const known = countKnownNames(row.cells, table);
    if (best === undefined || (known > best.known && known > 1)) best = { row, known };
  }
  return best?.row;
}

async function* chained(first: readonly TableRow[], rest: AsyncGenerator<TableRow>): AsyncGenerator<TableRow> {
  yield* first;
  for await (const row of rest) if (!isRule(row)) yield row;
}

// A row without content: empty cells, or the lines that a list draws.
function isRule({ cells }: TableRow): boolean {
  return cells.every((cell) => /^[-=_*\s]*$/.test(cell));
}

// The heading of a group: the only filled cell of its row.
function groupOf({ cells }: TableRow): string | undefined {
  const [only, ...more] = cells.filter((cell) => cell !== '');
  return more.length === 0 && only !== undefined && /\p{L}/u.test(only) ? only : undefined;
}

async function* withGroups(
  rows: AsyncGenerator<TableRow>,
  { plan, header }: { readonly plan: TablePlan; readonly header: TableRow },
): AsyncGenerator<RowOfTable> {
  const repeated = header.cells.join('\0');
  let group: string | undefined;
  for await (const row of rows) {
    if (row.cells.join('\0') === repeated) continue;
    group = groupOf(row) ?? group;
    yield { row, plan, group };
  }
}

// Joins the rows that are the items of one invoice, where the table has no other amount than those.
async function* joined(rows: AsyncGenerator<RowOfTable>, plan: TablePlan): AsyncGenerator<RowOfTable> {
  const number = plan.ofField.get('number');
  if (!plan.ofField.has('lineTotal') || !number) {
    yield* rows;
    return;
  }
  let held = null as RowOfTable | null;
  for await (const next of rows) {
    const own = next.row.cells[number.index] ?? '';
    if (held && own !== '' && held.row.cells[number.index] === own && (held.row.items?.length ?? 0) < MOST_ITEMS) {
      held = { ...held, row: { ...held.row, items: [...(held.row.items ?? []), next.row] } };
      continue;
    }
    if (held) yield held;
    held = next;
  }
  if (held) yield held;
}

/** The most items of one invoice. */
const MOST_ITEMS = 1000;
