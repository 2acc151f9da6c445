import { Readable } from 'node:stream';
import type { CreditItem, ListedBooks, ListedItem } from '@puntual/domain/ledger/compare-open-items';
import { readAmount } from '@puntual/domain/money/amount';
import { isCurrency, whyNoCurrency } from '@puntual/domain/money/currency';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import { UnreadableFile } from '../imports/files/line-fault.ts';
import { readCsv } from '../imports/files/read-csv.ts';

/** An open invoice as the sender lists it; `open` is decimal text in major units, such as "1210.00". */
export interface SentItem {
  readonly invoiceId?: string | undefined;
  readonly number?: string | undefined;
  readonly currency: string;
  readonly open: string;
}

/** The rest of a payment or credit note as the sender lists it; `open` as in `SentItem`. */
export interface SentCredit {
  readonly paymentId?: string | undefined;
  readonly creditNoteId?: string | undefined;
  readonly currency: string;
  readonly open: string;
}

/** The most items of one list. */
export const MOST_ITEMS = 20_000;
const MOST_FAULTS = 20;
// The names of the columns in common exports, in lower case and without spaces and accents.
const COLUMNS: Readonly<Record<keyof SentItem | keyof SentCredit, readonly string[]>> = {
  invoiceId: ['invoiceid', 'id', 'idfactura'],
  number: ['number', 'invoicenumber', 'numero', 'numerofactura', 'factura'],
  currency: ['currency', 'moneda', 'divisa'],
  open: ['open', 'openamount', 'balance', 'pendiente', 'importependiente', 'saldo'],
  paymentId: ['paymentid', 'idpago', 'idcobro'],
  creditNoteId: ['creditnoteid', 'idabono'],
};

/**
 * The list, or its faults (at most 20), each with its path: `items.3.open`, or `csv.4.open` for the fourth line of the
 * CSV text.
 */
export type ReadItems = ListedBooks | { readonly faults: readonly Refusal[] };

/** Reads the items of a list that was sent as JSON, and its credits when the list has them. */
export function readItems(items: readonly SentItem[], credits?: readonly SentCredit[]): ReadItems {
  return readAll(
    items.map((item, index) => ({ ...item, place: `items.${index}` })),
    credits?.map((credit, index) => ({ ...credit, place: `credits.${index}` })) ?? null,
  );
}

/**
 * Reads a list that was sent as CSV: a header with `invoiceId` or `number`, `currency` and `open` (or their Spanish
 * names), then one line for each invoice. Amounts are written as in JSON ("1210.00"). A list with a column `paymentId`
 * or `creditNoteId` also lists all credits: a line with such an id is the rest of that payment or credit note, and its
 * amount may have a minus sign.
 */
export async function readCsvItems(text: string): Promise<ReadItems> {
  // A spreadsheet that was sent as text: no CSV has zeros or begins like an archive.
  if (text.startsWith('PK\u0003\u0004') || text.includes('\0'))
    return { faults: [{ code: 'not-csv', path: 'csv', values: { fault: 'old-spreadsheet' } }] };
  try {
    const { columns, rows } = await readCsv(Readable.from([Buffer.from(text)]), { encoding: 'utf-8', delimiter: null });
    const named = (field: keyof typeof COLUMNS) =>
      columns.find((name) =>
        COLUMNS[field].includes(
          name
            .normalize('NFD')
            .toLowerCase()
            .replace(/[^a-z]/g, ''),
        ),
      );
    const [invoiceId, number, currency, open, paymentId, creditNoteId] = [
      named('invoiceId'),
      named('number'),
      named('currency'),
      named('open'),
      named('paymentId'),
      named('creditNoteId'),
    ];
    if (!currency || !open || !(invoiceId ?? number))
      return {
        faults: [{ code: 'columns-not-named', path: 'csv.1', values: {} }],
      };
    const sent: Placed<SentItem>[] = [];
    const credits: Placed<SentCredit>[] = [];
    for await (const { line, cells } of rows) {
      if (sent.length + credits.length === MOST_ITEMS)
        return { faults: [{ code: 'too-many-items', path: 'csv', values: { most: MOST_ITEMS } }] };
      const cell = (column: string | undefined) => cells.get(column ?? '');
      const money = { place: `csv.${line}`, currency: cell(currency) ?? '', open: cell(open) ?? '' };
      if (cell(paymentId) || cell(creditNoteId))
        credits.push({
          ...money,
          open: money.open.replace(/^-/, ''),
          paymentId: cell(paymentId),
          creditNoteId: cell(creditNoteId),
        });
      else sent.push({ ...money, invoiceId: cell(invoiceId), number: cell(number) });
    }
    return readAll(sent, (paymentId ?? creditNoteId) ? credits : null);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return {
      faults: [
        {
          code: 'not-csv',
          path: error.fault.line > 0 ? `csv.${error.fault.line}` : 'csv',
          values: { fault: error.fault.code },
        },
      ],
    };
  }
}

type Placed<Sent> = Sent & { readonly place: string };

function readAll(sent: readonly Placed<SentItem>[], sentCredits: readonly Placed<SentCredit>[] | null): ReadItems {
  const faults: Refusal[] = [];
  const seen = new Set<string>();
  const items = sent.flatMap(({ place, ...item }): ListedItem[] => {
    const name = item.invoiceId ? `id ${item.invoiceId}` : item.number ? `number ${item.number}` : null;
    if (name === null) faults.push({ code: 'invoice-not-named', path: place, values: {} });
    else if (seen.has(name))
      faults.push({ code: 'invoice-twice', path: place, values: { invoice: item.invoiceId || item.number || '' } });
    if (name !== null) seen.add(name);
    return openOf(item, place, faults).map((openMinor) => ({
      invoiceId: item.invoiceId || null,
      number: item.number || null,
      currency: item.currency,
      openMinor,
    }));
  });
  const credits = sentCredits?.flatMap(({ place, ...credit }): CreditItem[] => {
    const kind = credit.paymentId ? ('payment' as const) : ('credit-note' as const);
    const id = credit.paymentId || credit.creditNoteId || '';
    if (!id || (credit.paymentId && credit.creditNoteId))
      faults.push({ code: 'credit-not-named', path: place, values: {} });
    else if (seen.has(`${kind}/${id}`)) faults.push({ code: 'credit-twice', path: place, values: { credit: id } });
    seen.add(`${kind}/${id}`);
    return openOf(credit, place, faults).map((openMinor) => ({ kind, id, currency: credit.currency, openMinor }));
  });
  return faults.length > 0 ? { faults: faults.slice(0, MOST_FAULTS) } : { items, credits: credits ?? null };
}

// The amount in minor units; when it cannot be read, an empty array, and its fault is added to `faults`.
function openOf(
  { currency, open }: { readonly currency: string; readonly open: string },
  place: string,
  faults: Refusal[],
): bigint[] {
  if (!isCurrency(currency)) {
    const code = whyNoCurrency(currency) === 'currency-not-decimal' ? 'currency-not-decimal' : 'not-a-currency';
    faults.push({ code, path: `${place}.currency`, values: { currency } });
    return [];
  }
  const minor = readAmount(open, currency, `${place}.open`);
  if (typeof minor !== 'bigint') faults.push(minor);
  else if (minor < 0n) faults.push({ code: 'open-below-zero', path: `${place}.open`, values: {} });
  else return [minor];
  return [];
}
