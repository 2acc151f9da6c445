import type { Tx } from '@puntual/db/database';
import { recountLastReminder } from '../../contact/recount-last-reminder.ts';
import { settleUnderLock } from '../../contact/settle-message.ts';
import type { Ending } from './ending.ts';

/** A person found that the message left: it is settled as sent. */
export async function settleAsSent(tx: Tx, { actor, task, customer, now }: Ending): Promise<null> {
  if (task.messageId !== null)
    await settleUnderLock(
      tx,
      { organizationId: actor.organizationId, slug: actor.slug, customerRowId: customer.id },
      { messageId: task.messageId, outcome: { kind: 'sent', providerId: 'confirmed-by-a-person', by: 'person' } },
      now,
    );
  return null;
}

/** A person found that the message did not leave: its steps are requested again. */
export async function settleAsNotSent(tx: Tx, { task, customer }: Ending): Promise<null> {
  if (task.messageId === null) return null;
  await tx.message.updateMany({
    where: { id: task.messageId, state: 'ambiguous' },
    data: { state: 'failed', settledBy: 'person' },
  });
  await tx.step.updateMany({
    where: { customerId: customer.id, messageId: task.messageId, state: 'failed' },
    data: { state: 'dropped', reason: 'not-sent' },
  });
  await recountLastReminder(tx, customer.id);
  return null;
}
