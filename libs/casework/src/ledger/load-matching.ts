import type { PuntualEvent } from '@puntual/contracts/events/events';
import type { Tx } from '@puntual/db/database';
import type { Books } from '@puntual/domain/ledger/books';
import { readSettings } from '../settings/settings.ts';
import { withRelatives } from './load-payers.ts';

/** Most numbers of settled invoices of a customer that a payment's reference is compared with, the latest due first. */
const MOST_SETTLED_NUMBERS = 200;

/** Whether the event brings money without remittance detail, or may free money that an invoice held. */
export function mayNeedMatching({ type, data }: PuntualEvent): boolean {
  if (type === 'puntual.payment.received.v1' || type === 'puntual.credit-note.issued.v1')
    return !data.allocations?.length;
  return (
    type === 'puntual.invoice.amended.v1' ||
    type === 'puntual.invoice.cancelled.v1' ||
    type === 'puntual.payment.reversed.v1'
  );
}

/**
 * Loads what money without remittance detail is matched by: the organization's settings, and the numbers of settled
 * invoices. Loads the numbers of customers who have such money in the books, and of the customers with these ids of the
 * ERP; without any, loads nothing.
 */
export async function loadMatching(
  tx: Tx,
  organizationId: string,
  books: Books,
  customerIds: readonly string[],
): Promise<void> {
  const withUnmatchedMoney = [...books.paymentsById.values()]
    .filter((payment) => payment.awaiting === null && payment.unallocatedMinor > 0n)
    .map((payment) => payment.customer.id);
  const named = customerIds.flatMap((id) => books.customers.get(id)?.id ?? []);
  const customerRowIds = withRelatives(books, [...withUnmatchedMoney, ...named]);
  if (customerRowIds.length === 0) return;
  books.matching = (await readSettings(tx, organizationId)).matching;
  const rows = await tx.$queryRaw<{ id: string; numbers: string[] }[]>`
    SELECT c.id, ARRAY(
      SELECT i.number
      FROM invoice i
      WHERE i.customer_id = c.id AND i.status <> 'open'
      ORDER BY i.due_date DESC, i.id DESC LIMIT ${MOST_SETTLED_NUMBERS}) AS numbers
    FROM unnest(${customerRowIds}::uuid[]) AS c(id)`;
  for (const row of rows) books.settledNumbers.set(row.id, row.numbers);
}
