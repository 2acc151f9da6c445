import type { Tx } from '@puntual/db/database';
import type { Books, CustomerBook } from '@puntual/domain/ledger/books';
import { heldGroupsOf, type CustomerIdentity } from '../record/lock-customer.ts';
import { addPayer, relativesOf } from '@puntual/domain/ledger/payers';

/**
 * Loads into the books who pays for whom, of all groups that the transaction has locked. Those locks cover the invoices
 * of all customers of the groups.
 */
export async function loadPayers(tx: Tx, books: Books): Promise<void> {
  const groupRowIds = heldGroupsOf(tx);
  if (groupRowIds.length === 0) return;
  const rows = await tx.$queryRaw<(Omit<CustomerIdentity, 'merged_into' | 'group_id'> & { payer_id: string })[]>`
    SELECT m.id, m.customer_id, m.time_zone, m.currency, g.payer_id
    FROM customer_group g JOIN customer m ON m.group_id = g.id
    WHERE g.id = ANY(${groupRowIds as string[]}::uuid[]) AND g.payer_id IS NOT NULL
    ORDER BY m.id`;
  const byId = new Map([...books.customers.values()].map((customer) => [customer.id, customer]));
  const bookOf = (row: (typeof rows)[number]): CustomerBook =>
    byId.get(row.id) ?? {
      id: row.id,
      customerId: row.customer_id,
      timeZone: row.time_zone,
      currency: row.currency,
    };
  for (const row of rows.filter(({ id, payer_id }) => id === payer_id)) {
    const members = rows.filter(({ id, payer_id }) => payer_id === row.id && id !== row.id);
    addPayer(books, bookOf(row), members.map(bookOf));
  }
}

/**
 * These customers (row ids), and the payers of the groups that they are in, or the customers whom they pay for: all
 * whose money and invoices a change of one of them may touch.
 */
export function withRelatives(books: Books, customerRowIds: Iterable<string>): string[] {
  return [...new Set([...customerRowIds].flatMap((id) => [id, ...relativesOf(books, id)]))];
}

/** Which customers, invoices and payments (the ERP's ids) a transaction is about. */
export interface MoneyOfOthers {
  readonly customerIds: readonly string[];
  readonly invoiceIds: readonly string[];
  readonly paymentIds: readonly string[];
}

/**
 * The customers (the ERP's ids) whose rows a change may touch because a payer's payment is on another customer's
 * invoice: of the payments, the owners of those invoices; of the invoices and of the customers' open invoices, the
 * owners of those payments. They may be in one group no longer. Read it before the locks, and lock them, too.
 */
export async function customersOfSharedMoney(
  tx: Tx,
  { customerIds, invoiceIds, paymentIds }: MoneyOfOthers,
): Promise<string[]> {
  if (customerIds.length === 0 && invoiceIds.length === 0 && paymentIds.length === 0) return [];
  const rows = await tx.$queryRaw<{ customer_id: string }[]>`
    SELECT DISTINCT c.customer_id
    FROM (
      SELECT e.invoice_id, e.payment_id
      FROM payment p JOIN entry e ON e.organization_id = p.organization_id AND e.payment_id = p.id AND e.of_payer
      WHERE p.kind = 'payment' AND p.payment_id = ANY(${paymentIds as string[]})
      UNION
      SELECT e.invoice_id, e.payment_id
      FROM invoice i JOIN entry e ON e.invoice_id = i.id AND e.of_payer
      WHERE i.invoice_id = ANY(${invoiceIds as string[]})
      UNION
      SELECT e.invoice_id, e.payment_id
      FROM customer o
      JOIN invoice i ON i.customer_id = o.id AND i.status = 'open'
      JOIN entry e ON e.invoice_id = i.id AND e.of_payer
      WHERE o.customer_id = ANY(${customerIds as string[]})
    ) s
    JOIN invoice i ON i.id = s.invoice_id
    JOIN payment p ON p.id = s.payment_id
    JOIN customer c ON c.id IN (i.customer_id, p.customer_id)
    ORDER BY c.customer_id`;
  return rows.map((row) => row.customer_id);
}
