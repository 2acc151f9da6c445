import type { Database } from '@puntual/db/database';
import { lockCustomer } from '../record/lock-customer.ts';
import type { ContactRef } from '../record/refs.ts';

/**
 * Records that the provider surely did not accept the latest try of a reserved message (row id). While that holds of
 * all its tries, another message may replace it.
 */
export async function noteSureTry(database: Database, ref: ContactRef, messageId: string): Promise<void> {
  await database.inOrganization(ref.organizationId, async (tx) => {
    await lockCustomer(tx, ref.customerRowId);
    await tx.message.updateMany({
      where: { id: messageId, state: 'reserved' },
      data: { sureTries: { increment: 1 } },
    });
  });
}
