import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';

// A transaction that changes a customer's facts, or reads them in order to act, takes the customer's lock first, so
// that a payment, a message and a person's decision about one customer happen one after the other. Several customers
// are locked in the order of their row ids, so that two transactions cannot deadlock.

/** A customer's ids, and the time zone and currency of the customer's days and amounts. */
export interface CustomerIdentity {
  readonly id: string;
  readonly customer_id: string;
  readonly time_zone: string;
  readonly currency: string;
  /** The customer (row id) that this one was merged into, whose lock its rows need since then. */
  readonly merged_into: string | null;
}

const IDENTITY_COLUMNS = sql`id, customer_id, time_zone, currency, merged_into`;

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
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT ${columns} FROM customer WHERE id = ${customerRowId}::uuid FOR NO KEY UPDATE`;
  return row ?? null;
}

/** Locks these customers (row ids) to the end of the transaction. */
export async function lockCustomers(tx: Tx, customerRowIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM customer
    WHERE id = ANY(${[...new Set(customerRowIds)]}::uuid[])
    ORDER BY id
    FOR NO KEY UPDATE`;
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
  const [row] = await tx.$queryRaw<{ merged_into: string | null }[]>`
    SELECT merged_into FROM customer WHERE id = (${owner}) FOR NO KEY UPDATE`;
  // A merge moved the row while this transaction waited for the lock.
  if (row?.merged_into) await lockCustomer(tx, row.merged_into);
}

/**
 * Locks the customers with these distinct ids of the ERP to the end of the transaction, and reads them. Locks and
 * returns none of them when one does not exist.
 */
export function lockCustomersIfAllExist(tx: Tx, customerIds: readonly string[]): Promise<CustomerIdentity[]> {
  return tx.$queryRaw<CustomerIdentity[]>`
    SELECT ${IDENTITY_COLUMNS} FROM customer
    WHERE customer_id = ANY(${customerIds as string[]})
      AND (SELECT count(*) FROM customer WHERE customer_id = ANY(${customerIds as string[]})) = ${customerIds.length}
    ORDER BY id
    FOR NO KEY UPDATE`;
}
