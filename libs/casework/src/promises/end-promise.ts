import type { Tx } from '@puntual/db/database';
import { type Actor, storedActor } from '../record/actor.ts';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { writeOutbox } from '../record/outbox.ts';
import { announceState, auditOfPromise, promisedOf } from './announce-promise.ts';
import { endPromiseHolds } from './hold-for-promise.ts';
import { invoicesOfPromises, type PromiseRow } from './promise-row.ts';

/** How a person ends a promise: another one replaces it, or it is withdrawn. */
export type PersonsEnd =
  { readonly to: 'renewed'; readonly by: string } | { readonly to: 'withdrawn'; readonly reason: string };

/** A promise to end, with the ERP's id of its customer. */
export interface EndingPromise {
  readonly promise: PromiseRow;
  readonly customerId: string;
  readonly end: PersonsEnd;
}

/**
 * Ends an open promise under the customer's lock, and releases its holds. Returns the invoices (row ids) whose cases
 * have to be woken.
 */
export async function endPromise(
  tx: Tx,
  actor: Actor,
  { promise, customerId, end }: EndingPromise,
  now: number,
): Promise<readonly string[]> {
  const at = new Date(now);
  await tx.paymentPromise.update({
    where: { id: promise.id },
    data: {
      state: end.to,
      endedAt: at,
      endedBy: storedActor(actor),
      reason: end.to === 'withdrawn' ? end.reason : null,
    },
  });
  const released = await endPromiseHolds(tx, promise, { by: storedActor(actor), at });
  const invoiceRowIds = (await invoicesOfPromises(tx, [promise.id])).get(promise.id) ?? [];
  const subject = { promise, customerId, invoiceRowIds };
  const event =
    end.to === 'renewed'
      ? ({ kind: 'promise.renewed', data: { ...promisedOf(promise), by: end.by } } as const)
      : ({ kind: 'promise.withdrawn', data: { ...promisedOf(promise), reason: end.reason } } as const);
  await writeAudit(tx, actor.organizationId, auditOfPromise(subject, event, { by: storedActor(actor), at }));
  const { keptMinor } = promise;
  await writeOutbox(tx, organizationOf(actor), [announceState(subject, { from: 'open', to: end.to, keptMinor }, at)]);
  return released;
}

/** Opens renewed promises again, because the promise that replaced them was taken back. Others stay as they are. */
export async function reopenRenewed(tx: Tx, promiseIds: readonly string[]): Promise<void> {
  await tx.paymentPromise.updateMany({
    where: { id: { in: [...promiseIds] }, state: 'renewed' },
    data: { state: 'open', endedAt: null, endedBy: null },
  });
}
