import type { EventOf } from '@puntual/contracts/events/events';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { CustomerBook } from '@puntual/domain/ledger/book-records';
import type { Books } from '@puntual/domain/ledger/books';
import {
  compareBooks,
  type Comparison,
  type CreditItem,
  type Difference,
  type ListedBooks,
  type ListedItem,
} from '@puntual/domain/ledger/compare-open-items';
import { decimalAmount, parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { isoDate } from '../record/dates.ts';
import { groupBy } from '../record/group-by.ts';
import { writeOutbox } from '../record/outbox.ts';
import { creditsHere, openHere } from './reconcile.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { type EndingTask, endTasks } from '../tasks/end-task.ts';
import { openTasks } from '../tasks/open-task.ts';
import type { TaskOwner } from '../tasks/task-owner.ts';

/** What the ERP says is open of a customer. */
export type OpenItemsList = EventOf<'puntual.open-items.listed.v1'>['data'];

/** The latest list of a customer's open items, held against the ledger of the same day. */
export interface ComparedList {
  readonly asOf: IsoDate;
  readonly listedAt: Date;
  readonly items: number;
  readonly comparison: Comparison;
}

/** Most differences that one announcement carries; the API shows them all. */
const MOST_TOLD = 100;

/** Notes an ERP's list of a customer's open items among those of its batch. Of several, the latest day's counts. */
export function noteOpenItems(
  lists: Map<CustomerBook, OpenItemsList>,
  customer: CustomerBook,
  list: OpenItemsList,
): void {
  const known = lists.get(customer);
  if (!known || known.asOf <= list.asOf) lists.set(customer, list);
}

/** What is saved with a batch: its books, and the lists that came with it. */
interface BooksAndLists {
  readonly books: Books;
  readonly lists: ReadonlyMap<CustomerBook, OpenItemsList>;
  readonly now: Date;
}

/**
 * Keeps the lists that came, announces what each comparison found, and tends the task that differences are: one opens for a customer whose list differs, and closes by itself
 * when the books agree, be it by a later list or because what was still under way came in. A task that a person ended stays ended until the next list.
 */
export async function tendOpenItems(
  tx: Tx,
  organization: OrganizationRef,
  { books, lists, now }: BooksAndLists,
): Promise<void> {
  const listed = await keepLists(tx, organization.id, lists, now);
  const whose = [
    ...[...lists.keys()].filter(({ id }) => listed.has(id)),
    ...books.entries.map(({ invoice }) => invoice.customer),
    ...[...books.newPayments, ...books.changedPayments].map(({ customer }) => customer),
  ];
  const touched = new Map(whose.map((customer) => [customer.id, customer]));
  if (touched.size === 0) return;
  const tasks = await tx.$queryRaw<
    { id: string; customer_id: string }[]
  >`SELECT id, customer_id FROM task WHERE kind = 'reconcile' AND state <> 'done' AND customer_id = ANY(${[...touched.keys()]}::uuid[])`;
  const open = new Map(tasks.map((task) => [task.customer_id, task.id]));
  const compared = await compareListed(tx, [...new Set([...listed, ...open.keys()])]);
  if (compared.size === 0) return;
  const found = [...compared].flatMap(([id, result]) => {
    const customer = touched.get(id);
    return customer
      ? [{ customer, result, taskId: open.get(id) ?? null, different: result.comparison.differences.length }]
      : [];
  });
  const compares = found.filter(({ customer }) => listed.has(customer.id));
  await writeAudit(
    tx,
    organization.id,
    compares.map(({ customer, result, different }) => ({
      at: now,
      kind: 'open-items.compared',
      actor: 'puntual',
      customerRowId: customer.id,
      invoiceRowId: null,
      data: { asOf: result.asOf, agreed: result.comparison.agreed, different },
    })),
  );
  await writeOutbox(
    tx,
    organization,
    compares.map(({ customer, result, different }) => ({
      target: 'kafka',
      kind: 'collections-event',
      type: 'puntual.open-items.compared.v1',
      customerId: customer.customerId,
      at: now,
      data: {
        asOf: result.asOf,
        agreed: result.comparison.agreed,
        different,
        differences: result.comparison.differences.slice(0, MOST_TOLD).map(toldOf),
        customerId: customer.customerId,
      },
    })),
  );
  await openTasks(
    tx,
    organization,
    compares
      .filter(({ different, taskId }) => different > 0 && taskId === null)
      .map(({ customer }) => ({ kind: 'reconcile', owner: ownerOf(customer) })),
    now,
  );
  await endTasks(
    tx,
    organization,
    found.flatMap(({ customer, taskId, different }): EndingTask[] =>
      different === 0 && taskId !== null
        ? [{ kind: 'reconcile', outcome: 'agreed', taskId, owner: ownerOf(customer) }]
        : [],
    ),
    { by: 'puntual', at: now },
  );
}

function ownerOf(customer: CustomerBook): TaskOwner {
  return { customerRowId: customer.id, customerId: customer.customerId };
}

/** The latest list of each of these customers (row ids) that has one, compared with the ledger of its day as it is known now. Charges are ours alone and no part of it. */
export async function compareListed(tx: Tx, customerRowIds: readonly string[]): Promise<Map<string, ComparedList>> {
  if (customerRowIds.length === 0) return new Map();
  const lists = await tx.$queryRaw<
    {
      customer_id: string;
      as_of: Date;
      listed_at: Date;
      items: OpenItemsList['items'];
      credits: OpenItemsList['credits'] | null;
    }[]
  >`SELECT customer_id, as_of, listed_at, items, credits FROM open_items_list WHERE customer_id = ANY(${customerRowIds as string[]}::uuid[])`;
  if (lists.length === 0) return new Map();
  const byDay = groupBy(lists, (list) => isoDate(list.as_of));
  const compared: [string, ComparedList][] = [];
  for (const [asOf, ofDay] of byDay) {
    const said = new Map(
      ofDay.map((list): [string, ListedBooks] => [
        list.customer_id,
        { items: list.items.map(listedItem), credits: list.credits?.map(listedCredit) ?? null },
      ]),
    );
    const asked = { asOf, knownAt: null };
    const invoices = groupBy(
      await openHere(
        tx,
        { ...asked, customerRowIds: [...said.keys()] },
        [...said.values()].flatMap((list) => list.items),
      ),
      (item) => item.customerRowId,
    );
    const withCredits = [...said].flatMap(([id, list]) => (list.credits === null ? [] : [id]));
    const credits =
      withCredits.length === 0
        ? new Map<string, never>()
        : groupBy(
            await creditsHere(
              tx,
              { ...asked, customerRowIds: withCredits },
              [...said.values()].flatMap((list) => list.credits ?? []),
            ),
            (item) => item.customerRowId,
          );
    for (const list of ofDay) {
      const listed = said.get(list.customer_id) ?? { items: [], credits: null };
      const ours = { invoices: invoices.get(list.customer_id) ?? [], credits: credits.get(list.customer_id) ?? [] };
      compared.push([
        list.customer_id,
        {
          asOf,
          listedAt: list.listed_at,
          items: listed.items.length + (listed.credits?.length ?? 0),
          comparison: compareBooks(ours, listed),
        },
      ]);
    }
  }
  return new Map(compared);
}

// In one statement. Whose list is older than the one that is known keeps that one. Returns the customers (row ids) whose list is new.
async function keepLists(
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
      FROM unnest(${[...lists.keys()].map((customer) => customer.id)}::uuid[], ${given.map((list) => list.asOf)}::date[], ${given.map((list) => JSON.stringify(list.items))}::text[]::jsonb[], ${given.map((list) => (list.credits ? JSON.stringify(list.credits) : null))}::text[]::jsonb[]) AS v(customer_id, as_of, items, credits)
    ON CONFLICT (organization_id, customer_id) DO UPDATE SET as_of = excluded.as_of, items = excluded.items, credits = excluded.credits, listed_at = excluded.listed_at WHERE open_items_list.as_of <= excluded.as_of
    RETURNING customer_id`;
  return new Set(rows.map((row) => row.customer_id));
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

function toldOf({ kind, invoiceId, number, credit, here, there }: Difference): object {
  const money = (side: Difference['here']) =>
    side && { amount: decimalAmount(side.minor, side.currency), currency: side.currency };
  return {
    kind,
    ...(credit === null
      ? { invoiceId, number }
      : credit.kind === 'payment'
        ? { paymentId: credit.id }
        : { creditNoteId: credit.id }),
    here: money(here),
    there: money(there),
  };
}
