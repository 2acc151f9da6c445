import type { IsoDate } from '@puntual/domain/calendar/dates';
import {
  compareBooks,
  type Comparison,
  type CreditItem,
  type ListedBooks,
  type ListedItem,
  type OpenItem,
} from '@puntual/domain/ledger/compare-open-items';
import {
  creditLeft,
  datedEntries,
  movedByMoney,
  MOVES_MONEY,
  type LedgerEntry,
} from '@puntual/domain/statement/dated-entries';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { isoDate } from '../record/dates.ts';
import { leftBy, reversedOn } from './reversed-on.ts';

/** An invoice by the ledger, with its open balance and its customer's row id. */
export type OpenInvoice = OpenItem & { readonly customerRowId: string };
/** A payment or credit note by the ledger, with its unallocated money and its customer's row id. */
export type OpenCredit = CreditItem & { readonly customerRowId: string };

/** A state of the ledger, as of a day, and as it was known at an instant. */
interface LedgerState {
  /** The entries of this day and of earlier days count; null: all entries. */
  readonly asOf: IsoDate | null;
  /** What was recorded until this instant (epoch milliseconds) counts; null: everything. */
  readonly knownAt: number | null;
}

/** A state of the ledger, of these customers (row ids) or of all (null). */
export interface LedgerOfCustomers extends LedgerState {
  readonly customerRowIds: readonly string[] | null;
}

/**
 * Compares the ERP's list of open items with a state of the ledger. Days count as in statements, by the dates of the
 * entries. Charges are not compared, because the ERP does not know them, but money allocated to a charge is no credit
 * any more. Changes nothing.
 */
export async function reconcile(tx: Tx, listed: ListedBooks, state: LedgerState): Promise<Comparison> {
  const ofAll = { ...state, customerRowIds: null };
  return compareBooks(
    {
      invoices: await openInvoices(tx, ofAll, listed.items),
      credits: listed.credits === null ? [] : await openCredits(tx, ofAll, listed.credits),
    },
    listed,
  );
}

/**
 * The invoices that are open in a state of the ledger, and those that `listed` names even when they are not open: the
 * earliest due date first. The balance is that of the invoice without its charges.
 */
export async function openInvoices(
  tx: Tx,
  { asOf, knownAt, customerRowIds }: LedgerOfCustomers,
  listed: readonly ListedItem[],
): Promise<OpenInvoice[]> {
  const until = knownAt === null ? null : new Date(knownAt);
  const ids = listed.flatMap((item) => item.invoiceId ?? []);
  const numbers = listed.flatMap((item) => (item.invoiceId === null ? (item.number ?? []) : []));
  const ofCustomers =
    customerRowIds === null
      ? sql``
      : sql`AND e.invoice_id IN (SELECT id FROM invoice WHERE customer_id = ANY(${customerRowIds}::uuid[]))`;
  const moved =
    asOf === null
      ? { payments: [], minorByInvoice: new Map<string, bigint>() }
      : await movedMoney(tx, asOf, until, moneyOnInvoicesOf(customerRowIds));
  // An invoice that is issued after the day is left out, with everything that was allocated to it before.
  const rows = await tx.$queryRaw<
    {
      id: string;
      customer_id: string;
      invoice_id: string;
      number: string;
      currency: string;
      minor: bigint;
      instalment_of: string | null;
    }[]
  >`
    SELECT i.id, i.customer_id, i.invoice_id, i.number, i.currency, b.minor, i.instalment_of
    FROM invoice i JOIN (
      SELECT e.invoice_id, sum(e.amount_minor)::bigint AS minor
      FROM entry e
      WHERE e.charge_id IS NULL
        AND (${asOf}::date IS NULL OR e.entry_on <= ${asOf}::date)
        AND (${until}::timestamptz IS NULL OR e.created_at <= ${until}::timestamptz)
        AND (e.payment_id IS NULL OR NOT e.payment_id = ANY(${moved.payments}::uuid[])) ${ofCustomers}
      GROUP BY e.invoice_id
    ) b ON b.invoice_id = i.id
    WHERE (${asOf}::date IS NULL OR i.issue_date <= ${asOf}::date)
      AND (b.minor <> 0 OR i.invoice_id = ANY(${ids}) OR i.instalment_of = ANY(${ids}) OR i.number = ANY(${numbers})
        OR i.id = ANY(${[...moved.minorByInvoice.keys()]}::uuid[]))
    ORDER BY i.due_date, i.id`;
  const named = { ids: new Set(ids), numbers: new Set(numbers) };
  const whole = new Map<string, OpenInvoice>();
  for (const row of rows) {
    const openMinor = row.minor + (moved.minorByInvoice.get(row.id) ?? 0n);
    const { invoice_id: own, instalment_of: of, number, currency, customer_id: customerRowId } = row;
    // A list may name an invoice as a whole: its instalments are compared as one then.
    const isOne = of !== null && !named.ids.has(own) && (named.ids.has(of) || named.numbers.has(number));
    const invoiceId = isOne ? of : own;
    const before = whole.get(invoiceId)?.openMinor ?? 0n;
    whole.set(invoiceId, { customerRowId, invoiceId, number, currency, openMinor: before + openMinor });
  }
  return [...whole.values()];
}

interface CreditRow {
  readonly id: string;
  readonly customer_id: string;
  readonly kind: 'payment' | 'credit-note';
  readonly payment_id: string;
  readonly currency: string;
  readonly minor: bigint;
  readonly left_minor: bigint | null;
  readonly reversed: boolean;
}

