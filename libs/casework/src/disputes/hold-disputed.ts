import type { Tx } from '@puntual/db/database';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import { endHolds } from '../holds/end-holds.ts';
import type { HoldChange } from '../holds/hold-selection.ts';
import { openHolds } from '../holds/open-holds.ts';
import { isoDate } from '../record/dates.ts';
import { awaitsCredit, DISPUTE_HOLD, isUnsettled, type DisputeRecord } from './dispute-record.ts';

interface WantedHold {
  readonly invoiceRowId: string;
  /** Null: the whole invoice. */
  readonly amountMinor: bigint | null;
  readonly untilOn: IsoDate | null;
}

/**
 * Makes the holds of a dispute what follows from its record; nothing else opens or ends holds of disputes. An unsettled
 * dispute keeps what is disputed silent without an end. One whose credit note is expected keeps the credited part
 * silent until the day of the credit note, and without an end when it is missing. Any other keeps nothing silent.
 */
export async function deriveHolds(
  tx: Tx,
  organizationId: string,
  dispute: DisputeRecord,
  change: HoldChange,
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
  if (ended.length > 0) await endHolds(tx, organizationId, { holdIds: ended }, change);
  const held = new Set(kept.map(({ invoiceId }) => invoiceId));
  const missing = wanted.filter(({ invoiceRowId }) => !held.has(invoiceRowId));
  await openHolds(
    tx,
    organizationId,
    missing.map(({ invoiceRowId, amountMinor, untilOn }) => ({
      kind: DISPUTE_HOLD,
      invoiceRowId,
      customerRowId: dispute.customer.id,
      untilOn,
      reason: dispute.reason,
      amountMinor,
      disputeId: dispute.id,
    })),
    change,
  );
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
