import { parse } from 'csv-parse/sync';
import type { ListedItem } from '@puntual/domain/ledger/compare-open-items';
import { parseAmount } from '@puntual/domain/money/amount';
import { isCurrency } from '@puntual/domain/money/currency';

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

/** Reads the items of a list; the list itself, or what is wrong with it (at most 20 faults). */
export function readItems(items: readonly SentItem[]): { readonly items: readonly ListedItem[] } | { readonly faults: readonly ListFault[] } {
  return readAll('items', 0, items);
}

/**
 * Reads a list written as CSV: a header with `invoiceId` or `number`, `currency` and `open` (or what they are called in Spanish), then a line an invoice, separated by
 * commas or semicolons. Amounts are as in JSON ("1210.00").
 */
export function readCsvItems(text: string): { readonly items: readonly ListedItem[] } | { readonly faults: readonly ListFault[] } {
  let lines: string[][];
  try {
    lines = parse(text, { bom: true, delimiter: [',', ';'], relax_column_count: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    return { faults: [{ path: 'csv', message: `the text cannot be read as CSV: ${error instanceof Error ? error.message : String(error)}` }] };
  }
  const header = (lines[0] ?? []).map((name) => name.normalize('NFD').toLowerCase().replace(/[^a-z]/g, ''));
  const at = (field: keyof SentItem) => header.findIndex((name) => COLUMNS[field].includes(name));
  const columns = { invoiceId: at('invoiceId'), number: at('number'), currency: at('currency'), open: at('open') };
  if (columns.currency < 0 || columns.open < 0 || (columns.invoiceId < 0 && columns.number < 0)) return { faults: [{ path: 'csv.1', message: 'the first line names the columns: invoiceId or number, currency, open' }] };
  if (lines.length - 1 > MOST_ITEMS) return { faults: [{ path: 'csv', message: `a list has at most ${MOST_ITEMS} items` }] };
  const cell = (line: readonly string[], column: number) => (column < 0 || !line[column] ? undefined : line[column]);
  return readAll('csv', 2, lines.slice(1).map((line) => (
    { invoiceId: cell(line, columns.invoiceId), number: cell(line, columns.number), currency: cell(line, columns.currency) ?? '', open: cell(line, columns.open) ?? '' })));
}

// Places count from `first`: items of JSON from 0, lines of a CSV text from the one under its header.
function readAll(list: 'items' | 'csv', first: number, sent: readonly SentItem[]): { readonly items: readonly ListedItem[] } | { readonly faults: readonly ListFault[] } {
  const faults: ListFault[] = [];
  const seen = new Set<string>();
  const items = sent.flatMap((item, index): ListedItem[] => {
    const place = `${list}.${first + index}`;
    const name = item.invoiceId ? `id ${item.invoiceId}` : item.number ? `number ${item.number}` : null;
    if (name === null) faults.push({ path: place, message: 'name the invoice by invoiceId or number' });
    else if (seen.has(name)) faults.push({ path: place, message: `the list names invoice ${item.invoiceId ?? item.number} twice` });
    if (name !== null) seen.add(name);
    if (!isCurrency(item.currency)) {
      faults.push({ path: `${place}.currency`, message: `${item.currency || '""'} is no ISO 4217 currency code, such as EUR, USD or CLP` });
      return [];
    }
    try {
      const openMinor = parseAmount(item.open, item.currency);
      if (openMinor >= 0n) return [{ invoiceId: item.invoiceId ?? null, number: item.number ?? null, currency: item.currency, openMinor }];
      faults.push({ path: `${place}.open`, message: 'must not be less than zero: list invoices, not credits' });
    } catch (error) {
      faults.push({ path: `${place}.open`, message: error instanceof Error ? error.message : String(error) });
    }
    return [];
  });
  return faults.length > 0 ? { faults: faults.slice(0, MOST_FAULTS) } : { items };
}
