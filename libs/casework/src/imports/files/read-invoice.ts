import { asId } from './as-id.ts';
import { documentKindOf, statusOfText, type LeftOut } from './document-kinds.ts';
import type { DocumentKind } from './document-names.ts';
import type { InvoiceField } from './field-names.ts';
import type { LineFault } from './line-fault.ts';
import { daysOfTerms, dueAfter } from './payment-terms.ts';
import { rowReader, type RowReader, type ValueFormats } from './row-reader.ts';
import type { ColumnOfField, TableRow } from './table.ts';

/** What a row says of the customer: an id, an id or a name, a tax id, a name. */
export interface NamedCustomer {
  readonly id: string | undefined;
  readonly idOrName: string | undefined;
  readonly taxId: string | undefined;
  readonly name: string | undefined;
}

/** The customer's id, or why there is none; `known` is an id that the row's id seems to be without its zeros. */
export type FoundCustomer =
  | { readonly customerId: string }
  | { readonly code: 'unknown-customer' | 'ambiguous-customer' }
  | { readonly code: 'zeros-stripped'; readonly known: string };

/** How the rows of a file of invoices are read. */
export interface InvoiceReading extends ValueFormats {
  /** Payment terms in days of lines without a due date; null: such a line is a fault. */
  readonly terms: number | null;
  /** Finds the customer of a row; left out: the id that the row names. */
  readonly findCustomer?: (named: NamedCustomer) => FoundCustomer;
  /** The name of the group under which the row stands: the customer of a file that has no column for it. */
  readonly group?: string;
}

/** The values of an invoice, or of a credit note (its total is below zero). */
export interface InvoiceValues {
  readonly invoiceId: string;
  readonly number: string;
  /** The instalment of its invoice that the row is; null: a whole invoice. */
  readonly instalment: InstalmentRow | null;
  readonly customerId: string;
  readonly currency: string;
  readonly issueDate: string;
  readonly dueDate: string | null;
  readonly totalMinor: bigint;
  readonly openMinor: bigint;
  readonly taxMinor: bigint | null;
  readonly stage: { readonly stage: string; readonly on: string } | null;
  readonly texts: Readonly<Record<'purchaseOrder' | 'documentUrl' | 'paymentUrl', string | undefined>>;
}

/** `of`: the id of the whole invoice. */
export interface InstalmentRow {
  readonly of: string;
  readonly number: number;
  readonly count?: number;
}

/** A row of a file of invoices: its values, or why it is left out, or its faults. */
export interface ReadInvoice {
  readonly values: InvoiceValues | null;
  readonly leftOut: LeftOut | null;
  readonly faults: readonly LineFault[];
}

/**
 * Reads a row as an invoice or a credit note. `currency`: that of a row that names none. `latest`: the last day on
 * which a document whose day has no year can have been issued.
 */
export function readInvoice(
  row: TableRow,
  columns: ColumnOfField,
  reading: InvoiceReading,
  { currency, latest }: { readonly currency: string; readonly latest: string },
): ReadInvoice {
  const read = rowReader<InvoiceField>(row, columns);
  const kind = kindOf(read);
  const leftOut = furnitureOf(row, read) ?? statusOf(read) ?? (kind === 'other-document' ? kind : null);
  if (leftOut !== null) return { values: null, leftOut, faults: [] };
  const ownCurrency = read.text('currency')?.toUpperCase() ?? currency;
  const amounts = readAmounts(read, { row, columns, reading, currency: ownCurrency, isCredit: kind === 'credit-note' });
  const isCredit = amounts !== null && amounts.totalMinor < 0n;
  refuseContradiction(read, amounts?.openMinor ?? null);
  const invoiceId = read.id('invoiceId');
  const number = read.text('number') === undefined && invoiceId !== undefined ? invoiceId : read.needed('number');
  const place = instalmentOf(read);
  const customerId = customerOf(read, reading);
  const issueDate = read.day('issueDate', reading.dates, { needed: true, latest });
  const dueDate = dueDateOf(read, reading, { issueDate, isCredit });
  const stage = read.text('stage');
  const stageOn = read.day('stageOn', reading.dates, { needed: stage !== undefined });
  const taxMinor = read.money('tax', ownCurrency, reading.decimal);
  const texts = {
    purchaseOrder: read.id('purchaseOrder'),
    documentUrl: read.text('documentUrl'),
    paymentUrl: read.text('paymentUrl'),
  };
  if (read.faults.length > 0 || amounts === null || issueDate === null || customerId === null)
    return { values: null, leftOut: null, faults: read.faults };
  const whole = idOf(number, read.text('documentType'));
  const values = {
    // The rows of one invoice may all have its id.
    invoiceId: place === null || isCredit ? (invoiceId ?? whole) : `${whole}.${place.number}`,
    number,
    instalment: place === null || isCredit ? null : { of: whole, ...place },
    customerId,
    currency: ownCurrency,
    issueDate,
    dueDate,
    ...amounts,
    taxMinor: isCredit ? null : taxMinor,
    stage: stage === undefined || stageOn === null ? null : { stage, on: stageOn },
    texts,
  };
  return { values, leftOut: null, faults: [] };
}

