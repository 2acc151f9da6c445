import { NOT_ARRIVED } from '@puntual/domain/caps/counted-contacts';
import { lastReminderDay } from '@puntual/domain/decide/last-reminder';
import type { Tx } from '@puntual/db/database';
import { dateColumn } from '../record/dates.ts';

/**
 * Stores the day of the customer's (row id) last reminder anew, after a message that counted for it turned out not to
 * have arrived, or not to have left, or when it is not known whether one left. Reads one message.
 */
export async function recountLastReminder(tx: Tx, customerRowId: string): Promise<void> {
  const { timeZone } = await tx.customer.findUniqueOrThrow({
    where: { id: customerRowId },
    select: { timeZone: true },
  });
  const last = await tx.message.findFirst({
    where: {
      customerId: customerRowId,
      state: { in: ['sent', 'ambiguous'] },
      reminder: true,
      OR: [{ deliveryState: null }, { deliveryState: { notIn: [...NOT_ARRIVED] } }],
    },
    orderBy: { composedAt: 'desc' },
    select: { state: true, reminder: true, composedAt: true, deliveryState: true },
  });
  const day = last && lastReminderDay([{ ...last, composedAt: last.composedAt.getTime() }], timeZone);
  await tx.customer.update({
    where: { id: customerRowId },
    data: { lastReminderOn: day && dateColumn(day) },
  });
}
