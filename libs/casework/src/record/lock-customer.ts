import type { Tx } from '@puntual/db/database';

// A transaction that changes a customer's facts, or reads them in order to act, takes the customer's lock first, so that a
// payment, a message and a person's decision about one customer happen one after the other. Several customers are locked
// in the order of their row ids, so that two transactions cannot deadlock.

/** Locks one customer (row id) to the end of the transaction. Returns whether there is such a customer. */
export async function lockCustomer(tx: Tx, customerRowId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>`
    SELECT 1 FROM customer WHERE id = ${customerRowId}::uuid FOR NO KEY UPDATE`;
  return rows.length > 0;
}

/** Locks these customers (row ids) to the end of the transaction. */
export async function lockCustomers(tx: Tx, customerRowIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM customer
    WHERE id = ANY(${[...new Set(customerRowIds)]}::uuid[])
    ORDER BY id
    FOR NO KEY UPDATE`;
}

/** Locks the customer of an invoice (row id) to the end of the transaction. An invoice that does not exist locks nothing. */
export async function lockCustomerOfInvoice(tx: Tx, invoiceRowId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM customer
    WHERE id = (SELECT customer_id FROM invoice WHERE id = ${invoiceRowId}::uuid)
    FOR NO KEY UPDATE`;
}

/** Locks the customer of a placement to the end of the transaction. A placement that does not exist locks nothing. */
export async function lockCustomerOfPlacement(tx: Tx, placementId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM customer
    WHERE id = (SELECT customer_id FROM placement WHERE id = ${placementId}::uuid)
    FOR NO KEY UPDATE`;
}

export interface LockedCustomer {
  readonly id: string;
  readonly customer_id: string;
  readonly time_zone: string;
  readonly currency: string;
}

/**
 * Locks the customers with these distinct ids of the ERP to the end of the transaction, and reads them. Locks and returns
 * none of them when one does not exist.
 */
export function lockCustomersWhenAllThere(tx: Tx, customerIds: readonly string[]): Promise<LockedCustomer[]> {
  return tx.$queryRaw<LockedCustomer[]>`
    SELECT id, customer_id, time_zone, currency FROM customer
    WHERE customer_id = ANY(${customerIds as string[]})
      AND (SELECT count(*) FROM customer WHERE customer_id = ANY(${customerIds as string[]})) = ${customerIds.length}
    ORDER BY id
    FOR NO KEY UPDATE`;
}
