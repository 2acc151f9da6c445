import type { IsoDate } from '@puntual/domain/calendar/dates';
import {
  compareBooks,
  type Comparison,
  type CreditItem,
  type ListedBooks,
  type ListedItem,
  type OpenItem,
} from '@puntual/domain/ledger/compare-open-items';
import { datedEntries, movedByMoney, MOVES_MONEY, type LedgerEntry } from '@puntual/domain/statement/dated-entries';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { isoDate } from '../record/dates.ts';
import { reversedOn } from './reversed-on.ts';

/** What is open by our books, by the customer's row id. */
export type OpenHere = OpenItem & { readonly customerRowId: string };
export type CreditHere = CreditItem & { readonly customerRowId: string };

/** The day at whose end the books are looked at (null: as they stand), as they were known at a moment (epoch milliseconds; null: now), and whose they are (row ids; null: everybody's). */
export interface BooksAsked {
  readonly asOf: IsoDate | null;
  readonly knownAt: number | null;
  readonly customerRowIds: readonly string[] | null;
}

/**
 * Holds the ERP's list of open items against the ledger: as it stands, or as it stood at the end of a day by the dates of its entries, as statements reckon it. With `knownAt` (epoch
 * milliseconds) only what was recorded until then counts. Charges are ours alone and no part of it, but money that lies on them is used up. Reads, and changes nothing.
 */
export async function reconcile(
  tx: Tx,
  listed: ListedBooks,
  asked: { readonly asOf: IsoDate | null; readonly knownAt: number | null },
): Promise<Comparison> {
  const everybodys = { ...asked, customerRowIds: null };
  return compareBooks(
    {
      invoices: await openHere(tx, everybodys, listed.items),
      credits: listed.credits === null ? [] : await creditsHere(tx, everybodys, listed.credits),
    },
    listed,
  );
}

/** What is open by our books, oldest due date first; also, with nothing open, what `listed` names. */
export async function openHere(tx: Tx, asked: BooksAsked, listed: readonly ListedItem[]): Promise<OpenHere[]> {
  const { asOf } = asked;
  const until = asked.knownAt === null ? null : new Date(asked.knownAt);
  const ids = listed.flatMap((item) => item.invoiceId ?? []);
  const numbers = listed.flatMap((item) => (item.invoiceId === null ? (item.number ?? []) : []));
  const whose =
    asked.customerRowIds === null
      ? sql``
      : sql`AND e.invoice_id IN (SELECT id FROM invoice WHERE customer_id = ANY(${asked.customerRowIds}::uuid[]))`;
  const moved =
    asOf === null ? { payments: [], minors: new Map<string, bigint>() } : await movedMoney(tx, asOf, until, whose);
  // An invoice that was not issued by the day is not known on it, and nothing counts on it before.
  const rows = await tx.$queryRaw<
    { id: string; customer_id: string; invoice_id: string; number: string; currency: string; minor: bigint }[]
  >`
    SELECT i.id, i.customer_id, i.invoice_id, i.number, i.currency, b.minor FROM invoice i JOIN (
      SELECT e.invoice_id, sum(e.amount_minor)::bigint AS minor FROM entry e WHERE e.charge_id IS NULL AND (${asOf}::date IS NULL OR e.entry_on <= ${asOf}::date)
        AND (${until}::timestamptz IS NULL OR e.created_at <= ${until}::timestamptz) AND (e.payment_id IS NULL OR NOT e.payment_id = ANY(${moved.payments}::uuid[])) ${whose} GROUP BY e.invoice_id
    ) b ON b.invoice_id = i.id
    WHERE (${asOf}::date IS NULL OR i.issue_date <= ${asOf}::date)
      AND (b.minor <> 0 OR i.invoice_id = ANY(${ids}) OR i.number = ANY(${numbers}) OR i.id = ANY(${[...moved.minors.keys()]}::uuid[])) ORDER BY i.due_date, i.id`;
  return rows.map((row) => ({
    customerRowId: row.customer_id,
    invoiceId: row.invoice_id,
    number: row.number,
    currency: row.currency,
    openMinor: row.minor + (moved.minors.get(row.id) ?? 0n),
  }));
}

