import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { ColumnOfField, InvoiceField } from './csv-fields.ts';
import { hashOf, importedEvent, onlyDefined, type ImportDefaults, type MappedLine } from './mapped-line.ts';
import type { CsvRow } from './read-csv.ts';
import { rowReader, type RowReader, type ValueFormats } from './row-reader.ts';
import { shortHash } from './short-hash.ts';

const INVOICES_SOURCE = '/imports/invoices';

/**
 * Maps a row to an open invoice. When part of the invoice is paid (`open` below `total`), adds a payment of that part
 * on the issue date. A negative total is a credit note. The number is the id of an invoice that has no other.
 */
export function mapInvoice(
  row: CsvRow,
  columns: ColumnOfField,
  formats: ValueFormats,
  defaults: ImportDefaults,
): MappedLine {
  const read = rowReader<InvoiceField>(row, columns);
  const values = readInvoice(read, formats, defaults);
  if (values === null) return { events: [], faults: read.faults };
  const events = values.totalMinor < 0n ? creditNote(values, defaults) : invoiceWithPayment(read, values, defaults);
  return { events, faults: [] };
}

interface InvoiceValues {
  readonly invoiceId: string;
  readonly number: string;
  readonly customerId: string;
  readonly currency: string;
  readonly issueDate: string;
  readonly dueDate: string | null;
  readonly totalMinor: bigint;
  readonly openMinor: bigint;
  readonly taxMinor: bigint | null;
  readonly stageOn: string | null;
}

// Null when the row has a fault.
function readInvoice(
  read: RowReader<InvoiceField>,
  formats: ValueFormats,
  defaults: ImportDefaults,
): InvoiceValues | null {
  const number = read.needed('number');
  const customerId = read.needed('customerId');
  const currency = read.text('currency')?.toUpperCase() ?? defaults.currency;
  const issueDate = read.day('issueDate', formats.dates, true);
  const total = read.money('total', currency, formats.decimal, true);
  const open = read.money('open', currency, formats.decimal);
  const isCredit = total !== null && total < 0n;
  const dueDate = read.day('dueDate', formats.dates, !isCredit);
  const stageOn = read.day('stageOn', formats.dates, read.text('stage') !== undefined);
  const taxMinor = read.money('tax', currency, formats.decimal);
  if (total === 0n) read.fail('total', 'amount-is-zero');
  if (total !== null && open !== null && (isCredit ? open > 0n || open < total : open < 0n || open > total))
    read.fail('open', 'open-above-total');
  if (read.faults.length > 0 || total === null || issueDate === null) return null;
  const invoiceId = read.text('invoiceId') ?? asId(number);
  return {
    invoiceId,
    number,
    customerId,
    currency,
    issueDate,
    dueDate,
    totalMinor: total,
    openMinor: open ?? total,
    taxMinor,
    stageOn,
  };
}

// No event when nothing of the credit note is left.
function creditNote(
  { invoiceId, number, customerId, currency, issueDate, openMinor }: InvoiceValues,
  defaults: ImportDefaults,
): PuntualEventInput[] {
  if (openMinor === 0n) return [];
  const amount = decimalAmount(-openMinor, currency);
  const data = { creditNoteId: invoiceId, number, customerId, amount, currency, issueDate };
  const id = `credit-note/${invoiceId}/${hashOf(data)}`;
  return [importedEvent({ source: INVOICES_SOURCE, id, type: 'puntual.credit-note.issued.v1', data }, defaults)];
}

function invoiceWithPayment(
  read: RowReader<InvoiceField>,
  values: InvoiceValues,
  defaults: ImportDefaults,
): PuntualEventInput[] {
  const { invoiceId, number, customerId, currency, issueDate, totalMinor, taxMinor, stageOn } = values;
  const stage = read.text('stage');
  const data = {
    invoiceId,
    number,
    customerId,
    issueDate,
    dueDate: values.dueDate ?? issueDate,
    currency,
    total: decimalAmount(totalMinor, currency),
    ...(taxMinor === null ? {} : { tax: decimalAmount(taxMinor, currency) }),
    ...onlyDefined({
      purchaseOrder: read.text('purchaseOrder'),
      documentUrl: read.text('documentUrl'),
      paymentUrl: read.text('paymentUrl'),
    }),
    ...(stage !== undefined && stageOn !== null ? { alreadyReached: { stage, on: stageOn } } : {}),
  };
  const id = `invoice/${invoiceId}/${hashOf(data)}`;
  return [
    importedEvent({ source: INVOICES_SOURCE, id, type: 'puntual.invoice.issued.v1', data }, defaults),
    ...paymentBefore(values, defaults),
  ];
}

// The payment of the part of an invoice that was paid before the import.
function paymentBefore(values: InvoiceValues, defaults: ImportDefaults): PuntualEventInput[] {
  const { invoiceId, customerId, currency, issueDate, totalMinor, openMinor } = values;
  if (openMinor >= totalMinor) return [];
  const amount = decimalAmount(totalMinor - openMinor, currency);
  const data = {
    paymentId: `paid-before-${shortHash(invoiceId)}`,
    customerId,
    amount,
    currency,
    receivedOn: issueDate,
    method: 'other',
    allocations: [{ invoiceId, amount }],
  };
  const id = `paid-before/${invoiceId}/${hashOf(data)}`;
  return [importedEvent({ source: INVOICES_SOURCE, id, type: 'puntual.payment.received.v1', data }, defaults)];
}

// Percent-encodes what an id may not hold (spaces, slashes), so that two numbers never become the same id.
function asId(number: string): string {
  return number.replace(/[\s/%]/g, (character) => encodeURIComponent(character));
}
