import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import { dateColumn, isoDate } from '../record/dates.ts';
import { awaitsCredit, DISPUTE_HOLD, isUnsettled, type DisputeRecord } from './dispute-record.ts';

interface WantedHold {
  readonly invoiceRowId: string;
  /** Null: the whole invoice. */
  readonly amountMinor: bigint | null;
  readonly untilOn: IsoDate | null;
}

/**
 * Makes the holds of a dispute what follows from its record; nothing else writes holds of disputes. An unsettled
 * dispute keeps what is disputed silent without an end. One whose credit note is expected keeps the credited part
 * silent until the day of the credit note, and without an end when it is missing. Any other keeps nothing silent.
 */
export async function deriveHolds(
  tx: Tx,
  organizationId: string,
  dispute: DisputeRecord,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> {
  const present = await tx.hold.findMany({
    where: { disputeId: dispute.id, releasedAt: null },
    select: { id: true, invoiceId: true, amountMinor: true, untilOn: true },
  });
  const wanted = wantedHolds(dispute);
  const kept = present.filter((hold) =>
    wanted.some(
      (want) =>
        want.invoiceRowId === hold.invoiceId &&
        want.amountMinor === hold.amountMinor &&
        want.untilOn === (hold.untilOn && isoDate(hold.untilOn)),
    ),
  );
  const ended = present.filter((hold) => !kept.includes(hold)).map(({ id }) => id);
  if (ended.length > 0) await tx.hold.updateMany({ where: { id: { in: ended } }, data: { releasedAt: at } });
  const held = new Set(kept.map(({ invoiceId }) => invoiceId));
  const missing = wanted.filter(({ invoiceRowId }) => !held.has(invoiceRowId));
  if (missing.length === 0) return;
  await tx.hold.createMany({
    data: missing.map(({ invoiceRowId, amountMinor, untilOn }) => ({
      id: newId(),
      organizationId,
      invoiceId: invoiceRowId,
      customerId: dispute.customer.id,
      kind: DISPUTE_HOLD,
      reason: dispute.reason,
      amountMinor,
      untilOn: untilOn === null ? null : dateColumn(untilOn),
      openedAt: at,
      openedBy: by,
      disputeId: dispute.id,
    })),
  });
}

function wantedHolds(dispute: DisputeRecord): readonly WantedHold[] {
  if (isUnsettled(dispute))
    return dispute.lines.map(({ invoiceRowId, amountMinor }) => ({ invoiceRowId, amountMinor, untilOn: null }));
  if (!awaitsCredit(dispute)) return [];
  const untilOn = dispute.creditState === 'expected' ? dispute.creditDueOn : null;
  return dispute.lines.flatMap(({ invoiceRowId, creditedMinor }) =>
    creditedMinor ? [{ invoiceRowId, amountMinor: creditedMinor, untilOn }] : [],
  );
}
