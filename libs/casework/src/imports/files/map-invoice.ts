import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { localDate } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import { hashOf, importedEvent, onlyDefined, type ImportDefaults, type MappedLine } from './mapped-line.ts';
import { readInvoice, type InvoiceReading, type InvoiceValues } from './read-invoice.ts';
import { shortHash } from './short-hash.ts';
import type { ColumnOfField, TableRow } from './table.ts';

const INVOICES_SOURCE = '/imports/invoices';

/**
 * Maps a row to an open invoice. When part of the invoice is paid (`open` below `total`), adds a payment of that part
 * on the issue date. A credit note is one by its type, or by its negative total. Rows that no customer owes are left
 * out. The number is the id of an invoice that has no other.
 */
export function mapInvoice(
  row: TableRow,
  columns: ColumnOfField,
  reading: InvoiceReading,
  defaults: ImportDefaults,
): MappedLine {
  const { values, leftOut, faults } = readInvoice(row, columns, reading, {
    currency: defaults.currency,
    latest: localDate(defaults.givenAt.getTime(), defaults.timeZone),
  });
  if (leftOut !== null) return { events: [], faults: [], leftOut };
  if (values === null) return { events: [], faults };
  const events = values.totalMinor < 0n ? creditNote(values, defaults) : invoiceWithPayment(values, defaults);
  return { events, faults: [], customerId: values.customerId };
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

function invoiceWithPayment(values: InvoiceValues, defaults: ImportDefaults): PuntualEventInput[] {
  const { invoiceId, number, customerId, currency, issueDate, totalMinor, taxMinor, stage } = values;
  const data = {
    invoiceId,
    number,
    customerId,
    issueDate,
    dueDate: values.dueDate ?? issueDate,
    currency,
    total: decimalAmount(totalMinor, currency),
    ...(taxMinor === null ? {} : { tax: decimalAmount(taxMinor, currency) }),
    ...onlyDefined(values.texts),
    ...(values.instalment === null ? {} : { instalment: values.instalment }),
    ...(stage === null ? {} : { alreadyReached: stage }),
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
  // An invoice may be dated ahead; money that was paid before is not.
  const today = localDate(defaults.givenAt.getTime(), defaults.timeZone);
  const data = {
    paymentId: `paid-before-${shortHash(invoiceId)}`,
    customerId,
    amount,
    currency,
    receivedOn: issueDate < today ? issueDate : today,
    method: 'other',
    allocations: [{ invoiceId, amount }],
  };
  const id = `paid-before/${invoiceId}/${hashOf(data)}`;
  return [importedEvent({ source: INVOICES_SOURCE, id, type: 'puntual.payment.received.v1', data }, defaults)];
}
