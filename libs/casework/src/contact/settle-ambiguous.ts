import type { Tx } from '@puntual/db/database';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import type { ContactRef } from '../record/refs.ts';
import { openTask } from '../tasks/open-task.ts';
import { stepsOf } from './message-row.ts';
import { recountLastReminder } from './recount-last-reminder.ts';

/**
 * Marks a message (row id) as ambiguous when nobody can know whether it was sent. It is never repeated: the provider's
 * webhook settles it, or the person who gets
 * the task that this opens (none for a thank-you). Its steps fail with the reason `ambiguous`, and
 * their cases do not request them again.
 */
export async function settleAmbiguous(
  tx: Tx,
  ref: ContactRef,
  { messageId, reason }: { readonly messageId: string; readonly reason: string },
  now: number,
): Promise<void> {
  const at = new Date(now);
  const { template } = await tx.message.update({
    where: { id: messageId },
    data: { state: 'ambiguous', lastError: reason },
    select: { template: true },
  });
  await tx.step.updateMany({
    where: { ...stepsOf(ref, messageId), state: 'requested' },
    data: { state: 'failed', reason: 'ambiguous' },
  });
  // The customer may have got it, so the next reminder keeps its distance to it.
  await recountLastReminder(tx, ref.customerRowId);
  const listed = await tx.messageInvoice.findMany({ where: { messageId } });
  const customer = await tx.customer.findUniqueOrThrow({
    where: { id: ref.customerRowId },
    select: { customerId: true },
  });
  // Nothing depends on whether a thank-you left: its invoices are settled.
  const task =
    template === 'thank-you'
      ? null
      : await openTask(
          tx,
          organizationOf(ref),
          {
            kind: 'ambiguous-send',
            owner: { customerRowId: ref.customerRowId, customerId: customer.customerId },
            invoiceRowIds: listed.map((line) => line.invoiceId),
            messageId,
            announced: { messageId },
          },
          at,
        );
  await writeAudit(
    tx,
    ref.organizationId,
    listed.map((line) => ({
      at,
      kind: 'message.ambiguous',
      actor: 'puntual',
      customerRowId: ref.customerRowId,
      invoiceRowId: line.invoiceId,
      data: { messageId, reason, ...(task ? { taskId: task.taskId } : {}) },
    })),
  );
}
