import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { HoldKind } from '@puntual/domain/decide/case-facts';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { writeAudit } from '../record/audit.ts';
import { dateColumn, isoDate } from '../record/dates.ts';
import { auditOfHolds, HOLD_COLUMNS, type HoldChange, holdRef } from './hold-selection.ts';

/** A hold to open on one invoice (row ids). */
export interface NewHold {
  readonly kind: HoldKind;
  readonly invoiceRowId: string;
  readonly customerRowId: string;
  /** The last day in the debtor's time zone; null: until it is released. */
  readonly untilOn: IsoDate | null;
  /** The day after which the case is evaluated although the hold goes on. */
  readonly wakeOn?: IsoDate | null;
  readonly reason: string | null;
  /** What of the invoice it is about; left out or null: the whole invoice. */
  readonly amountMinor?: bigint | null;
  /** The dispute, the promise or the plan from which it follows. */
  readonly disputeId?: string;
  readonly promiseId?: string;
  readonly planId?: string;
  /** Who asked for it, where that is not who opens it. */
  readonly openedBy?: string;
  /** Whether a program opens it, with an API key. */
  readonly openedWithKey?: boolean;
}

/**
 * Opens holds under the locks of their customers; nothing else adds rows to `hold`. Writes `hold.opened` to the history
 * of each invoice. The caller wakes the cases. Returns the ids of the holds, in the order given.
 */
export async function openHolds(
  tx: Tx,
  organizationId: string,
  holds: readonly NewHold[],
  change: HoldChange,
): Promise<readonly string[]> {
  if (holds.length === 0) return [];
  const fresh = holds.map((hold) => ({ ...hold, id: newId() }));
  await tx.hold.createMany({
    data: fresh.map(({ invoiceRowId, customerRowId, untilOn, wakeOn, ...hold }) => ({
      openedBy: change.by,
      ...hold,
      organizationId,
      invoiceId: invoiceRowId,
      customerId: customerRowId,
      untilOn: untilOn && dateColumn(untilOn),
      wakeOn: wakeOn ? dateColumn(wakeOn) : null,
      openedAt: change.at,
    })),
  });
  const opened = fresh.map((hold) => ({ ...hold, until: hold.untilOn }));
  await writeAudit(tx, organizationId, auditOfHolds('hold.opened', opened, change));
  return fresh.map(({ id }) => id);
}

/**
 * Opens ended holds (row ids) again whose invoices are open, because what had ended them was taken back. Writes
 * `hold.opened`, as for a new one. A hold that has not ended is skipped.
 */
export async function reopenHolds(
  tx: Tx,
  organizationId: string,
  holdIds: readonly string[],
  change: HoldChange,
): Promise<void> {
  if (holdIds.length === 0) return;
  const ended = await tx.hold.findMany({
    where: { id: { in: [...holdIds] }, releasedAt: { not: null } },
    select: { id: true, invoiceId: true },
  });
  const open = await tx.invoice.findMany({
    where: { id: { in: ended.map(({ invoiceId }) => invoiceId) }, status: 'open' },
    select: { id: true },
  });
  const reopened = await tx.hold.updateManyAndReturn({
    where: { id: { in: ended.map(({ id }) => id) }, invoiceId: { in: open.map(({ id }) => id) } },
    data: { releasedAt: null },
    select: HOLD_COLUMNS,
  });
  const holds = reopened.map(holdRef).map((hold) => ({ ...hold, until: hold.untilOn && isoDate(hold.untilOn) }));
  await writeAudit(tx, organizationId, auditOfHolds('hold.opened', holds, change));
}
