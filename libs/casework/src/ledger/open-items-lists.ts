import type { EventOf } from '@puntual/contracts/events/events';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { CustomerBook } from '@puntual/domain/ledger/books';
import {
  compareBooks,
  type Comparison,
  type CreditItem,
  type ListedBooks,
  type ListedItem,
} from '@puntual/domain/ledger/compare-open-items';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { isoDate } from '../record/dates.ts';
import { groupBy } from '../record/group-by.ts';
import { openCredits, openInvoices } from './reconcile.ts';

/** The ERP's list of a customer's open items. */
export type OpenItemsList = EventOf<'puntual.open-items.listed.v1'>['data'];

/** The latest list of a customer's open items, compared with the ledger of the same day. */
export interface ComparedList {
  readonly asOf: IsoDate;
  readonly listedAt: Date;
  readonly items: number;
  readonly comparison: Comparison;
}

/**
 * Adds a customer's list to the lists of its batch. Of several lists of one customer the one with the latest day
 * stays.
 */
export function noteOpenItems(
  lists: Map<CustomerBook, OpenItemsList>,
  customer: CustomerBook,
  list: OpenItemsList,
): void {
  const known = lists.get(customer);
  if (!known || known.asOf <= list.asOf) lists.set(customer, list);
}

/**
 * Stores the lists as the latest ones of their customers, in one statement. A customer whose stored list is of a later
 * day keeps that one. Returns the customers (row ids) whose list was stored.
 */
export async function storeLists(
  tx: Tx,
  organizationId: string,
  lists: ReadonlyMap<CustomerBook, OpenItemsList>,
  now: Date,
): Promise<ReadonlySet<string>> {
  if (lists.size === 0) return new Set();
  const given = [...lists.values()];
  const rows = await tx.$queryRaw<{ customer_id: string }[]>`
    INSERT INTO open_items_list (organization_id, customer_id, as_of, items, credits, listed_at)
      SELECT ${organizationId}::uuid, v.customer_id, v.as_of, v.items, v.credits, ${now}::timestamptz
      FROM unnest(
        ${[...lists.keys()].map((customer) => customer.id)}::uuid[],
        ${given.map((list) => list.asOf)}::date[],
        ${given.map((list) => JSON.stringify(list.items))}::text[]::jsonb[],
        ${given.map((list) => (list.credits ? JSON.stringify(list.credits) : null))}::text[]::jsonb[]
      ) AS v(customer_id, as_of, items, credits)
    ON CONFLICT (organization_id, customer_id) DO UPDATE SET
      as_of = excluded.as_of, items = excluded.items, credits = excluded.credits, listed_at = excluded.listed_at
      WHERE open_items_list.as_of <= excluded.as_of
    RETURNING customer_id`;
  return new Set(rows.map((row) => row.customer_id));
}

interface ListRow {
  readonly customer_id: string;
  readonly as_of: Date;
  readonly listed_at: Date;
  readonly items: OpenItemsList['items'];
  readonly credits: NonNullable<OpenItemsList['credits']> | null;
}

/**
 * Compares the latest list of each of these customers (row ids) with the ledger of the list's day, as that day is known
 * now. A customer without a list is left out. Charges are not compared: the ERP does not know them.
 */
export async function compareListed(tx: Tx, customerRowIds: readonly string[]): Promise<Map<string, ComparedList>> {
  if (customerRowIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<ListRow[]>`
    SELECT customer_id, as_of, listed_at, items, credits
    FROM open_items_list
    WHERE customer_id = ANY(${customerRowIds as string[]}::uuid[])`;
  const compared = new Map<string, ComparedList>();
  for (const [asOf, rowsOfDay] of groupBy(rows, (row) => isoDate(row.as_of))) {
    const ofDay = await compareListsOfDay(tx, asOf, rowsOfDay);
    for (const [customerRowId, list] of ofDay) compared.set(customerRowId, list);
  }
  return compared;
}

async function compareListsOfDay(
  tx: Tx,
  asOf: IsoDate,
  rows: readonly ListRow[],
): Promise<readonly (readonly [string, ComparedList])[]> {
  const lists = rows.map((row) => ({ row, listed: listedBooks(row) }));
  const invoices = await openInvoices(
    tx,
    { asOf, knownAt: null, customerRowIds: rows.map((row) => row.customer_id) },
    lists.flatMap(({ listed }) => listed.items),
  );
  const withCredits = lists.filter(({ listed }) => listed.credits !== null);
  const credits =
    withCredits.length === 0
      ? []
      : await openCredits(
          tx,
          { asOf, knownAt: null, customerRowIds: withCredits.map(({ row }) => row.customer_id) },
          withCredits.flatMap(({ listed }) => listed.credits ?? []),
        );
  const invoicesOf = groupBy(invoices, (invoice) => invoice.customerRowId);
  const creditsOf = groupBy(credits, (credit) => credit.customerRowId);
  return lists.map(({ row, listed }) => {
    const ours = { invoices: invoicesOf.get(row.customer_id) ?? [], credits: creditsOf.get(row.customer_id) ?? [] };
    const items = listed.items.length + (listed.credits?.length ?? 0);
    return [row.customer_id, { asOf, listedAt: row.listed_at, items, comparison: compareBooks(ours, listed) }];
  });
}

function listedBooks({ items, credits }: ListRow): ListedBooks {
  return { items: items.map(listedItem), credits: credits?.map(listedCredit) ?? null };
}

function listedItem(item: OpenItemsList['items'][number]): ListedItem {
  return {
    invoiceId: item.invoiceId ?? null,
    number: item.number ?? null,
    currency: item.currency,
    openMinor: parseAmount(item.open, item.currency),
  };
}

function listedCredit(credit: NonNullable<OpenItemsList['credits']>[number]): CreditItem {
  return {
    kind: credit.paymentId ? 'payment' : 'credit-note',
    id: credit.paymentId ?? credit.creditNoteId ?? '',
    currency: credit.currency,
    openMinor: parseAmount(credit.open, credit.currency),
  };
}