/** What of payments and credit notes is on no invoice by our books, the oldest first; also, with nothing left, what `listed` names. */
export async function creditsHere(tx: Tx, asked: BooksAsked, listed: readonly CreditItem[]): Promise<CreditHere[]> {
  const { asOf } = asked;
  const until = asked.knownAt === null ? null : new Date(asked.knownAt);
  const whose =
    asked.customerRowIds === null
      ? sql``
      : sql`AND e.payment_id IN (SELECT id FROM payment WHERE customer_id = ANY(${asked.customerRowIds}::uuid[]))`;
  const moved =
    asOf === null ? { payments: [], left: new Map<string, bigint>() } : await movedMoney(tx, asOf, until, whose);
  const rows = await tx.$queryRaw<
    {
      id: string;
      customer_id: string;
      kind: 'payment' | 'credit-note';
      payment_id: string;
      currency: string;
      minor: bigint;
      back: boolean;
    }[]
  >`
    SELECT p.id, p.customer_id, p.kind, p.payment_id, p.currency, (p.amount_minor + coalesce(b.minor, 0))::bigint AS minor, coalesce(r.reversed_on <= coalesce(${asOf}::date, r.reversed_on), false) AS back
    FROM payment p JOIN customer c ON c.id = p.customer_id CROSS JOIN LATERAL (SELECT ${reversedOn(until)} AS reversed_on) r LEFT JOIN (
      SELECT e.payment_id, sum(e.amount_minor) AS minor FROM entry e JOIN invoice i ON i.id = e.invoice_id WHERE e.payment_id IS NOT NULL AND e.kind = ANY(${[...MOVES_MONEY]})
        AND (${asOf}::date IS NULL OR greatest(e.entry_on, i.issue_date) <= ${asOf}::date) AND (${until}::timestamptz IS NULL OR e.created_at <= ${until}::timestamptz)
        AND NOT e.payment_id = ANY(${moved.payments}::uuid[]) ${whose} GROUP BY e.payment_id
    ) b ON b.payment_id = p.id
    WHERE (${asOf}::date IS NULL OR p.received_on <= ${asOf}::date) AND (${until}::timestamptz IS NULL OR p.created_at <= ${until}::timestamptz)
      AND (${asked.customerRowIds}::uuid[] IS NULL OR p.customer_id = ANY(${asked.customerRowIds}::uuid[])) ORDER BY p.received_on, p.id`;
  const names = new Set(listed.map(({ kind, id }) => `${kind}/${id}`));
  return rows.flatMap((row) => {
    const openMinor = row.back ? 0n : row.minor + (moved.left.get(row.id) ?? 0n);
    return openMinor !== 0n || names.has(`${row.kind}/${row.payment_id}`)
      ? [{ customerRowId: row.customer_id, kind: row.kind, id: row.payment_id, currency: row.currency, openMinor }]
      : [];
  });
}

/**
 * Money that an invoice gave back and that may lie on another since counts there from that day, whatever day it came on (`datedEntries`): the payments (row ids), what their
 * entries leave on each invoice's (row id) principal at the end of the day, and what they took of each payment (below zero). There are few of them; all else is added up by the database.
 */
async function movedMoney(
  tx: Tx,
  asOf: IsoDate,
  until: Date | null,
  whose: Sql,
): Promise<{
  readonly payments: string[];
  readonly minors: ReadonlyMap<string, bigint>;
  readonly left: ReadonlyMap<string, bigint>;
}> {
  const rows = await tx.$queryRaw<
    {
      invoice_id: string;
      issue_date: Date;
      kind: string;
      amount_minor: bigint;
      entry_on: Date;
      payment_id: string;
      charge_id: string | null;
    }[]
  >`
    SELECT e.invoice_id, i.issue_date, e.kind, e.amount_minor, e.entry_on, e.payment_id, e.charge_id FROM entry e JOIN invoice i ON i.id = e.invoice_id
    WHERE (${until}::timestamptz IS NULL OR e.created_at <= ${until}::timestamptz)
      AND e.payment_id IN (SELECT e.payment_id FROM entry e WHERE e.payment_id IS NOT NULL AND e.amount_minor > 0 AND e.kind = ANY(${[...MOVES_MONEY]}) ${whose}) ORDER BY e.id`;
  const entries = rows.map((row): LedgerEntry & { readonly onPrincipal: boolean } => ({
    invoiceId: row.invoice_id,
    kind: row.kind,
    amountMinor: row.amount_minor,
    on: isoDate(row.entry_on),
    moneyId: row.payment_id,
    onPrincipal: row.charge_id === null,
  }));
  const invoices = rows.map((row) => ({ id: row.invoice_id, issueDate: isoDate(row.issue_date) }));
  const dated = datedEntries(invoices, entries).filter(({ effectiveOn }) => effectiveOn <= asOf);
  const minors = new Map<string, bigint>();
  for (const { entry } of dated)
    if (entry.onPrincipal) minors.set(entry.invoiceId, (minors.get(entry.invoiceId) ?? 0n) + entry.amountMinor);
  return { payments: [...new Set(rows.map((row) => row.payment_id))], minors, left: movedByMoney(dated) };
}
