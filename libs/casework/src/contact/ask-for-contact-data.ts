import { localDate } from '@puntual/domain/calendar/dates';
import type { ContactRequest, UnreachableReason } from '@puntual/domain/decide/compose-message';
import type { Tx } from '@puntual/db/database';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import type { ContactRef } from '../record/refs.ts';
import { openTask } from '../tasks/open-task.ts';

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
  const invoiceIds = [...new Set(carries.map((request) => request.invoiceId))];
  const { taskId } = await openTask(
    tx,
    organizationOf(ref),
    {
      kind: 'fix-contact',
      owner: { customerRowId: ref.customerRowId, customerId: customer.customerId },
      invoiceRowIds: invoiceIds,
    },
    at,
  );
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
