import type { InvoiceStatus } from '@puntual/domain/decide/case-facts';
import { KEPT_HOLDS } from '@puntual/domain/decide/kept-holds';
import { settledTasks, type TaskOfInvoices } from '@puntual/domain/decide/settled-tasks';
import type { Tx } from '@puntual/db/database';
import type { LoadedCase } from '../facts/load-case.ts';
import { endHolds } from '../holds/end-holds.ts';
import { organizationOf } from '../record/actor.ts';
import type { Notes } from '../record/notes.ts';
import { endSupplyHold } from './case-supply-hold.ts';
import type { Evaluation } from './evaluation.ts';
import { endTasks } from '../tasks/end-task.ts';

const NOTHING_NEXT = JSON.stringify({ do: 'none', stepId: null, stage: null, reasons: [] });

/**
 * Ends a running case whose invoice is settled: releases its holds (disputes and pauses stay), drops its requested
 * steps, rejects its pending placement, withdraws a proposed deduction, lifts its supply hold, ends the tasks that no
 * other open invoice needs, and notes the audit event and the public events. Callers must not close a closed case
 * again: each call announces the end.
 */
export async function closeCase(
  evaluation: Evaluation,
  loaded: LoadedCase,
  outcome: Exclude<InvoiceStatus, 'open'>,
): Promise<void> {
  const { tx, ref, now, notes } = evaluation;
  const at = new Date(now);
  const id = loaded.facts.invoice.id;
  const settled = settledTasks(await closeRows(tx, id, at));
  if (loaded.isHeld)
    await endHolds(tx, ref.organizationId, { invoiceRowIds: [id], exceptKinds: KEPT_HOLDS }, { by: 'puntual', at });
  await endTasks(
    tx,
    organizationOf(ref),
    settled.map((task) => ({
      taskId: task.id,
      kind: task.kind,
      outcome: 'settled',
      owner: { customerRowId: loaded.customerRowId, customerId: loaded.customerId },
      invoiceRowIds: [id],
    })),
    { by: 'puntual', at },
  );
  notes.audit.push({
    at,
    kind: 'case.closed',
    actor: 'puntual',
    customerRowId: loaded.customerRowId,
    invoiceRowId: id,
    data: { outcome, run: loaded.caseRun },
  });
  await endSupplyHold(evaluation, loaded);
  announceEnd(loaded, outcome, at, notes);
}

// One statement, because it runs for every invoice. Returns the open tasks that are about the invoice, each with the
// statuses of all its invoices.
async function closeRows(tx: Tx, invoiceRowId: string, at: Date): Promise<readonly TaskOfInvoices[]> {
  return tx.$queryRaw<TaskOfInvoices[]>`
    WITH closed AS (
        UPDATE invoice
        SET case_state = 'closed', next_action_at = NULL, next_action = ${NOTHING_NEXT}::jsonb
        WHERE id = ${invoiceRowId}::uuid
      ),
      dropped AS (
        UPDATE step
        SET state = 'dropped', reason = 'invoice-settled'
        WHERE invoice_id = ${invoiceRowId}::uuid AND state = 'requested' AND step_id <> 'thank-you'
          AND service_id IS NULL
      ),
      rejected AS (
        UPDATE placement
        SET state = 'rejected'
        WHERE invoice_id = ${invoiceRowId}::uuid AND state IN ('proposed', 'approved')
      ),
      not_deducted AS (
        UPDATE dispute
        SET state = 'withdrawn', outcome = 'withdrawn', resolved_at = ${at}::timestamptz, resolved_by = 'puntual',
            resolved_on = ${at}::timestamptz::date, revision = revision + 1
        WHERE state = 'proposed'
          AND id = ANY(ARRAY(SELECT dispute_id FROM dispute_line WHERE invoice_id = ${invoiceRowId}::uuid))
      )
    SELECT t.id,
           t.kind,
           ARRAY(
             SELECT i.status FROM task_invoice ti JOIN invoice i ON i.id = ti.invoice_id WHERE ti.task_id = t.id
           ) AS statuses
    FROM task t
    WHERE t.state <> 'done'
      AND EXISTS (
        SELECT 1 FROM task_invoice ti WHERE ti.task_id = t.id AND ti.invoice_id = ${invoiceRowId}::uuid
      )`;
}

function announceEnd(loaded: LoadedCase, outcome: Exclude<InvoiceStatus, 'open'>, at: Date, notes: Notes): void {
  notes.outbox.push({
    target: 'kafka',
    kind: 'collections-event',
    type: 'puntual.invoice.settled.v1',
    customerId: loaded.customerId,
    at,
    data: {
      invoiceId: loaded.invoiceId,
      number: loaded.number,
      customerId: loaded.customerId,
      outcome,
      run: loaded.caseRun,
    },
  });
}
