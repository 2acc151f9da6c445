import type { Database } from '@puntual/db/database';
import { settleAmbiguous } from './settle-message.ts';
import type { ContactRef } from '../record/refs.ts';
import { lockCustomer } from '../record/lock-customer.ts';

/** The retries of the customer's reserved message are used up: it becomes ambiguous, and a person decides. Without one there is nothing to do. */
export async function abandonMessage(database: Database, ref: ContactRef, now: number): Promise<void> {
  await database.inOrganization(ref.organizationId, async (tx) => {
    await lockCustomer(tx, ref.customerRowId);
    const message = await tx.message.findFirst({
      where: { customerId: ref.customerRowId, state: 'reserved' },
      select: { id: true },
    });
    if (message) await settleAmbiguous(tx, ref, message.id, 'retries-used-up', now);
  });
}
