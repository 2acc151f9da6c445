import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { decimalAmount } from '@puntual/domain/money/amount';
import { canonicalJson, toJson } from '@puntual/db/json';
import type { ReceiptChange } from '../../receipts/receipt-changes.ts';
import { shortHash } from './short-hash.ts';
import type { ColumnOfField, CustomerField, InvoiceField } from './csv-fields.ts';
import { quoted, type LineFault } from './line-fault.ts';
import type { CsvRow } from './read-csv.ts';
import { readDay, readMoney, type DateFormat, type DecimalMark, type Read } from './read-value.ts';

/** What a file leaves out is the organization's. */
export interface ImportDefaults {
  readonly slug: string;
  readonly country: string;
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
  /** When the file was given: the time of its events. */
  readonly givenAt: Date;
  /** What makes customers' data that were there before new again: the import of another file in between, or "". */
  readonly base: string;
}

export interface ValueFormats {
  readonly dates: DateFormat;
  readonly decimal: DecimalMark;
}

/** What a line comes to: the events that an ERP would publish for it, money that nobody's name is on, or what is wrong with it. */
export interface MappedLine {
  readonly events: readonly PuntualEventInput[];
  readonly receipt?: ReceiptChange;
  readonly faults: readonly LineFault[];
}

export const CUSTOMERS_SOURCE = '/imports/customers';
export const INVOICES_SOURCE = '/imports/invoices';

/** Fields without which there is no line. */
export const REQUIRED_OF_CUSTOMERS: readonly CustomerField[] = ['customerId', 'name'];
export const REQUIRED_OF_INVOICES: readonly InvoiceField[] = ['number', 'customerId', 'issueDate', 'dueDate', 'total'];

