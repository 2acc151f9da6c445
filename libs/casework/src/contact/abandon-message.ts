import type { Database } from '@puntual/db/database';
import { settleAmbiguous } from './settle-ambiguous.ts';
import type { ContactRef } from '../record/refs.ts';
import { lockCustomer } from '../record/lock-customer.ts';

/**
 * Marks the customer's reserved message as ambiguous when its retries are used up: a person then finds out whether it
 * was sent. Changes nothing when the customer has no reserved message.
 */
export async function abandonMessage(database: Database, ref: ContactRef, now: number): Promise<void> {
  await database.inOrganization(ref.organizationId, async (tx) => {
    await lockCustomer(tx, ref.customerRowId);
    const message = await tx.message.findFirst({
      where: { customerId: ref.customerRowId, state: 'reserved' },
      select: { id: true },
    });
    if (message) await settleAmbiguous(tx, ref, { messageId: message.id, reason: 'retries-used-up' }, now);
  });
}
