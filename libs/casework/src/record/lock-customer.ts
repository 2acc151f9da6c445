import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';

// A transaction that changes a customer's facts, or reads them in order to act, takes the customer's lock first, so
// that a payment, a message and a person's decision about one customer happen one after the other. Several customers
// are locked in the order of their row ids, so that two transactions cannot deadlock.
//
// The payer of a group is contacted for all its members, so a message reads the facts of all of them. Whoever locks a
// customer of a group therefore locks the group's row next, after all customers and in the order of the groups' row
// ids. A customer joins and leaves a group under both locks, so the row that the customer's lock returned names the
// group. A transaction that holds a group needs no lock of another member any more: whoever has that member's lock
// waits for the group. It may write the members' invoices, steps and tasks, but not the row of a member whom it has not
// locked.

/** A customer's ids, and the time zone and currency of the customer's days and amounts. */
export interface CustomerIdentity {
  readonly id: string;
  readonly customer_id: string;
  readonly time_zone: string;
  readonly currency: string;
  /** The customer (row id) that this one was merged into, whose lock its rows need since then. */
  readonly merged_into: string | null;
  /** The group (row id) that the customer is in. */
  readonly group_id: string | null;
}

const IDENTITY_COLUMNS = sql`id, customer_id, time_zone, currency, merged_into, group_id`;

const FOR_NO_KEY_UPDATE = sql`FOR NO KEY UPDATE`;

interface GroupColumn {
  readonly lockedGroup: string | null;
}

/** Undoes a transaction that named a customer who was merged into another: it is run again with the other. */
export class CustomersMerged extends Error {}

/**
 * Locks one customer (row id) to the end of the transaction, or the one that this customer was merged into. Returns
 * null when there is no such customer.
 */
export async function lockCustomer(tx: Tx, customerRowId: string): Promise<CustomerIdentity | null> {
  const row = await lockAndReadCustomer<CustomerIdentity>(tx, customerRowId, IDENTITY_COLUMNS);
  return row?.merged_into ? lockCustomer(tx, row.merged_into) : row;
}

/**
 * Locks a customer (row id) like `lockCustomer`, and returns the row id under which the customer's facts stand now:
 * that of the other one after a merge, else the same. A customer who does not exist locks nothing.
 */
export async function lockCustomerRow(tx: Tx, customerRowId: string): Promise<string> {
  return (await lockCustomer(tx, customerRowId))?.id ?? customerRowId;
}

/**
 * Locks one customer (row id) to the end of the transaction and reads these columns of the table `customer` in the
 * same statement, as they are once the lock is held. `Row` must fit the columns. Returns null when there is no such
 * customer.
 */
export async function lockAndReadCustomer<Row>(tx: Tx, customerRowId: string, columns: Sql): Promise<Row | null> {
  const lock = (await isInHeldGroup(tx, customerRowId)) ? sql`` : FOR_NO_KEY_UPDATE;
  const [row] = await tx.$queryRaw<(Row & GroupColumn)[]>`
    SELECT ${columns}, group_id AS "lockedGroup" FROM customer WHERE id = ${customerRowId}::uuid ${lock}`;
  if (!row) return null;
  await lockGroups(tx, [row.lockedGroup]);
  return row;
}

/** The groups (row ids) that each running transaction has locked. */
const heldGroups = new WeakMap<Tx, Set<string>>();

// Nobody leaves a group that this transaction holds.
async function isInHeldGroup(tx: Tx, customerRowId: string): Promise<boolean> {
  const held = heldGroups.get(tx);
  if (!held) return false;
  const [row] = await tx.$queryRaw<GroupColumn[]>`
    SELECT group_id AS "lockedGroup" FROM customer WHERE id = ${customerRowId}::uuid`;
  return row?.lockedGroup != null && held.has(row.lockedGroup);
}

/** The groups (row ids) that the transaction holds: nobody joins or leaves them before its end. */
export function heldGroupsOf(tx: Tx): readonly string[] {
  return [...(heldGroups.get(tx) ?? [])];
}

/**
 * Locks these groups (row ids) to the end of the transaction, after their customers. A transaction that holds customers
 * locks all groups that it needs in one call.
 */
export async function lockGroups(tx: Tx, groupRowIds: readonly (string | null)[]): Promise<void> {
  const held = heldGroups.get(tx) ?? new Set();
  const ids = [...new Set(groupRowIds.filter((id) => id !== null))].filter((id) => !held.has(id));
  if (ids.length === 0) return;
  heldGroups.set(tx, new Set([...held, ...ids]));
  await tx.$queryRaw`SELECT 1 FROM customer_group WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
}

/**
 * Locks these customers (row ids) to the end of the transaction, and their groups. `alsoGroups`: further groups (row
 * ids) that the transaction needs.
 */
export async function lockCustomers(
  tx: Tx,
  customerRowIds: readonly string[],
  alsoGroups: readonly (string | null)[] = [],
): Promise<void> {
  const rows = await tx.$queryRaw<GroupColumn[]>`
    SELECT group_id AS "lockedGroup" FROM customer
    WHERE id = ANY(${[...new Set(customerRowIds)]}::uuid[])
    ORDER BY id
    FOR NO KEY UPDATE`;
  await lockGroups(tx, [...rows.map(({ lockedGroup }) => lockedGroup), ...alsoGroups]);
}

/**
 * Locks the customer of an invoice (row id) to the end of the transaction. An invoice that does not exist locks
 * nothing.
 */
export function lockCustomerOfInvoice(tx: Tx, invoiceRowId: string): Promise<void> {
  return lockOwner(tx, sql`SELECT customer_id FROM invoice WHERE id = ${invoiceRowId}::uuid`);
}

/** Locks the customer of a placement to the end of the transaction. A placement that does not exist locks nothing. */
export function lockCustomerOfPlacement(tx: Tx, placementId: string): Promise<void> {
  return lockOwner(tx, sql`SELECT customer_id FROM placement WHERE id = ${placementId}::uuid`);
}

async function lockOwner(tx: Tx, owner: Sql): Promise<void> {
  const [row] = await tx.$queryRaw<(GroupColumn & { readonly merged_into: string | null })[]>`
    SELECT merged_into, group_id AS "lockedGroup" FROM customer WHERE id = (${owner}) ${FOR_NO_KEY_UPDATE}`;
  // A merge moved the row while this transaction waited for the lock.
  if (row?.merged_into) await lockCustomer(tx, row.merged_into);
  else if (row) await lockGroups(tx, [row.lockedGroup]);
}

/**
 * Locks the customers with these distinct ids of the ERP to the end of the transaction, and reads them. Locks and
 * returns none of them when one does not exist. The caller locks their groups (`lockGroups`).
 */
export function lockCustomersIfAllExist(tx: Tx, customerIds: readonly string[]): Promise<CustomerIdentity[]> {
  return tx.$queryRaw<CustomerIdentity[]>`
    SELECT ${IDENTITY_COLUMNS} FROM customer
    WHERE customer_id = ANY(${customerIds as string[]})
      AND (SELECT count(*) FROM customer WHERE customer_id = ANY(${customerIds as string[]})) = ${customerIds.length}
    ORDER BY id
    FOR NO KEY UPDATE`;
}
