import { z } from 'zod';
import { LEFT_OUT } from './files/document-kinds.ts';
import { quoted } from './files/line-fault.ts';
import { IGNORED_BECAUSE, type TablePlan } from './files/table.ts';
import type { CheckedLine } from './map-lines.ts';

/** What is said of lines that are not faulty: why they are left out, and what they bring. */
export const REMARKS = [...LEFT_OUT, 'new-customer', 'no-movements'] as const;
export type Remark = (typeof REMARKS)[number];

/** How many lines are shown as they are taken, and how many numbers of lines a remark names. */
const MOST_ROWS = 5;
const MOST_LINES = 20;

/** What an import tells besides its counts and faults. It is stored with the import, as JSON. */
export const importReportSchema = z.object({
  /** How a list's columns are read; null for a bank statement in a format of its own. */
  table: z
    .object({
      headerLine: z.int(),
      mapping: z.string().nullable(),
      columns: z.array(
        z.object({
          position: z.int(),
          name: z.string(),
          field: z.string().nullable(),
          because: z.enum(IGNORED_BECAUSE).nullable(),
        }),
      ),
    })
    .nullable()
    .default(null),
  /** The first lines as they are taken: the values of their event or receipt, by name. */
  rows: z.array(z.object({ line: z.int(), type: z.string(), values: z.record(z.string(), z.string()) })).default([]),
  remarks: z
    .array(
      z.object({
        code: z.enum(REMARKS),
        count: z.int(),
        lines: z.array(z.int()),
        values: z.record(z.string(), z.string()).default({}),
      }),
    )
    .default([]),
});
export type ImportReport = z.infer<typeof importReportSchema>;

export const EMPTY_REPORT: ImportReport = { table: null, rows: [], remarks: [] };

/** The most columns of a table that a report holds. */
const MOST_COLUMNS = 200;

/** The report with what became of the columns. */
export function withTable(report: ImportReport, { headerLine, mapping, columns }: TablePlan): ImportReport {
  return { ...report, table: { headerLine, mapping, columns: columns.slice(0, MOST_COLUMNS) } };
}

/** The report with the remarks and, where it shows few yet, the values of more lines. */
export function withLines(report: ImportReport, lines: readonly CheckedLine[]): ImportReport {
  let { remarks } = report;
  for (const line of lines) {
    if (line.leftOut !== undefined) remarks = remarked(remarks, line.leftOut, line.line);
    if (line.isNewCustomer === true && line.faults.length === 0) remarks = remarked(remarks, 'new-customer', line.line);
  }
  const rows = [...report.rows];
  for (const line of lines) {
    if (rows.length >= MOST_ROWS) break;
    const shown = shownOf(line);
    if (shown) rows.push(shown);
  }
  return { ...report, remarks, rows };
}

/** The report with one more line of a remark. */
export function withRemark(
  report: ImportReport,
  remark: { readonly code: Remark; readonly line: number; readonly values: Readonly<Record<string, string>> },
): ImportReport {
  return { ...report, remarks: remarked(report.remarks, remark.code, remark.line, remark.values) };
}

function remarked(
  remarks: ImportReport['remarks'],
  code: Remark,
  line: number,
  values: Readonly<Record<string, string>> = {},
): ImportReport['remarks'] {
  const known = remarks.find((each) => each.code === code && sameValues(each.values, values));
  if (!known) return [...remarks, { code, count: 1, lines: [line], values }];
  const lines = known.lines.length < MOST_LINES ? [...known.lines, line] : known.lines;
  return remarks.map((each) => (each === known ? { ...known, count: known.count + 1, lines } : each));
}

function sameValues(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return Object.entries(a).every(([key, value]) => b[key] === value);
}

function shownOf({ line, events, receipt }: CheckedLine): ImportReport['rows'][number] | null {
  const [event] = events;
  if (event) return { line, type: event.type, values: valuesOf(event.data) };
  if (receipt?.kind !== 'new') return null;
  const { bookedOn, amount, currency, payer, text } = receipt.line;
  return { line, type: 'receipt', values: valuesOf({ bookedOn, amount, currency, payer: payer ?? '', text }) };
}

// The event's simple values; what it nests has the path as its name.
function valuesOf(data: object, path = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(data) as [string, unknown][]) {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'object' && value !== null) Object.assign(found, valuesOf(value, name));
    else if (typeof value === 'string' ? value !== '' : typeof value === 'number' || typeof value === 'boolean')
      found[name] = quoted(String(value));
  }
  return found;
}

/** Reads a stored report; an import of an earlier version has none. */
export function readReport(stored: unknown): ImportReport {
  return importReportSchema.catch(EMPTY_REPORT).parse(stored ?? EMPTY_REPORT);
}
