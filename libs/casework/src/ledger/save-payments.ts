import type { Books, PaymentBook } from '@puntual/domain/ledger/books';
import type { Tx } from '@puntual/db/database';
import { insertRows } from '@puntual/db/insert-rows';
import { reportOf } from '@puntual/domain/ledger/same-money';

/** Inserts the new payments and credit notes of the books. */
export async function insertPayments(tx: Tx, organizationId: string, books: Books, now: Date): Promise<void> {
  await insertRows(
    tx,
    'payment',
    {
      id: 'uuid',
      organization_id: 'uuid',
      kind: 'text',
      payment_id: 'text',
      reported_by: 'text',
      customer_id: 'uuid',
      amount_minor: 'bigint',
      unallocated_minor: 'bigint',
      reversed_minor: 'bigint',
      refunded_minor: 'bigint',
      currency: 'text',
      received_on: 'date',
      method: 'text',
      reference: 'text',
      status: 'text',
      awaiting: 'jsonb',
      stated_as: 'jsonb',
      created_at: 'timestamptz',
    },
    books.newPayments.map((payment) => ({
      id: payment.id,
      organization_id: organizationId,
      kind: payment.kind,
      payment_id: payment.paymentId,
      reported_by: reportOf(books, payment)?.by ?? null,
      customer_id: payment.customer.id,
      amount_minor: payment.amountMinor,
      unallocated_minor: payment.unallocatedMinor,
      reversed_minor: payment.reversedMinor,
      refunded_minor: payment.refundedMinor,
      currency: payment.currency,
      received_on: payment.receivedOn,
      method: payment.method,
      reference: payment.reference || null,
      status: payment.status,
      awaiting: awaitingJson(payment.awaiting),
      stated_as: books.statedFacts.get(payment.id) ?? null,
      created_at: now,
    })),
  );
}

/** Updates the payments and credit notes that changed in the books and are not new. */
export async function updatePayments(tx: Tx, books: Books): Promise<void> {
  const fresh = new Set(books.newPayments);
  const changed = [...books.changedPayments].filter((payment) => !fresh.has(payment));
  if (changed.length === 0) return;
  const awaiting = changed.map((payment) => {
    const lines = awaitingJson(payment.awaiting);
    return lines && JSON.stringify(lines);
  });
  await tx.$executeRaw`
    UPDATE payment p SET unallocated_minor = v.unallocated_minor, reversed_minor = v.reversed_minor,
      refunded_minor = v.refunded_minor, status = v.status, awaiting = v.awaiting, method = v.method
    FROM unnest(
      ${changed.map((payment) => payment.id)}::uuid[],
      ${changed.map((payment) => payment.unallocatedMinor.toString())}::bigint[],
      ${changed.map((payment) => payment.reversedMinor.toString())}::bigint[],
      ${changed.map((payment) => payment.refundedMinor.toString())}::bigint[],
      ${changed.map((payment) => payment.status)}::text[],
      ${awaiting}::text[]::jsonb[],
      ${changed.map((payment) => payment.method)}::text[]
    ) AS v(id, unallocated_minor, reversed_minor, refunded_minor, status, awaiting, method)
    WHERE p.id = v.id`;
}

/** Writes the money that left payments and credit notes again. */
export async function insertOutflows(tx: Tx, organizationId: string, books: Books, now: Date): Promise<void> {
  await insertRows(
    tx,
    'money_out',
    {
      id: 'uuid',
      organization_id: 'uuid',
      payment_id: 'uuid',
      kind: 'text',
      amount_minor: 'bigint',
      out_on: 'date',
      erp_id: 'text',
      cause: 'text',
      reported_by: 'text',
      created_at: 'timestamptz',
    },
    books.newOutflows.map((outflow) => ({
      id: outflow.id,
      organization_id: organizationId,
      payment_id: outflow.payment.id,
      kind: outflow.kind,
      amount_minor: outflow.minor,
      out_on: outflow.on,
      erp_id: outflow.erpId,
      cause: outflow.cause,
      reported_by: outflow.by,
      created_at: now,
    })),
  );
}

// Null: the payment came without remittance detail. An empty list: it had some, and no line of it waits any more.
function awaitingJson(awaiting: PaymentBook['awaiting']): object | null {
  return awaiting && awaiting.map((line) => ({ invoiceId: line.invoiceId, minor: line.minor.toString() }));
}
