import type { PuntualEvent } from '@puntual/contracts/events/events';
import { readEventValue } from '@puntual/contracts/events/read-event';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import type { Database } from '@puntual/db/database';
import { mapBankLines } from './bank/map-bank-lines.ts';
import type { FileLine } from './file-lines.ts';
import type { LineFault } from './files/line-fault.ts';
import { mapCustomer } from './files/map-customer.ts';
import { mapInvoice } from './files/map-invoice.ts';
import type { ImportDefaults, MappedLine } from './files/mapped-line.ts';
import type { ImportKind, ImportOptions } from './import-options.ts';
import { refuseChangedInvoices } from './refuse-changed-invoices.ts';

/** One line of a file with its valid events, or its faults, or its change of a receipt. */
export interface CheckedLine extends Omit<MappedLine, 'events'> {
  readonly line: number;
  readonly events: readonly PuntualEvent[];
}

/** How the lines of an import are mapped. */
export interface Mapping {
  readonly kind: ImportKind;
  readonly options: ImportOptions;
  readonly defaults: ImportDefaults;
  readonly importId: string;
  /** The known movements that this import has brought again so far; `mapLines` adds to it. */
  readonly recognized: Set<string>;
}

/**
 * Maps lines to the events that an ERP would publish for them, and checks the events with the same schemas. Returns one
 * line for each line, in the same order.
 */
export async function mapLines(
  database: Database,
  organizationId: string,
  lines: readonly FileLine[],
  mapping: Mapping,
): Promise<CheckedLine[]> {
  const { kind, options, defaults, importId, recognized } = mapping;
  const movements = lines.flatMap((line) => (line.kind === 'movement' ? [line] : []));
  return database.inOrganization(organizationId, async (tx) => {
    const payments =
      movements.length === 0
        ? []
        : await mapBankLines(tx, movements, { organizationId, importId, recognized, payers: options.payers, defaults });
    let nextPayment = 0;
    const checked = lines.map((line): CheckedLine => {
      switch (line.kind) {
        case 'fault':
          return { line: line.fault.line, events: [], faults: [line.fault] };
        case 'skipped':
          return { line: line.line, events: [], faults: [] };
        case 'row': {
          const map = kind === 'customers' ? mapCustomer : mapInvoice;
          return checkEvents(line.row.line, map(line.row, line.columns, options, defaults), line.columns);
        }
        case 'movement':
          return checkEvents(line.movement.line, payments[nextPayment++] ?? { events: [], faults: [] });
      }
    });
    return kind === 'invoices' ? refuseChangedInvoices(tx, checked) : checked;
  });
}

// A line with a fault keeps none of its events.
function checkEvents(
  line: number,
  { events, faults, ...rest }: MappedLine,
  columns: ReadonlyMap<string, string> = new Map(),
): CheckedLine {
  const valid: PuntualEvent[] = [];
  const invalid: LineFault[] = [];
  for (const event of events) {
    const read = readEventValue(event);
    if (read.ok) valid.push(read.event);
    else {
      invalid.push(
        ...read.faults.map((fault): LineFault => {
          const field = fieldOf(fault.path);
          return {
            line,
            field: columns.get(field) ?? field,
            code: 'invalid-value',
            values: { field, reason: sayRefusal(fault, 'en').slice(0, 200) },
          };
        }),
      );
    }
  }
  const all = [...faults, ...invalid];
  return { ...rest, line, events: all.length > 0 ? [] : valid, faults: all };
}

// The field of the file from which the value at a path of the event was read.
function fieldOf(path: string): string {
  const parts = path.split('.');
  const name = parts.at(-1) ?? path;
  if (parts[1] === 'tags') return 'tags';
  if (parts[1] === 'contacts' && name === 'name') return 'contactName';
  if (parts[1] === 'address') return name === 'city' || name === 'postalCode' ? name : 'address';
  if (parts[1] === 'alreadyReached') return name === 'on' ? 'stageOn' : 'stage';
  return name === 'creditNoteId' ? 'invoiceId' : name;
}
