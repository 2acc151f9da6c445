import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { dateColumn } from '../record/dates.ts';
import type { PromiseRow } from './promise-row.ts';

/** Holds the invoices (row ids) of a promise until the end of a day. */
export async function holdForPromise(
  tx: Tx,
  promise: PromiseRow,
  {
    invoiceRowIds,
    untilOn,
    at,
  }: { readonly invoiceRowIds: readonly string[]; readonly untilOn: IsoDate; readonly at: Date },
): Promise<void> {
  await tx.hold.createMany({
    data: invoiceRowIds.map((invoiceId) => ({
      id: newId(),
      organizationId: promise.organizationId,
      invoiceId,
      customerId: promise.customerId,
      kind: 'promise',
      untilOn: dateColumn(untilOn),
      reason: promise.note,
      amountMinor: promise.promisedMinor,
      openedAt: at,
      openedBy: promise.openedBy,
      promiseId: promise.id,
    })),
  });
}

/** Releases the holds of promises. Returns their invoices (row ids). */
export async function releasePromiseHolds(tx: Tx, promiseIds: readonly string[], at: Date): Promise<string[]> {
  const released = await tx.hold.updateManyAndReturn({
    where: { promiseId: { in: [...promiseIds] }, releasedAt: null },
    data: { releasedAt: at },
    select: { invoiceId: true },
  });
  return released.map(({ invoiceId }) => invoiceId);
}
