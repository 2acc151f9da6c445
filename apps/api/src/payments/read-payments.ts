import type { z } from 'zod';
import { suggestForPayment } from '@puntual/casework/people/suggest-for-payment';
import { isoDate } from '@puntual/casework/record/dates';
import type { PaymentDetailView, paymentQuerySchema, PaymentView } from '@puntual/contracts/api/payments';
import type { Tx } from '@puntual/db/database';
import type { Language } from '@puntual/domain/language/languages';
import { decimalAmount } from '@puntual/domain/money/amount';
import { dayPosition, likePattern, pageOfRows, readCursor } from '../http/cursor.ts';
import { asRowId } from '../http/ids.ts';
import { suggestionWords } from './suggestion-words.ts';

interface PaymentRow {
  readonly id: string;
  readonly kind: PaymentView['kind'];
  readonly payment_id: string;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly unallocated_minor: bigint;
  readonly reversed_minor: bigint;
  readonly refunded_minor: bigint;
  readonly received_on: Date;
  readonly method: string;
  readonly reference: string | null;
  readonly status: PaymentView['status'];
  readonly awaiting: readonly { readonly invoiceId: string; readonly minor: string }[] | null;
  readonly task_id: string | null;
}

/** Most invoices shown with one payment. */
const MOST_INVOICES = 500;

/** The payments and credit notes that match the filters, the newest first by the day they came. */
export async function listPayments(
  tx: Tx,
  query: z.infer<typeof paymentQuerySchema>,
): Promise<{ items: PaymentView[]; nextCursor: string | null }> {
  const before = readCursor(query.cursor, dayPosition);
  const like = query.q === undefined ? null : likePattern(query.q);
  const rows = await tx.$queryRaw<PaymentRow[]>`
    SELECT p.id, p.kind, p.payment_id, c.customer_id, c.name AS customer_name, p.currency, p.amount_minor,
      p.unallocated_minor, p.reversed_minor, p.refunded_minor, p.received_on, p.method, p.reference, p.status,
      p.awaiting,
      (SELECT t.id FROM task t WHERE t.payment_id = p.id AND t.kind = 'unapplied-cash' AND t.state <> 'done') AS task_id
    FROM payment p JOIN customer c ON c.id = p.customer_id
    WHERE (${query.customerId ?? null}::text IS NULL OR c.customer_id = ${query.customerId ?? null}::text)
      AND (${query.kind ?? null}::text IS NULL OR p.kind = ${query.kind ?? null}::text)
      AND (${query.status ?? null}::text IS NULL OR p.status = ${query.status ?? null}::text)
      AND (
        ${query.unallocated ?? null}::text IS NULL
        OR (p.unallocated_minor > 0) = (${query.unallocated ?? null}::text = 'true')
      )
      AND (${query.receivedFrom ?? null}::date IS NULL OR p.received_on >= ${query.receivedFrom ?? null}::date)
      AND (${query.receivedUntil ?? null}::date IS NULL OR p.received_on <= ${query.receivedUntil ?? null}::date)
      AND (
        ${like}::text IS NULL
        OR p.payment_id ILIKE ${like}::text
        OR p.reference ILIKE ${like}::text
        OR c.name ILIKE ${like}::text
      )
      AND (
        ${before?.[0] ?? null}::date IS NULL
        OR (p.received_on, p.id) < (${before?.[0] ?? null}::date, ${before?.[1] ?? null}::uuid)
      )
    ORDER BY p.received_on DESC, p.id DESC LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [isoDate(row.received_on), row.id]);
  return { items: page.rows.map(paymentView), nextCursor: page.nextCursor };
}

/**
 * The row id of a payment by its own id or the ERP's; when a payment and a credit note have the same id, the payment's.
 * Null when this organization has none.
 */
export async function paymentRowId(tx: Tx, id: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id
    FROM payment
    WHERE (kind IN ('payment', 'credit-note') AND payment_id = ${id}) OR id = ${asRowId(id)}::uuid
    ORDER BY (payment_id = ${id}) DESC, kind DESC
    LIMIT 1`;
  return row?.id ?? null;
}

/** One payment (row id) with its allocations and suggestions for the rest; null when there is none. */
export async function findPayment(
  tx: Tx,
  organizationId: string,
  rowId: string,
  language: Language,
): Promise<PaymentDetailView | null> {
  const [row] = await tx.$queryRaw<PaymentRow[]>`
    SELECT p.id, p.kind, p.payment_id, c.customer_id, c.name AS customer_name, p.currency, p.amount_minor,
      p.unallocated_minor, p.reversed_minor, p.refunded_minor, p.received_on, p.method, p.reference, p.status,
      p.awaiting,
      (SELECT t.id FROM task t WHERE t.payment_id = p.id AND t.kind = 'unapplied-cash' AND t.state <> 'done') AS task_id
    FROM payment p JOIN customer c ON c.id = p.customer_id WHERE p.id = ${rowId}::uuid`;
  if (!row) return null;
  const placed = await tx.$queryRaw<
    { invoice_id: string; number: string; status: string; open_minor: bigint; minor: bigint }[]
  >`
    SELECT i.invoice_id, i.number, i.status, i.open_minor, -sum(e.amount_minor)::bigint AS minor
    FROM entry e
    JOIN invoice i ON i.id = e.invoice_id
    WHERE e.payment_id = ${row.id}::uuid
    GROUP BY i.id
    HAVING sum(e.amount_minor) <> 0
    ORDER BY i.due_date, i.id
    LIMIT ${MOST_INVOICES}`;
  const suggestions = await suggestForPayment(tx, organizationId, row.id);
  const amount = (minor: bigint) => decimalAmount(minor, row.currency);
  return {
    ...paymentView(row),
    allocations: placed.map((part) => ({
      invoiceId: part.invoice_id,
      number: part.number,
      amount: amount(part.minor),
      status: part.status,
      open: amount(part.open_minor),
    })),
    awaiting: (row.awaiting ?? []).map((line) => ({ invoiceId: line.invoiceId, amount: amount(BigInt(line.minor)) })),
    suggestions: suggestions.map(({ score, reasons, invoices }) => ({
      score,
      reasons: reasons.map((code) => ({ code, text: suggestionWords[code][language] })),
      allocations: invoices.map((part) => ({
        invoiceId: part.invoiceId,
        number: part.number,
        amount: amount(part.minor),
      })),
    })),
  };
}

function paymentView(row: PaymentRow): PaymentView {
  return {
    id: row.id,
    kind: row.kind,
    paymentId: row.payment_id,
    customerId: row.customer_id,
    customerName: row.customer_name,
    currency: row.currency,
    amount: decimalAmount(row.amount_minor, row.currency),
    unallocated: decimalAmount(row.unallocated_minor, row.currency),
    // An older version recorded a reversal in the status alone.
    reversed: decimalAmount(row.status === 'reversed' ? row.amount_minor : row.reversed_minor, row.currency),
    refunded: decimalAmount(row.refunded_minor, row.currency),
    receivedOn: isoDate(row.received_on),
    method: row.method,
    reference: row.reference,
    status: row.status,
    taskId: row.task_id,
  };
}