const MOST_INSTALMENTS = 999;

// "2", "2/3", "Plazo 2 de 3".
function instalmentOf(read: RowReader<InvoiceField>): Omit<InstalmentRow, 'of'> | null {
  const text = read.text('instalment');
  if (text === undefined) return null;
  const [number, count] = [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  if (number === undefined || number < 1 || number > MOST_INSTALMENTS || (count ?? number) < number) {
    read.fail('instalment', 'invalid-value', { field: 'instalment', reason: 'instalment' });
    return null;
  }
  return { number, ...(count === undefined || count > MOST_INSTALMENTS ? {} : { count }) };
}

function kindOf(read: RowReader<InvoiceField>): DocumentKind | null {
  const type = read.text('documentType');
  if (type === undefined) return null;
  const kind = documentKindOf(type);
  if (kind === null) read.fail('documentType', 'unknown-document-type');
  return kind;
}

const AMOUNTS: readonly InvoiceField[] = ['total', 'open', 'net', 'lineTotal'];

// Rows of a report that are no lines: the head of a group, its total.
function furnitureOf(row: TableRow, read: RowReader<InvoiceField>): LeftOut | null {
  if (read.text('number') !== undefined && read.text('issueDate') !== undefined) return null;
  const filled = row.cells.filter((cell) => cell !== '');
  if (TOTAL.test(filled[0] ?? '')) return 'total-row';
  const hasAmount = AMOUNTS.some((field) => read.text(field) !== undefined);
  const isLine = read.text('number') !== undefined || read.text('issueDate') !== undefined || hasAmount;
  return isLine ? null : 'group-row';
}

const TOTAL = /^(grand )?(total|subtotal|sub-total|sum|suma|sumas|gesamt|summe|zwischensumme)\b/i;

function statusOf(read: RowReader<InvoiceField>): LeftOut | null {
  if (/^(no|false|0|n|nein)$/i.test(read.text('isOpen') ?? '')) return 'paid';
  for (const field of ['status', 'paymentStatus'] as const) {
    const text = read.text(field);
    const status = text === undefined ? 'open' : statusOfText(text);
    if (status === null) read.fail(field, 'unknown-status');
    else if (status === 'voided' || status === 'draft') return status;
    else if (status === 'paid' && !owesMore(read)) return 'paid';
  }
  return null;
}

// Whether the column of what is open names an amount other than zero.
function owesMore(read: RowReader<InvoiceField>): boolean {
  return /[1-9]/.test(read.text('open') ?? '');
}

function refuseContradiction(read: RowReader<InvoiceField>, openMinor: bigint | null): void {
  for (const field of ['status', 'paymentStatus'] as const)
    if (statusOfText(read.text(field) ?? '') === 'paid' && openMinor !== 0n) read.fail(field, 'paid-but-open');
}

interface AmountsToRead {
  readonly row: TableRow;
  readonly columns: ColumnOfField;
  readonly reading: InvoiceReading;
  readonly currency: string;
  readonly isCredit: boolean;
}

// Below zero for a credit note. Null: with a fault.
function readAmounts(
  read: RowReader<InvoiceField>,
  { row, columns, reading: { decimal }, currency, isCredit }: AmountsToRead,
): Pick<InvoiceValues, 'totalMinor' | 'openMinor'> | null {
  const read1 = (field: InvoiceField, needed = false) => read.money(field, currency, decimal, needed);
  const signed = (minor: bigint | null) => (minor !== null && isCredit && minor > 0n ? -minor : minor);
  let total: bigint | null;
  if (read.text('instalmentAmount') !== undefined) total = read1('instalmentAmount', true);
  else if (columns.has('total')) total = read1('total', true);
  else if (columns.has('lineTotal')) total = sumOfItems(read, row, columns, { currency, decimal });
  else if (columns.has('net') && columns.has('tax')) {
    const net = read1('net', true);
    total = net === null ? null : net + (read1('tax') ?? 0n);
  } else total = read1('open', true);
  total = signed(total);
  if (total === null) return null;
  if (total === 0n) read.fail(columns.has('total') ? 'total' : 'open', 'amount-is-zero');
  const paid = columns.has('open') ? null : signed(read1('paid'));
  const open = signed(read1('open')) ?? (paid === null ? total : total - paid);
  if (total < 0n ? open > 0n || open < total : open < 0n || open > total)
    read.fail(read.text('open') === undefined ? 'paid' : 'open', 'open-above-total');
  return { totalMinor: total, openMinor: open };
}

function sumOfItems(
  read: RowReader<InvoiceField>,
  row: TableRow,
  columns: ColumnOfField,
  { currency, decimal }: { readonly currency: string; readonly decimal: ValueFormats['decimal'] },
): bigint | null {
  let sum = read.money('lineTotal', currency, decimal, true);
  for (const item of row.items ?? []) {
    const reader = rowReader<InvoiceField>(item, columns);
    const minor = reader.money('lineTotal', currency, decimal, true);
    read.faults.push(...reader.faults);
    sum = sum === null || minor === null ? null : sum + minor;
  }
  return sum;
}

// The due date, else the end of the payment terms of the row or of the file. Null: a credit note, or with a fault.
function dueDateOf(
  read: RowReader<InvoiceField>,
  reading: InvoiceReading,
  { issueDate, isCredit }: { readonly issueDate: string | null; readonly isCredit: boolean },
): string | null {
  const dueDate = read.day('dueDate', reading.dates);
  if (dueDate !== null || isCredit || read.text('dueDate') !== undefined) return dueDate;
  const written = read.text('terms');
  const days = written === undefined ? reading.terms : daysOfTerms(written);
  if (written !== undefined && days === null) read.fail('terms', 'unknown-terms');
  else if (days === null) read.fail('dueDate', 'missing-value');
  return days === null || issueDate === null ? null : dueAfter(issueDate, days);
}

function customerOf(read: RowReader<InvoiceField>, { findCustomer, group }: InvoiceReading): string | null {
  const named: NamedCustomer = {
    id: read.id('customerId'),
    idOrName: read.id('customer'),
    taxId: read.id('customerTaxId'),
    name: read.text('customerName') ?? group,
  };
  const field = (['customerId', 'customer', 'customerTaxId', 'customerName'] as const).find(
    (each) => read.text(each) !== undefined,
  );
  if (field === undefined && group === undefined) {
    read.fail('customerId', 'missing-value');
    return null;
  }
  const own = named.id ?? named.idOrName ?? named.taxId;
  const found =
    findCustomer?.(named) ?? (own === undefined ? { code: 'unknown-customer' as const } : { customerId: own });
  if ('customerId' in found) return found.customerId;
  const value = named.id ?? named.idOrName ?? named.taxId ?? named.name;
  if (value !== undefined)
    read.fail(field ?? 'customerName', found.code, {
      value,
      ...(found.code === 'zeros-stripped' ? { known: found.known } : {}),
    });
  return null;
}

// Chile's tax authority numbers each type of document from 1.
function idOf(number: string, documentType: string | undefined): string {
  const series = /^\d{2,3}$/.test(documentType ?? '') && !['33', '61'].includes(documentType ?? '');
  return series ? `${documentType}-${asId(number)}` : asId(number);
}
