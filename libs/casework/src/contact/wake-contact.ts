import type { Tx } from '@puntual/db/database';
import { contactWake, writeOutbox } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';

/**
 * Wakes the contact of a customer (row id) that has requested messages: the gate may wait for an address that rests,
 * and another way to reach the customer is known now. Writes nothing when no message is requested.
 */
export async function wakeContact(tx: Tx, organization: OrganizationRef, customerRowId: string): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string; customer_id: string }[]>`
    SELECT c.id, c.customer_id
    FROM customer c
    WHERE c.id = ${customerRowId}::uuid
      AND EXISTS (SELECT 1 FROM step s WHERE s.customer_id = c.id AND s."do" = 'send' AND s.state = 'requested')`;
  await writeOutbox(
    tx,
    organization,
    rows.map((row) => contactWake(organization, { id: row.id, customerId: row.customer_id })),
  );
}
