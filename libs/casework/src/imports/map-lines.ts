import type { PuntualEvent } from '@puntual/contracts/events/events';
import { readEventValue } from '@puntual/contracts/events/read-event';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import type { Database } from '@puntual/db/database';
import { mapBankLines } from './bank/map-bank-lines.ts';
import type { FileLine } from './file-lines.ts';
import { findCustomers, type CustomerFinder } from './find-customers.ts';
import { storedRefusal, type LineFault } from './files/line-fault.ts';
import { mapCustomer } from './files/map-customer.ts';
import { mapInvoice } from './files/map-invoice.ts';
import type { ImportDefaults, MappedLine } from './files/mapped-line.ts';
import type { TablePlan } from './files/table.ts';
import type { ImportKind, ImportOptions } from './import-options.ts';
import { withFurtherPaidParts } from './further-paid-parts.ts';
import { refuseChangedInvoices } from './refuse-changed-invoices.ts';

/** One line of a file with its valid events, or its faults, or its change of a receipt. */
export interface CheckedLine extends Omit<MappedLine, 'events'> {
  readonly line: number;
  readonly events: readonly PuntualEvent[];
  /** Whether it brings a customer whom Puntual does not know yet. */
  readonly isNewCustomer?: boolean;
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
    const customers = await findCustomers(tx, lines);
    let nextPayment = 0;
    const checked = lines.map((line): CheckedLine => {
      switch (line.kind) {
        case 'fault':
          return { line: line.fault.line, events: [], faults: [line.fault] };
        case 'skipped':
          return { line: line.line, events: [], faults: [] };
        case 'left-out':
          return { line: line.line, events: [], faults: [], leftOut: line.because };
        case 'row':
          return checkRow(line, customers, mapping);
        case 'movement':
          return checkEvents(line.movement.line, payments[nextPayment++] ?? { events: [], faults: [] });
      }
    });
    return kind === 'invoices' ? withFurtherPaidParts(tx, await refuseChangedInvoices(tx, checked)) : checked;
  });
}

function checkRow(
  { row, plan, group }: Extract<FileLine, { readonly kind: 'row' }>,
  customers: CustomerFinder,
  { kind, options, defaults }: Mapping,
): CheckedLine {
  const dates = options.dates === 'auto' ? (plan.dates ?? 'auto') : options.dates;
  const reading = { ...options, dates, findCustomer: customers.find };
  const mapped =
    kind === 'customers'
      ? mapCustomer(row, plan.ofField, reading, defaults)
      : mapInvoice(row, plan.ofField, withGroup(reading, plan, group), defaults);
  const names = new Map([...plan.ofField].map(([field, column]) => [field, column.name]));
  const { customerId } = mapped;
  const isNewCustomer = customerId !== undefined && !customers.isKnown(customerId);
  return { ...checkEvents(row.line, mapped, names), isNewCustomer };
}

const CUSTOMER_COLUMNS = ['customerId', 'customer', 'customerTaxId', 'customerName'];

// A group's heading names the customer only where no column does.
function withGroup<Reading extends object>(reading: Reading, plan: TablePlan, group: string | undefined): Reading {
  const isNamed = CUSTOMER_COLUMNS.some((field) => plan.ofField.has(field));
  return isNamed || group === undefined ? reading : { ...reading, group };
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
            values: { field, reason: sayRefusal(fault, 'en').slice(0, 200), refusal: storedRefusal(fault) },
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
