import { localDate } from '@puntual/domain/calendar/dates';
import type { UnreachableReason } from '@puntual/domain/decide/composition';
import type { ContactRequest } from '@puntual/domain/decide/customer-facts';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { ContactRef } from '../record/refs.ts';

/** No channel reaches the customer, or nobody said whom of several it concerns: the steps are not done, and a person is asked to mend the contact data (one task per customer). The cases go on by their own timers. */
export async function askForContactData(
  tx: Tx,
  ref: ContactRef,
  customer: { readonly timeZone: string; readonly customerId: string },
  carries: readonly ContactRequest[],
  because: UnreachableReason,
  now: number,
): Promise<void> {
  const at = new Date(now);
  const on = dateColumn(localDate(now, customer.timeZone));
  await tx.step.updateMany({
    where: { id: { in: carries.map((request) => request.requestId) } },
    data: { state: 'failed', reason: 'no-way-to-reach', changedOn: on },
  });
  const open = await tx.task.findFirst({
    where: { customerId: ref.customerRowId, kind: 'fix-contact', state: { not: 'done' } },
    select: { id: true },
  });
  const taskId = open?.id ?? newId();
  if (!open) {
    await tx.task.create({
      data: {
        id: taskId,
        organizationId: ref.organizationId,
        kind: 'fix-contact',
        customerId: ref.customerRowId,
        openedAt: at,
      },
    });
    await writeOutbox(tx, { id: ref.organizationId, slug: ref.slug }, [
      {
        target: 'kafka',
        kind: 'collections-event',
        type: 'puntual.task.opened.v1',
        customerId: customer.customerId,
        at,
        data: { taskId, kind: 'fix-contact', customerId: customer.customerId },
      },
    ]);
  }
  const invoiceIds = [...new Set(carries.map((request) => request.invoiceId))];
  await tx.taskInvoice.createMany({
    data: invoiceIds.map((invoiceId) => ({ taskId, invoiceId, organizationId: ref.organizationId })),
    skipDuplicates: true,
  });
  await writeAudit(
    tx,
    ref.organizationId,
    invoiceIds.map((invoiceRowId) => ({
      at,
      kind: 'message.unreachable',
      actor: 'puntual',
      customerRowId: ref.customerRowId,
      invoiceRowId,
      data: { taskId, because },
    })),
  );
}
