import { organizationOf } from '../record/actor.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { dateColumn } from '../record/dates.ts';
import type { ReportedMessage } from './reported-message.ts';
import { stepsOf } from './message-row.ts';
import { recountLastReminder } from './recount-last-reminder.ts';
import { takeBackCharges } from './take-back-charges.ts';

/**
 * Takes back a message that reached nobody: its steps do not count as done, its charges are not owed, and the spacing
 * of reminders counts from the last one that reached the customer. Wakes the cases, which request the steps again.
 */
export async function takeBackMessage({
  tx,
  ref,
  message,
  now,
  today,
}: Pick<ReportedMessage, 'tx' | 'ref' | 'message' | 'now' | 'today'>): Promise<void> {
  const steps = await tx.step.findMany({ where: { ...stepsOf(ref, message.id), state: 'sent' } });
  await tx.step.updateMany({
    where: { id: { in: steps.map((step) => step.id) } },
    data: { state: 'dropped', reason: 'bounced', changedOn: dateColumn(today) },
  });
  await recountLastReminder(tx, ref.customerRowId);
  await takeBackCharges(tx, ref, { messageId: message.id, on: today }, now);
  await wakeCases(
    tx,
    organizationOf(ref),
    steps.map((step) => step.invoiceId),
    { signal: 'contact', detail: { bounced: 'yes' } },
  );
}
