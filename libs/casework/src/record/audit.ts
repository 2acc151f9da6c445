import type { Tx } from '@puntual/db/database';
import { noteIdempotentWrite } from '@puntual/db/idempotent-write';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import { toJson } from '@puntual/db/json';
import type { AuditEvent } from '@puntual/domain/audit/audit-data';

/** An audit event, with who did it, when, and which customer and invoice (row ids) it is about. */
export type AuditRow = AuditEvent & {
  readonly at: Date;
  readonly actor: string;
  readonly customerRowId: string | null;
  readonly invoiceRowId: string | null;
};

/**
 * Writes audit events, in the transaction of the changes that they record. What is audited was done: a request with an
 * idempotency key is not done again, even when its answer is lost. `actor` is a stable id (`storedActor`); `nameActors`
 * finds the names for those who read the history.
 */
export async function writeAudit(tx: Tx, organizationId: string, rows: readonly AuditRow[]): Promise<void> {
  if (rows.length === 0) return;
  await noteIdempotentWrite(tx);
  await insertRows(
    tx,
    'audit_event',
    {
      id: 'uuid',
      organization_id: 'uuid',
      at: 'timestamptz',
      kind: 'text',
      actor: 'text',
      customer_id: 'uuid',
      invoice_id: 'uuid',
      data: 'jsonb',
    },
    rows.map((row) => ({
      id: newId(),
      organization_id: organizationId,
      at: row.at,
      kind: row.kind,
      actor: row.actor,
      customer_id: row.customerRowId,
      invoice_id: row.invoiceRowId,
      data: toJson(row.data) as object,
    })),
  );
}
