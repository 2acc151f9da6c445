import type { PuntualEvent } from '@puntual/contracts/events/events';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import type { Books, Outflow } from '@puntual/domain/ledger/books';
import { SAME_MONEY_DAYS } from '@puntual/domain/ledger/same-money';
import { isoDate } from '../record/dates.ts';
import { loadMissingPayments } from './load-payments.ts';

/**
 * Loads what was taken back of the payments that the events reverse, and the refunds that they state again: the events
 * themselves, and the early ones that wait for the payments and credit notes of the events.
 */
export async function loadOutflows(tx: Tx, books: Books, events: readonly PuntualEvent[]): Promise<void> {
  const reversed = events.flatMap(({ type, data }) =>
    type === 'puntual.payment.reversed.v1' ? (books.payments.get(`payment/${data.paymentId}`)?.id ?? []) : [],
  );
  const refundIds = [
    ...events.flatMap(({ type, data }) => (type === 'puntual.credit.refunded.v1' ? [data.refundId] : [])),
    ...(await earlyRefundIds(tx, events)),
  ];
  await outflowsOfPayments(tx, books, reversed);
  if (refundIds.length === 0) return;
  await addOutflows(tx, books, sql`kind = 'refund' AND erp_id = ANY(${refundIds})`);
  await addOutflows(tx, books, refundsNear(books, events));
}

// The customers' refunds of near days, which another source may state under another id.
function refundsNear(books: Books, events: readonly PuntualEvent[]): Sql {
  const refunds = events.flatMap(({ type, data }) => (type === 'puntual.credit.refunded.v1' ? [data] : []));
  const customers = refunds.flatMap(({ customerId }) => books.customers.get(customerId)?.id ?? []);
  return sql`kind = 'refund'
    AND payment_id IN (SELECT id FROM payment WHERE customer_id = ANY(${customers}::uuid[]))
    AND EXISTS (
      SELECT 1 FROM unnest(${refunds.map(({ refundedOn }) => refundedOn)}::date[]) AS day
      WHERE out_on BETWEEN day - ${SAME_MONEY_DAYS}::int AND day + ${SAME_MONEY_DAYS}::int
    )`;
}

async function earlyRefundIds(tx: Tx, events: readonly PuntualEvent[]): Promise<readonly string[]> {
  const subjects = events.flatMap(({ type, data }) => {
    if (type === 'puntual.payment.received.v1') return [`payment/${data.paymentId}`];
    return type === 'puntual.credit-note.issued.v1' ? [`credit-note/${data.creditNoteId}`] : [];
  });
  if (subjects.length === 0) return [];
  const rows = await tx.$queryRaw<{ refund_id: string }[]>`
    SELECT DISTINCT event->'data'->>'refundId' AS refund_id
    FROM early_event
    WHERE subject = ANY(${subjects}::text[])
      AND refused IS NULL
      AND event->>'type' = 'puntual.credit.refunded.v1'`;
  return rows.map((row) => row.refund_id);
}

/** Loads what left these payments and credit notes (row ids). */
export async function outflowsOfPayments(tx: Tx, books: Books, paymentRowIds: readonly string[]): Promise<void> {
  if (paymentRowIds.length > 0) await addOutflows(tx, books, sql`payment_id = ANY(${paymentRowIds}::uuid[])`);
}

async function addOutflows(tx: Tx, books: Books, which: Sql): Promise<void> {
  const rows = await tx.$queryRaw<
    {
      id: string;
      payment_id: string;
      kind: Outflow['kind'];
      amount_minor: bigint;
      out_on: Date;
      erp_id: string | null;
      cause: string;
      reported_by: string | null;
    }[]
  >`
    SELECT id, payment_id, kind, amount_minor, out_on, erp_id, cause, reported_by
    FROM money_out
    WHERE ${which}
    ORDER BY id`;
  await loadMissingPayments(
    tx,
    books,
    rows.map((row) => row.payment_id),
  );
  const known = new Set(books.outflows.map((outflow) => outflow.id));
  for (const row of rows) {
    const payment = books.paymentsById.get(row.payment_id);
    if (!payment || known.has(row.id)) continue;
    books.outflows.push({
      id: row.id,
      payment,
      kind: row.kind,
      minor: row.amount_minor,
      on: isoDate(row.out_on),
      erpId: row.erp_id,
      cause: row.cause,
      by: row.reported_by,
    });
  }
}
