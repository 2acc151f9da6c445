import type { z } from 'zod';
import { isoDate } from '@puntual/casework/record/dates';
import { bankLineSchema } from '@puntual/casework/receipts/bank-line';
import { suggestPayers } from '@puntual/casework/receipts/suggest-payers';
import { partId } from '@puntual/casework/receipts/split-parts';
import { MOST_SPLIT } from '@puntual/contracts/api/receipts';
import type { ReceiptDetailView, receiptQuerySchema, ReceiptView } from '@puntual/contracts/api/receipts';
import type { Tx } from '@puntual/db/database';
import type { Language } from '@puntual/domain/language/languages';
import { decimalAmount } from '@puntual/domain/money/amount';
import { dayPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { payerWords } from './payer-words.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

interface ReceiptRow {
  readonly id: string;
  readonly receipt_id: string;
  readonly state: ReceiptView['state'];
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly received_on: Date;
  readonly movement: unknown;
  readonly customer_id: string | null;
  readonly returned_on: Date | null;
  readonly reason: string | null;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
  readonly task_id: string | null;
}

/** Receipts whose payer is (or was) unidentified, the newest first by the day they came. */
export async function listReceipts(
  tx: Tx,
  query: z.infer<typeof receiptQuerySchema>,
): Promise<{ items: ReceiptView[]; nextCursor: string | null }> {
  const before = readCursor(query.cursor, dayPosition);
  const rows = await tx.$queryRaw<ReceiptRow[]>`
    SELECT r.id, r.receipt_id, r.state, r.currency, r.amount_minor, r.received_on, r.movement, c.customer_id,
      r.returned_on, r.reason, r.decided_at, r.decided_by, NULL::uuid AS task_id
    FROM unidentified_receipt r LEFT JOIN customer c ON c.id = r.customer_id
    WHERE (
        r.state = ${query.state ?? null}::text
        OR (${query.state ?? null}::text IS NULL AND r.state NOT IN ('untied', 'tied', 'handled'))
      )
      AND (
        ${before?.[0] ?? null}::date IS NULL
        OR (r.received_on, r.id) < (${before?.[0] ?? null}::date, ${before?.[1] ?? null}::uuid)
      )
    ORDER BY r.received_on DESC, r.id DESC LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [isoDate(row.received_on), row.id]);
  return { items: await withNames<ReceiptView[]>(tx, page.rows.map(receiptView)), nextCursor: page.nextCursor };
}

/** One receipt (row id) with suggestions of its payer; null when this organization has none. */
export async function findReceipt(
  tx: Tx,
  organizationId: string,
  rowId: string,
  language: Language,
): Promise<ReceiptDetailView | null> {
  const [row] = await tx.$queryRaw<ReceiptRow[]>`
    SELECT r.id, r.receipt_id, r.state, r.currency, r.amount_minor, r.received_on, r.movement, c.customer_id,
      r.returned_on, r.reason, r.decided_at, r.decided_by,
      (SELECT t.id FROM task t WHERE t.receipt_id = r.id AND t.state <> 'done') AS task_id
    FROM unidentified_receipt r LEFT JOIN customer c ON c.id = r.customer_id WHERE r.id = ${rowId}::uuid`;
  if (!row) return null;
  const movement = bankLineSchema.parse(row.movement);
  const parts = row.state === 'split' ? await readParts(tx, row.receipt_id) : [];
  const suggestions = row.state === 'open' ? await suggestPayers(tx, organizationId, movement) : [];
  return withNames<ReceiptDetailView>(tx, {
    ...receiptView(row),
    payerAccount: movement.payerAccount,
    endToEndId: movement.endToEndId,
    account: movement.account,
    instructed: movement.instructed,
    taskId: row.task_id,
    parts,
    suggestions: suggestions.map((each) => ({
      customerId: each.customerId,
      customerName: each.name,
      score: each.score,
      reasons: each.reasons.map((code) => ({ code, text: payerWords[code][language] })),
      invoices: each.invoices.map((invoice) => ({
        invoiceId: invoice.invoiceId,
        number: invoice.number,
        currency: invoice.currency,
        open: decimalAmount(invoice.openMinor, invoice.currency),
      })),
    })),
  });
}

// The payments that a receipt was split into.
async function readParts(tx: Tx, receiptId: string): Promise<ReceiptDetailView['parts']> {
  const ids = Array.from({ length: MOST_SPLIT }, (_, index) => partId(receiptId, index + 1));
  const rows = await tx.$queryRaw<
    { payment_id: string; customer_id: string; amount_minor: bigint; currency: string }[]
  >`
    SELECT p.payment_id, c.customer_id, p.amount_minor, p.currency
    FROM payment p JOIN customer c ON c.id = p.customer_id
    WHERE p.kind = 'payment' AND p.payment_id = ANY(${ids}::text[])
    ORDER BY p.id`;
  return rows.map((row) => ({
    paymentId: row.payment_id,
    customerId: row.customer_id,
    amount: decimalAmount(row.amount_minor, row.currency),
  }));
}

function receiptView(row: ReceiptRow): Unnamed<ReceiptView> {
  const movement = bankLineSchema.parse(row.movement);
  return {
    id: row.id,
    receiptId: row.receipt_id,
    state: row.state,
    currency: row.currency,
    amount: decimalAmount(row.amount_minor, row.currency),
    receivedOn: isoDate(row.received_on),
    payer: movement.payer,
    reference: movement.text,
    customerId: row.customer_id,
    returnedOn: row.returned_on && isoDate(row.returned_on),
    reason: row.reason,
    decidedAt: row.decided_at?.toISOString() ?? null,
    decidedBy: row.decided_by,
  };
}
