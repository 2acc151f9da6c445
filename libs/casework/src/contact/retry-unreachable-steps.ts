import type { Tx } from '@puntual/db/database';

/**
 * There is a new way to the customer: what failed for want of one is asked for again (an invoice may come before its customer's own event), and nobody need look for one any more.
 * Returns whether any step had failed so; their cases are the caller's to wake.
 */
export async function askAgain(tx: Tx, customerRowId: string, now: Date): Promise<boolean> {
  const { count } = await tx.step.updateMany({
    where: { customerId: customerRowId, state: 'failed', reason: 'no-way-to-reach' },
    data: { state: 'dropped', reason: 'contact-data-mended' },
  });
  await tx.task.updateMany({
    where: { customerId: customerRowId, kind: 'fix-contact', state: { not: 'done' } },
    data: { state: 'done', completedAt: now, outcome: 'fixed' },
  });
  return count > 0;
}
