import type { InvoiceStatus } from '@puntual/domain/decide/facts';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../audit.ts';
import { writeOutbox } from '../outbox.ts';
import type { LoadedCase } from './load-case.ts';
import type { CaseRef } from './take-next-step.ts';

/**
 * Ends a case whose invoice is settled: its holds are released, its tasks are done when no other open invoice needs them, and the end is
 * announced, once per run (DOMAIN §7, case 31): a second call finds the case closed and is not made.
 */
export async function closeCase(tx: Tx, ref: CaseRef, loaded: LoadedCase, outcome: Exclude<InvoiceStatus, 'open'>, now: number): Promise<void> {
  const at = new Date(now);
  const id = loaded.facts.invoice.id;
  await tx.invoice.update({ where: { id }, data: { caseState: 'closed', nextActionAt: null, nextAction: { do: 'none', stepId: null, stage: null, reasons: [] } } });
  await tx.hold.updateMany({ where: { invoiceId: id, releasedAt: null }, data: { releasedAt: at } });
  await tx.step.updateMany({ where: { invoiceId: id, state: 'requested', NOT: { stepId: 'thank-you' } }, data: { state: 'dropped', reason: 'invoice-settled' } });
  await tx.placement.updateMany({ where: { invoiceId: id, state: { in: ['proposed', 'approved'] } }, data: { state: 'rejected' } });
  await tx.$executeRaw`
    UPDATE task t SET state = 'done', completed_at = ${at}, outcome = 'settled'
    WHERE t.state <> 'done' AND t.kind IN ('call', 'approve-agency') AND EXISTS (SELECT 1 FROM task_invoice ti WHERE ti.task_id = t.id AND ti.invoice_id = ${id}::uuid)
      AND NOT EXISTS (SELECT 1 FROM task_invoice ti JOIN invoice i ON i.id = ti.invoice_id WHERE ti.task_id = t.id AND i.status = 'open')`;
  await writeAudit(tx, ref.organizationId, [{ at, kind: 'case.closed', actor: 'puntual', customerRowId: loaded.customerRowId, invoiceRowId: id, data: { outcome, run: loaded.caseRun } }]);
  const held = loaded.facts.steps.some((step) => step.do === 'supply-hold' && step.state === 'done');
  await writeOutbox(tx, { id: ref.organizationId, slug: ref.slug }, [...(held ? [{
    target: 'kafka', kind: 'collections-event', type: 'puntual.supply-hold.released.v1', customerId: loaded.customerId, at, data: { customerId: loaded.customerId, invoiceId: loaded.invoiceId, number: loaded.number },
  } as const] : []), {
    target: 'kafka', kind: 'collections-event', type: 'puntual.invoice.settled.v1', customerId: loaded.customerId, at, data: { invoiceId: loaded.invoiceId, number: loaded.number, customerId: loaded.customerId, outcome, run: loaded.caseRun },
  }]);
}
