import type { Books, CustomerBook } from '@puntual/domain/ledger/books';
import type { Difference } from '@puntual/domain/ledger/compare-open-items';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { endTasks } from '../tasks/end-task.ts';
import { openTasks } from '../tasks/open-task.ts';
import type { TaskOwner } from '../tasks/task-owner.ts';
import { type ComparedList, compareListed, type OpenItemsList, storeLists } from './open-items-lists.ts';

/** Most differences that one announcement holds; the API shows all of them. */
const MOST_ANNOUNCED = 100;

/** The books of a batch, which are saved already, and the ERP's lists of open items that arrived in the same batch. */
interface BooksAndLists {
  readonly books: Books;
  readonly lists: ReadonlyMap<CustomerBook, OpenItemsList>;
  readonly now: Date;
}

/**
 * Stores the ERP's lists of open items, compares each with the ledger, and announces the result. A list that differs
 * opens a `reconcile` task for its customer. The task ends when list and ledger agree, because of a later list or
 * because a missing invoice or payment arrived in this batch. When a person has ended the task, only the next list
 * opens another.
 */
export async function reconcileLists(
  tx: Tx,
  organization: OrganizationRef,
  { books, lists, now }: BooksAndLists,
): Promise<void> {
  const stored = await storeLists(tx, organization.id, lists, now);
  const customers = changedCustomers(books, lists, stored);
  if (customers.size === 0) return;
  const openTaskIds = await readOpenTasks(tx, [...customers.keys()]);
  const compared = await compareListed(tx, [...new Set([...stored, ...openTaskIds.keys()])]);
  const reconciled = [...compared].flatMap(([customerRowId, list]): ReconciledCustomer[] => {
    const customer = customers.get(customerRowId);
    return customer ? [{ customer, list, openTaskId: openTaskIds.get(customerRowId) ?? null }] : [];
  });
  const withNewList = reconciled.filter(({ customer }) => stored.has(customer.id));
  await announceComparisons(tx, organization, withNewList, now);
  await openTasks(
    tx,
    organization,
    withNewList
      .filter(({ list, openTaskId }) => differencesOf(list).length > 0 && openTaskId === null)
      .map(({ customer }) => ({ kind: 'reconcile', owner: ownerOf(customer) })),
    now,
  );
  await endTasksOfAgreed(tx, organization, reconciled, now);
}

/** A customer whose list is compared, with the row id of the customer's open `reconcile` task. */
interface ReconciledCustomer {
  readonly customer: CustomerBook;
  readonly list: ComparedList;
  readonly openTaskId: string | null;
}

// The customers, by row id, whose list was stored now or whose ledger this batch changed.
function changedCustomers(
  books: Books,
  lists: ReadonlyMap<CustomerBook, OpenItemsList>,
  stored: ReadonlySet<string>,
): ReadonlyMap<string, CustomerBook> {
  const customers = [
    ...[...lists.keys()].filter(({ id }) => stored.has(id)),
    ...books.entries.map(({ invoice }) => invoice.customer),
    ...[...books.newPayments, ...books.changedPayments].map(({ customer }) => customer),
  ];
  return new Map(customers.map((customer) => [customer.id, customer]));
}

// The open `reconcile` tasks of these customers, by the customer's row id.
async function readOpenTasks(tx: Tx, customerRowIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const tasks = await tx.$queryRaw<{ id: string; customer_id: string }[]>`
    SELECT id, customer_id
    FROM task
    WHERE kind = 'reconcile' AND state <> 'done' AND customer_id = ANY(${customerRowIds as string[]}::uuid[])`;
  return new Map(tasks.map((task) => [task.customer_id, task.id]));
}

async function announceComparisons(
  tx: Tx,
  organization: OrganizationRef,
  compared: readonly ReconciledCustomer[],
  now: Date,
): Promise<void> {
  await writeAudit(
    tx,
    organization.id,
    compared.map(({ customer, list }) => ({
      at: now,
      kind: 'open-items.compared',
      actor: 'puntual',
      customerRowId: customer.id,
      invoiceRowId: null,
      data: { asOf: list.asOf, agreed: list.comparison.agreed, different: differencesOf(list).length },
    })),
  );
  await writeOutbox(
    tx,
    organization,
    compared.map(({ customer, list }) => ({
      target: 'kafka',
      kind: 'collections-event',
      type: 'puntual.open-items.compared.v1',
      customerId: customer.customerId,
      at: now,
      data: {
        asOf: list.asOf,
        agreed: list.comparison.agreed,
        different: differencesOf(list).length,
        differences: differencesOf(list).slice(0, MOST_ANNOUNCED).map(announcedDifference),
        customerId: customer.customerId,
      },
    })),
  );
}

async function endTasksOfAgreed(
  tx: Tx,
  organization: OrganizationRef,
  reconciled: readonly ReconciledCustomer[],
  now: Date,
): Promise<void> {
  const ending = reconciled.flatMap(({ customer, list, openTaskId }) =>
    differencesOf(list).length === 0 && openTaskId !== null
      ? [{ kind: 'reconcile' as const, outcome: 'agreed' as const, taskId: openTaskId, owner: ownerOf(customer) }]
      : [],
  );
  await endTasks(tx, organization, ending, { by: 'puntual', at: now });
}

function differencesOf(list: ComparedList): readonly Difference[] {
  return list.comparison.differences;
}

function ownerOf(customer: CustomerBook): TaskOwner {
  return { customerRowId: customer.id, customerId: customer.customerId };
}

// A difference as the event `puntual.open-items.compared.v1` gives it.
function announcedDifference({ kind, invoiceId, number, credit, here, there }: Difference): object {
  const money = (side: Difference['here']) =>
    side && { amount: decimalAmount(side.minor, side.currency), currency: side.currency };
  const item =
    credit === null
      ? { invoiceId, number }
      : credit.kind === 'payment'
        ? { paymentId: credit.id }
        : { creditNoteId: credit.id };
  return { kind, ...item, here: money(here), there: money(there) };
}
