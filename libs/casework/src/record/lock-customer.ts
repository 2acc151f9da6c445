import type { Tx } from '@puntual/db/database';

/**
 * Locks one customer (row id) to the end of the transaction. Everything that changes or reads a customer's facts in order to act takes this lock first, so that
 * a payment, a message and a person's decision about the same customer happen one after the other.
 */
export async function lockCustomer(tx: Tx, customerRowId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM customer WHERE id = ${customerRowId}::uuid FOR NO KEY UPDATE`;
}

/** Locks the customer of an invoice (row id) to the end of the transaction. An invoice that does not exist locks nothing. */
export async function lockCustomerOfInvoice(tx: Tx, invoiceRowId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM customer WHERE id = (SELECT customer_id FROM invoice WHERE id = ${invoiceRowId}::uuid) FOR NO KEY UPDATE`;
}
