import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';
import { endHolds } from '../holds/end-holds.ts';
import type { HoldChange } from '../holds/hold-selection.ts';
import { openHolds } from '../holds/open-holds.ts';
import type { PromiseRow } from './promise-row.ts';

/** Holds the invoices (row ids) of a promise until the end of a day. */
export async function holdForPromise(
  tx: Tx,
  promise: PromiseRow,
  { invoiceRowIds, untilOn }: { readonly invoiceRowIds: readonly string[]; readonly untilOn: IsoDate },
  change: HoldChange,
): Promise<void> {
  await openHolds(
    tx,
    promise.organizationId,
    invoiceRowIds.map((invoiceRowId) => ({
      kind: 'promise',
      invoiceRowId,
      customerRowId: promise.customerId,
      untilOn,
      reason: promise.note,
      amountMinor: promise.promisedMinor,
      promiseId: promise.id,
      openedBy: promise.openedBy,
    })),
    change,
  );
}

/** Ends the holds of a promise. Returns their invoices (row ids). */
export async function endPromiseHolds(tx: Tx, promise: PromiseRow, change: HoldChange): Promise<string[]> {
  const ended = await endHolds(tx, promise.organizationId, { promiseIds: [promise.id] }, change);
  return ended.map(({ invoiceRowId }) => invoiceRowId);
}