/** A customer with one contact. Its event is named by its content, so that the same data count once. */
export function mapCustomer(
  row: CsvRow,
  columns: ColumnOfField,
  formats: ValueFormats,
  defaults: ImportDefaults,
): MappedLine {
  const read = reader<CustomerField>(row, columns);
  const currency = read.text('currency')?.toUpperCase() ?? defaults.currency;
  const email = read.text('email');
  const phone = read
    .text('phone')
    ?.replace(/[\s().-]/g, '')
    .replace(/^00/, '+');
  const [address, city, country] = [
    read.text('address'),
    read.text('city'),
    read.text('country')?.toUpperCase() ?? defaults.country,
  ];
  const creditLimit = read.money('creditLimit', currency, formats.decimal);
  const customerId = read.needed('customerId');
  const name = read.needed('name');
  if (read.faults.length > 0) return { events: [], faults: read.faults };
  const channels = [
    ...(email === undefined ? [] : ['email' as const]),
    ...(phone === undefined ? [] : ['sms' as const]),
  ];
  const data = {
    customerId,
    name,
    country,
    currency,
    language: read.text('language') ?? defaults.language,
    timeZone: read.text('timeZone') ?? defaults.timeZone,
    ...given({
      kind: read.text('kind'),
      taxId: read.text('taxId'),
      region: read.text('region'),
      risk: read.text('risk'),
      directDebit: yesNo(read.text('directDebit')),
    }),
    ...(creditLimit === null ? {} : { creditLimit: decimalAmount(creditLimit, currency) }),
    tags: (read.text('tags') ?? '')
      .split(/[,;|]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    contacts:
      channels.length === 0
        ? []
        : [{ contactId: 'import', name: read.text('contactName') ?? name, ...given({ email, phone }), channels }],
    ...(address !== undefined && city !== undefined
      ? { address: { lines: [address], city, country, ...given({ postalCode: read.text('postalCode') }) } }
      : {}),
  };
  const id = `${customerId}/${shortHash(canonicalJson(toJson(data)))}/${defaults.base}`;
  return { events: [event(CUSTOMERS_SOURCE, id, 'puntual.customer.upserted.v1', data, defaults)], faults: [] };
}

/**
 * An open invoice; what has been paid of it already (`open` below `total`) comes with it as a payment of its issue date. A negative total is a credit note. Without an id
 * of its own its number is the id.
 */
export function mapInvoice(
  row: CsvRow,
  columns: ColumnOfField,
  formats: ValueFormats,
  defaults: ImportDefaults,
): MappedLine {
  const read = reader<InvoiceField>(row, columns);
  const number = read.needed('number');
  const customerId = read.needed('customerId');
  const currency = read.text('currency')?.toUpperCase() ?? defaults.currency;
  const issueDate = read.day('issueDate', formats.dates, true);
  const total = read.money('total', currency, formats.decimal, true);
  const open = read.money('open', currency, formats.decimal);
  const isCredit = total !== null && total < 0n;
  const dueDate = read.day('dueDate', formats.dates, !isCredit);
  const stageOn = read.day('stageOn', formats.dates, read.text('stage') !== undefined);
  const tax = read.money('tax', currency, formats.decimal);
  if (total === 0n) read.fail('total', 'amount-is-zero');
  if (total !== null && open !== null && (isCredit ? open > 0n || open < total : open < 0n || open > total))
    read.fail('open', 'open-above-total');
  if (read.faults.length > 0 || total === null || issueDate === null) return { events: [], faults: read.faults };

  const invoiceId = read.text('invoiceId') ?? asId(number);
  if (isCredit) {
    const left = -(open ?? total);
    if (left === 0n) return { events: [], faults: [] };
    const data = {
      creditNoteId: invoiceId,
      number,
      customerId,
      amount: decimalAmount(left, currency),
      currency,
      issueDate,
    };
    return {
      events: [
        event(INVOICES_SOURCE, named('credit-note', invoiceId, data), 'puntual.credit-note.issued.v1', data, defaults),
      ],
      faults: [],
    };
  }
  const stage = read.text('stage');
  const data = {
    invoiceId,
    number,
    customerId,
    issueDate,
    dueDate: dueDate ?? issueDate,
    currency,
    total: decimalAmount(total, currency),
    ...(tax === null ? {} : { tax: decimalAmount(tax, currency) }),
    ...given({
      purchaseOrder: read.text('purchaseOrder'),
      documentUrl: read.text('documentUrl'),
      paymentUrl: read.text('paymentUrl'),
    }),
    ...(stage !== undefined && stageOn !== null ? { alreadyReached: { stage, on: stageOn } } : {}),
  };
  const events = [
    event(INVOICES_SOURCE, named('invoice', invoiceId, data), 'puntual.invoice.issued.v1', data, defaults),
  ];
  const paid = open === null ? 0n : total - open;
  if (paid > 0n) {
    const payment = {
      paymentId: `paid-before/${shortHash(invoiceId)}`.replace('/', '-'),
      customerId,
      amount: decimalAmount(paid, currency),
      currency,
      receivedOn: issueDate,
      method: 'other',
      allocations: [{ invoiceId, amount: decimalAmount(paid, currency) }],
    };
    events.push(
      event(
        INVOICES_SOURCE,
        named('paid-before', invoiceId, payment),
        'puntual.payment.received.v1',
        payment,
        defaults,
      ),
    );
  }
  return { events, faults: [] };
}

function event(
  source: string,
  id: string,
  type: PuntualEventInput['type'],
  data: object,
  { slug, givenAt }: ImportDefaults,
): PuntualEventInput {
  return { specversion: '1.0', id, source, type, org: slug, time: givenAt.toISOString(), data } as PuntualEventInput;
}

// Named by its content: the same line counts once, and one that says something else is seen to do so.
function named(what: string, id: string, data: object): string {
  return `${what}/${id}/${shortHash(canonicalJson(toJson(data)))}`;
}

// An id may not hold spaces or slashes, and two numbers must not become one.
function asId(number: string): string {
  return number.replace(/[\s/%]/g, (character) => encodeURIComponent(character));
}

function given<T extends Record<string, unknown>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function yesNo(text: string | undefined): boolean | string | undefined {
  if (text === undefined) return undefined;
  if (/^(1|yes|y|true|si|sí|s|x|verdadero)$/i.test(text)) return true;
  return /^(0|no|n|false|falso)$/i.test(text) ? false : text;
}

interface Reader<Field extends string> {
  readonly faults: LineFault[];
  fail(field: Field, code: LineFault['code']): void;
  /** The cell, or undefined where it is empty or has no column. */
  text(field: Field): string | undefined;
  /** The cell; "" with a fault where there is none. */
  needed(field: Field): string;
  /** Null where there is none, with a fault if it is `needed`, and where it cannot be read, with one. */
  day(field: Field, format: DateFormat, needed?: boolean): string | null;
  money(field: Field, currency: string, mark: DecimalMark, needed?: boolean): bigint | null;
}

function reader<Field extends string>(row: CsvRow, columns: ColumnOfField): Reader<Field> {
  const faults: LineFault[] = [];
  const text = (field: Field) => row.cells.get(columns.get(field) ?? '') || undefined;
  const fail = (field: Field, code: LineFault['code']) => {
    faults.push({
      line: row.line,
      field: columns.get(field) ?? field,
      code,
      values: { value: quoted(text(field) ?? '') },
    });
  };
  const value = <T>(field: Field, needed: boolean, read: (cell: string) => Read<T>): T | null => {
    const cell = text(field);
    if (cell === undefined) {
      if (needed) fail(field, 'missing-value');
      return null;
    }
    const result = read(cell);
    if (result.ok) return result.value;
    fail(field, result.code);
    return null;
  };
  return {
    faults,
    fail,
    text,
    needed: (field) => value(field, true, (cell) => ({ ok: true, value: cell })) ?? '',
    day: (field, format, needed = false) => value(field, needed, (cell) => readDay(cell, format)),
    money: (field, currency, mark, needed = false) => value(field, needed, (cell) => readMoney(cell, currency, mark)),
  };
}
