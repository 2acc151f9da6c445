import { localDate } from '@puntual/domain/calendar/dates';
import type { ContactRequest, UnreachableReason } from '@puntual/domain/decide/composition';
import type { Tx } from '@puntual/db/database';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import type { ContactRef } from '../record/refs.ts';
import { openTask } from '../tasks/open-task.ts';

/** A message that has no recipient, and why. */
interface UnreachableMessage {
  readonly customer: { readonly timeZone: string; readonly customerId: string };
  readonly carries: readonly ContactRequest[];
  readonly because: UnreachableReason;
  /** The contacts (the ERP's ids) whose data are wrong; left out: all are in question. */
  readonly contactIds?: readonly string[];
}

/**
 * Records that a message has no recipient: no channel reaches the customer, or the data does not say which of several
 * contacts receives it (`because`). Its steps fail, and one task for each customer asks a person to correct the contact
 * data. The cases go on by their own timers.
 */
export async function askForContactData(
  tx: Tx,
  ref: ContactRef,
  { customer, carries, because, contactIds = [] }: UnreachableMessage,
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
      contactIds,
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
