import type { z } from 'zod';
import type { invoiceQuerySchema, InvoiceView } from '@puntual/contracts/api/invoices';
import { isoDate } from '@puntual/casework/record/dates';
import type { Tx } from '@puntual/db/database';
import { dayPosition, likePattern, pageOfRows, readCursor } from '../http/cursor.ts';
import { SHOWN_NUMBER } from '@puntual/casework/record/shown-number';
import { invoiceView, type InvoiceRow, type Reader } from './invoice-row.ts';

/**
 * The invoices that match the filters, the earliest due date first. `overdueBy` counts days of the debtor's own
 * calendar.
 */
export async function listInvoices(
  tx: Tx,
  query: z.infer<typeof invoiceQuerySchema>,
  reader: Reader,
  now: number,
): Promise<{ items: InvoiceView[]; nextCursor: string | null }> {
  const after = readCursor(query.cursor, dayPosition);
  const like = query.q === undefined ? null : likePattern(query.q);
  const at = new Date(now);
  const rows = await tx.$queryRaw<InvoiceRow[]>`
    SELECT i.id, i.invoice_id, ${SHOWN_NUMBER} AS number, c.customer_id, c.name AS customer_name, i.currency,
      i.total_minor, i.open_minor, i.charges_minor, i.issue_date, i.due_date,
      (${at}::timestamptz AT TIME ZONE c.time_zone)::date AS today,
      i.stage, i.status, i.next_action, i.next_action_at
    FROM invoice i JOIN customer c ON c.id = i.customer_id
    WHERE (${query.status ?? null}::text IS NULL OR i.status = ${query.status ?? null}::text)
      AND (${query.stage ?? null}::text IS NULL OR i.stage = ${query.stage ?? null}::text)
      AND (${query.customerId ?? null}::text IS NULL OR c.customer_id = ${query.customerId ?? null}::text)
      AND (
        ${query.overdueBy ?? null}::int IS NULL
        OR (
          i.status = 'open'
          AND i.due_date <= (${at}::timestamptz AT TIME ZONE c.time_zone)::date - ${query.overdueBy ?? null}::int
        )
      )
      AND (
        ${like}::text IS NULL
        OR i.number ILIKE ${like}::text
        OR i.invoice_id ILIKE ${like}::text
        OR c.name ILIKE ${like}::text
      )
      AND (
        ${after?.[0] ?? null}::date IS NULL
        OR (i.due_date, i.id) > (${after?.[0] ?? null}::date, ${after?.[1] ?? null}::uuid)
      )
    ORDER BY i.due_date, i.id LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [isoDate(row.due_date), row.id]);
  return { items: page.rows.map((row) => invoiceView(row, reader)), nextCursor: page.nextCursor };
}
