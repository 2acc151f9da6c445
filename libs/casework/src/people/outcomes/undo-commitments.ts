import type { Tx } from '@puntual/db/database';
import { lockDispute } from '../../disputes/dispute-record.ts';
import { endDispute } from '../../disputes/resolve-dispute.ts';
import { endPromise, reopenRenewed } from '../../promises/end-promise.ts';
import { type Actor, organizationOf, storedActor } from '../../record/actor.ts';
import type { Effects } from './effects.ts';

/** The outcome whose promise or dispute is taken back, and the customer (row id, and the ERP's id). */
export interface CommitmentsToUndo {
  readonly actor: Actor;
  readonly customer: { readonly id: string; readonly customerId: string };
  readonly effects: Effects;
  readonly now: number;
}

const TAKEN_BACK = 'taken-back';

/**
 * Withdraws the promise or the dispute that an outcome recorded, with its holds, and opens the promises again that its
 * promise had replaced. Their holds are the caller's to restore. Runs under the customer's lock.
 */
export async function undoCommitments(tx: Tx, { actor, customer, effects, now }: CommitmentsToUndo): Promise<void> {
  const { promiseIds, disputeIds } = await recordsOf(tx, effects.holdsOpened);
  const promises = await tx.paymentPromise.findMany({ where: { id: { in: promiseIds }, state: 'open' } });
  for (const promise of promises) {
    const end = { to: 'withdrawn', reason: TAKEN_BACK } as const;
    await endPromise(tx, actor, { promise, customerId: customer.customerId, end }, now);
  }
  for (const disputeId of disputeIds) {
    const dispute = await lockDispute(tx, disputeId);
    if (!dispute) continue;
    const given = { outcome: 'withdrawn', note: TAKEN_BACK, by: storedActor(actor), now } as const;
    await endDispute(tx, organizationOf(actor), dispute, given);
  }
  const replaced = await recordsOf(tx, effects.holdsReleased);
  await reopenRenewed(tx, replaced.promiseIds);
}

/** Whether a promise or a dispute that the outcome recorded has ended since. */
export async function commitmentsEnded(tx: Tx, { holdsOpened }: Effects): Promise<boolean> {
  const { promiseIds, disputeIds } = await recordsOf(tx, holdsOpened);
  const [promises, disputes] = [
    await tx.paymentPromise.count({ where: { id: { in: promiseIds }, state: { not: 'open' } } }),
    await tx.dispute.count({ where: { id: { in: disputeIds }, state: { in: ['resolved', 'withdrawn'] } } }),
  ];
  return promises + disputes > 0;
}

async function recordsOf(
  tx: Tx,
  holdIds: readonly string[],
): Promise<{ readonly promiseIds: string[]; readonly disputeIds: string[] }> {
  const rows = await tx.hold.findMany({
    where: { id: { in: [...holdIds] } },
    select: { promiseId: true, disputeId: true },
  });
  return {
    promiseIds: [...new Set(rows.flatMap(({ promiseId }) => promiseId ?? []))],
    disputeIds: [...new Set(rows.flatMap(({ disputeId }) => disputeId ?? []))],
  };
}
