import { Readable } from 'node:stream';
import type { ListedItem } from '@puntual/domain/ledger/compare-open-items';
import { parseAmount } from '@puntual/domain/money/amount';
import { isCurrency } from '@puntual/domain/money/currency';
import { UnreadableFile } from '../imports/line-fault.ts';
import { readCsv } from '../imports/read-csv.ts';

/** A fault of the list, at its place: `items.3.open`, or `csv.4.open` for the fourth line of the text. */
export interface ListFault {
  readonly path: string;
  readonly message: string;
}

/** One item as it is sent: decimal text in the currency's own minor units. */
export interface SentItem {
  readonly invoiceId?: string | undefined;
  readonly number?: string | undefined;
  readonly currency: string;
  readonly open: string;
}

/** Most items of one list. */
export const MOST_ITEMS = 20_000;
const MOST_FAULTS = 20;
// What the columns are called in the exports that people have, after case, spaces and accents.
const COLUMNS: Readonly<Record<keyof SentItem, readonly string[]>> = {
  invoiceId: ['invoiceid', 'id', 'idfactura'], number: ['number', 'invoicenumber', 'numero', 'numerofactura', 'factura'], currency: ['currency', 'moneda', 'divisa'], open: ['open', 'openamount', 'balance', 'pendiente', 'importependiente', 'saldo'],
};

/** The list itself, or what is wrong with it (at most 20 faults). */
export type ReadItems = { readonly items: readonly ListedItem[] } | { readonly faults: readonly ListFault[] };

/** Reads the items of a list. */
export function readItems(items: readonly SentItem[]): ReadItems {
  return readAll(items.map((item, index) => ({ ...item, place: `items.${index}` })));
}

/**
 * Reads a list written as CSV, as imports are read: a header with `invoiceId` or `number`, `currency` and `open` (or what they are called in Spanish), then a line an
 * invoice. Amounts are as in JSON ("1210.00").
 */
export async function readCsvItems(text: string): Promise<ReadItems> {
  try {
    const { columns, rows } = await readCsv(Readable.from([Buffer.from(text)]), { encoding: 'utf-8', delimiter: null });
    const named = (field: keyof SentItem) => columns.find((name) => COLUMNS[field].includes(name.normalize('NFD').toLowerCase().replace(/[^a-z]/g, '')));
    const [invoiceId, number, currency, open] = [named('invoiceId'), named('number'), named('currency'), named('open')];
    if (!currency || !open || !(invoiceId ?? number)) return { faults: [{ path: 'csv.1', message: 'the first line names the columns: invoiceId or number, currency, open' }] };
    const sent: PlacedItem[] = [];
    for await (const { line, cells } of rows) {
      if (sent.length === MOST_ITEMS) return { faults: [{ path: 'csv', message: `a list has at most ${MOST_ITEMS} items` }] };
      sent.push({ place: `csv.${line}`, invoiceId: cells.get(invoiceId ?? ''), number: cells.get(number ?? ''), currency: cells.get(currency) ?? '', open: cells.get(open) ?? '' });
    }
    return readAll(sent);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { faults: [{ path: error.fault.line > 0 ? `csv.${error.fault.line}` : 'csv', message: `the text cannot be read as CSV: ${error.fault.code}` }] };
  }
}

interface PlacedItem extends SentItem {
  readonly place: string;
}

function readAll(sent: readonly PlacedItem[]): ReadItems {
  const faults: ListFault[] = [];
  const seen = new Set<string>();
  const items = sent.flatMap(({ place, ...item }): ListedItem[] => {
    const name = item.invoiceId ? `id ${item.invoiceId}` : item.number ? `number ${item.number}` : null;
    if (name === null) faults.push({ path: place, message: 'name the invoice by invoiceId or number' });
    else if (seen.has(name)) faults.push({ path: place, message: `the list names invoice ${item.invoiceId || item.number} twice` });
    if (name !== null) seen.add(name);
    if (!isCurrency(item.currency)) {
      faults.push({ path: `${place}.currency`, message: `${item.currency || '""'} is no ISO 4217 currency code, such as EUR, USD or CLP` });
      return [];
    }
    try {
      const openMinor = parseAmount(item.open, item.currency);
      if (openMinor >= 0n) return [{ invoiceId: item.invoiceId || null, number: item.number || null, currency: item.currency, openMinor }];
      faults.push({ path: `${place}.open`, message: 'must not be less than zero: list invoices, not credits' });
    } catch (error) {
      faults.push({ path: `${place}.open`, message: error instanceof Error ? error.message : String(error) });
    }
    return [];
  });
  return faults.length > 0 ? { faults: faults.slice(0, MOST_FAULTS) } : { items };
}