/**
 * The payments and credit notes with unallocated money in a state of the ledger, and those that `listed` names even
 * when nothing of them is left: the oldest first.
 */
export async function openCredits(
  tx: Tx,
  { asOf, knownAt, customerRowIds }: LedgerOfCustomers,
  listed: readonly CreditItem[],
): Promise<OpenCredit[]> {
  const until = knownAt === null ? null : new Date(knownAt);
  const ofCustomers =
    customerRowIds === null
      ? sql``
      : sql`AND e.payment_id IN (SELECT id FROM payment WHERE customer_id = ANY(${customerRowIds}::uuid[]))`;
  const moved =
    asOf === null
      ? { payments: [], minorByPayment: new Map<string, bigint>() }
      : await movedMoney(tx, asOf, until, ofCustomers);
  const rows = await tx.$queryRaw<CreditRow[]>`
    SELECT p.id, p.customer_id, p.kind, p.payment_id, p.currency,
      (p.amount_minor + coalesce(b.minor, 0))::bigint AS minor,
      ${leftBy(asOf, until)} AS left_minor,
      coalesce(r.reversed_on <= coalesce(${asOf}::date, r.reversed_on), false) AS reversed
    FROM payment p
    JOIN customer c ON c.id = p.customer_id
    CROSS JOIN LATERAL (SELECT ${reversedOn(until)} AS reversed_on) r
    LEFT JOIN (
      SELECT e.payment_id, sum(e.amount_minor) AS minor
      FROM entry e JOIN invoice i ON i.id = e.invoice_id
      WHERE e.payment_id IS NOT NULL AND e.kind = ANY(${[...MOVES_MONEY]})
        AND (${asOf}::date IS NULL OR greatest(e.entry_on, i.issue_date) <= ${asOf}::date)
        AND (${until}::timestamptz IS NULL OR e.created_at <= ${until}::timestamptz)
        AND NOT e.payment_id = ANY(${moved.payments}::uuid[]) ${ofCustomers}
      GROUP BY e.payment_id
    ) b ON b.payment_id = p.id
    WHERE (${asOf}::date IS NULL OR p.received_on <= ${asOf}::date)
      AND (${until}::timestamptz IS NULL OR p.created_at <= ${until}::timestamptz)
      AND (${customerRowIds}::uuid[] IS NULL OR p.customer_id = ANY(${customerRowIds}::uuid[]))
    ORDER BY p.received_on, p.id`;
  const listedIds = new Set(listed.map(({ kind, id }) => `${kind}/${id}`));
  return rows.flatMap((row) => {
    const openMinor = row.reversed
      ? 0n
      : creditLeft(row.minor + (moved.minorByPayment.get(row.id) ?? 0n), row.left_minor ?? 0n);
    return openMinor !== 0n || listedIds.has(`${row.kind}/${row.payment_id}`)
      ? [{ customerRowId: row.customer_id, kind: row.kind, id: row.payment_id, currency: row.currency, openMinor }]
      : [];
  });
}

// A payer's payment that lay on another customer's invoice before is moved money, too.
function moneyOnInvoicesOf(customerRowIds: LedgerOfCustomers['customerRowIds']): Sql {
  return customerRowIds === null
    ? sql``
    : sql`AND e.payment_id IN (
        SELECT on_own.payment_id
        FROM invoice own
        JOIN entry on_own ON on_own.organization_id = own.organization_id AND on_own.invoice_id = own.id
        WHERE own.customer_id = ANY(${customerRowIds}::uuid[]))`;
}

interface MovedMoney {
  /** Row ids. */
  readonly payments: readonly string[];
  /** What the entries of these payments add to the principal of each invoice (row id), in minor units. */
  readonly minorByInvoice: ReadonlyMap<string, bigint>;
  /** What the entries took from each payment (row id), in minor units below zero. */
  readonly minorByPayment: ReadonlyMap<string, bigint>;
}

interface MovedEntryRow {
  readonly invoice_id: string;
  readonly issue_date: Date;
  readonly kind: string;
  readonly amount_minor: bigint;
  readonly entry_on: Date;
  readonly payment_id: string;
  readonly charge_id: string | null;
}

// The payments that an invoice gave money back to, with their entries up to the end of the day. The money counts on
// the next invoice from the day on which the first one gave it back, not from the date of the entry (`datedEntries`),
// so the database cannot add these entries up by date. There are few such payments.
async function movedMoney(tx: Tx, asOf: IsoDate, until: Date | null, ofCustomers: Sql): Promise<MovedMoney> {
  const rows = await tx.$queryRaw<MovedEntryRow[]>`
    SELECT e.invoice_id, i.issue_date, e.kind, e.amount_minor, e.entry_on, e.payment_id, e.charge_id
    FROM entry e JOIN invoice i ON i.id = e.invoice_id
    WHERE (${until}::timestamptz IS NULL OR e.created_at <= ${until}::timestamptz)
      AND e.payment_id IN (
        SELECT e.payment_id
        FROM entry e
        WHERE e.payment_id IS NOT NULL AND e.amount_minor > 0 AND e.kind = ANY(${[...MOVES_MONEY]}) ${ofCustomers})
    ORDER BY e.id`;
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
  const minorByInvoice = new Map<string, bigint>();
  for (const { entry } of dated) {
    if (!entry.onPrincipal) continue;
    minorByInvoice.set(entry.invoiceId, (minorByInvoice.get(entry.invoiceId) ?? 0n) + entry.amountMinor);
  }
  return {
    payments: [...new Set(rows.map((row) => row.payment_id))],
    minorByInvoice,
    minorByPayment: movedByMoney(dated),
  };
}
