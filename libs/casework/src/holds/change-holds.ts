import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import {
  auditOfHolds,
  HOLD_COLUMNS,
  type HoldChange,
  type HoldSelection,
  holdRef,
  unreleased,
} from './hold-selection.ts';

/** The last day of holds, and the day after which their cases are evaluated before that. */
export interface HoldDays {
  readonly untilOn: IsoDate;
  readonly wakeOn: IsoDate | null;
}

/**
 * Moves the unreleased holds that a selection means to other days, under the locks of their customers. Writes
 * `hold.changed` to the history of each invoice whose hold changed. Returns these invoices (row ids); a hold that has
 * these days is left out.
 */
export async function moveHolds(
  tx: Tx,
  organizationId: string,
  { selection, days }: { readonly selection: HoldSelection; readonly days: HoldDays },
  change: HoldChange,
): Promise<readonly string[]> {
  const untilOn = dateColumn(days.untilOn);
  const wakeOn = days.wakeOn && dateColumn(days.wakeOn);
  const moved = await tx.hold.updateManyAndReturn({
    where: {
      ...unreleased(selection),
      OR: [
        { untilOn: null },
        { untilOn: { not: untilOn } },
        ...(wakeOn ? [{ wakeOn: null }, { wakeOn: { not: wakeOn } }] : [{ wakeOn: { not: null } }]),
      ],
    },
    data: { untilOn, wakeOn },
    select: HOLD_COLUMNS,
  });
  const holds = moved.map(holdRef).map((hold) => ({ ...hold, until: days.untilOn }));
  await writeAudit(tx, organizationId, auditOfHolds('hold.changed', holds, change));
  return holds.map(({ invoiceRowId }) => invoiceRowId);
}

/**
 * Gives the unreleased holds of the customers' (row ids) invoices to these customers: what the payer of their group
 * promised or disputed goes on when another one is contacted. The history of the group says so.
 */
export async function giveHoldsToDebtors(tx: Tx, customerRowIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE hold h SET customer_id = i.customer_id
    FROM invoice i
    WHERE i.customer_id = ANY(${[...customerRowIds]}::uuid[]) AND h.invoice_id = i.id
      AND h.organization_id = i.organization_id AND h.customer_id <> i.customer_id AND h.released_at IS NULL`;
}
