import type { z } from 'zod';
import { nameActors } from '@puntual/casework/record/actor-names';
import type { pageQuerySchema } from '@puntual/contracts/api/common';
import type { HistoryEntryView } from '@puntual/contracts/api/invoices';
import type { Tx } from '@puntual/db/database';
import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import type { Language } from '@puntual/domain/language/languages';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { describeEvent } from './describe-event.ts';
import { actorsIn, nameData } from '../http/with-names.ts';

/**
 * The audit events of an invoice, and those of its customer that concern no single invoice; newest first. An event of a
 * task that both have is listed once, as the invoice's.
 */
export async function invoiceHistory(
  tx: Tx,
  invoice: { readonly id: string; readonly customerRowId: string },
  query: z.infer<typeof pageQuerySchema>,
  language: Language,
): Promise<{ items: HistoryEntryView[]; nextCursor: string | null }> {
  const before = readCursor(query.cursor, idPosition);
  const rows = await tx.$queryRaw<
    {
      id: string;
      at: Date;
      kind: AuditKind;
      actor: string;
      credential_id: string | null;
      data: Record<string, unknown>;
    }[]
  >`
    SELECT e.id, e.at, e.kind, e.actor, e.credential_id, e.data
    FROM audit_event e
    WHERE (
        e.invoice_id = ${invoice.id}::uuid
        OR (
          e.customer_id = ANY(ARRAY(
            SELECT id FROM customer
            WHERE id = ${invoice.customerRowId}::uuid OR merged_into = ${invoice.customerRowId}::uuid))
          AND e.invoice_id IS NULL
          AND NOT EXISTS (
            SELECT 1 FROM audit_event own
            WHERE own.invoice_id = ${invoice.id}::uuid
              AND own.kind = e.kind
              AND own.data->>'taskId' = e.data->>'taskId'
          )
        )
      )
      AND (${before?.[0] ?? null}::uuid IS NULL OR e.id < ${before?.[0] ?? null}::uuid)
    ORDER BY e.id DESC LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [row.id]);
  const nameOf = await nameActors(
    tx,
    page.rows.flatMap((row) => [row.actor, ...actorsIn(row.data)]),
  );
  return {
    items: page.rows.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      kind: row.kind,
      actor: nameOf(row.actor),
      actorId: row.actor,
      credentialId: row.credential_id,
      text: describeEvent(row.kind, nameData(row.data, nameOf), language),
      data: row.data,
    })),
    nextCursor: page.nextCursor,
  };
}
