import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import type { Books, CustomerBook, PaymentBook } from '@puntual/domain/ledger/books';
import { isoDate } from '../record/dates.ts';
import { customersById } from './customer-books.ts';

interface PaymentRow {
  readonly id: string;
  readonly kind: 'payment' | 'credit-note';
  readonly payment_id: string;
  readonly customer_id: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly unallocated_minor: bigint;
  readonly reversed_minor: bigint;
  readonly refunded_minor: bigint;
  readonly status: 'received' | 'reversed';
  readonly awaiting: readonly { invoiceId: string; minor: string }[] | null;
  readonly received_on: Date;
  readonly reference: string | null;
  readonly method: string;
}

const PAYMENT_COLUMNS = sql`
  id, kind, payment_id, customer_id, currency, amount_minor, unallocated_minor, reversed_minor, refunded_minor, status,
  awaiting, received_on, reference, method`;

/**
 * Loads into the books the payments and credit notes with these ids of the ERP, and those of these customers (row ids)
 * that have unallocated money.
 */
export async function loadPayments(
  tx: Tx,
  books: Books,
  paymentIds: readonly string[],
  customerRowIds: readonly string[],
): Promise<void> {
  if (paymentIds.length === 0 && customerRowIds.length === 0) return;
  // Each part of the UNION has its own index; one condition with OR would use neither. Both kinds are named because the
  // index on the ERP's id starts with the kind.
  const rows = await tx.$queryRaw<PaymentRow[]>`
    SELECT ${PAYMENT_COLUMNS}
    FROM payment
    WHERE id = ANY(ARRAY(
      SELECT id FROM payment WHERE kind IN ('payment', 'credit-note') AND payment_id = ANY(${paymentIds})
      UNION ALL
      SELECT id FROM payment WHERE customer_id = ANY(${customerRowIds}::uuid[]) AND unallocated_minor > 0))
    ORDER BY id`;
  await addPayments(tx, books, rows);
}

/** Loads into the books those of these payments and credit notes (row ids) that the books do not hold yet. */
export async function loadMissingPayments(tx: Tx, books: Books, paymentRowIds: readonly string[]): Promise<void> {
  const missing = [...new Set(paymentRowIds)].filter((id) => !books.paymentsById.has(id));
  if (missing.length === 0) return;
  const rows = await tx.$queryRaw<PaymentRow[]>`
    SELECT ${PAYMENT_COLUMNS} FROM payment WHERE id = ANY(${missing}::uuid[]) ORDER BY id`;
  await addPayments(tx, books, rows);
}

async function addPayments(tx: Tx, books: Books, rows: readonly PaymentRow[]): Promise<void> {
  const customers = await customersById(
    tx,
    books,
    rows.map((row) => row.customer_id),
  );
  for (const row of rows) {
    const customer = customers.get(row.customer_id);
    if (!customer || books.paymentsById.has(row.id)) continue;
    const payment = paymentBook(row, customer);
    books.addPayment(payment);
    books.leftAtFirst.set(payment.id, payment.unallocatedMinor);
  }
}

function paymentBook(row: PaymentRow, customer: CustomerBook): PaymentBook {
  return {
    id: row.id,
    kind: row.kind,
    paymentId: row.payment_id,
    customer,
    currency: row.currency,
    amountMinor: row.amount_minor,
    unallocatedMinor: row.unallocated_minor,
    reversedMinor: row.reversed_minor,
    refundedMinor: row.refunded_minor,
    status: row.status,
    awaiting: row.awaiting && row.awaiting.map((line) => ({ invoiceId: line.invoiceId, minor: BigInt(line.minor) })),
    receivedOn: isoDate(row.received_on),
    reference: row.reference ?? '',
    method: row.method,
  };
}
