import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import {
  auditOfHolds,
  HOLD_COLUMNS,
  type HoldChange,
  holdRef,
  type HoldRef,
  type HoldSelection,
  unreleased,
} from './hold-selection.ts';

/**
 * Ends the unreleased holds that a selection means, under the locks of their customers; nothing else ends a hold.
 * Writes `hold.released` to the history of each invoice. The caller wakes the cases. Returns what this call ended: a
 * hold that has ended before is skipped, without audit event.
 */
export async function endHolds(
  tx: Tx,
  organizationId: string,
  selection: HoldSelection,
  change: HoldChange,
): Promise<readonly HoldRef[]> {
  const rows = await tx.hold.updateManyAndReturn({
    where: unreleased(selection),
    data: { releasedAt: change.at },
    select: HOLD_COLUMNS,
  });
  const ended = rows.map(holdRef);
  const audited = ended.map((hold) => ({ ...hold, until: null }));
  await writeAudit(tx, organizationId, auditOfHolds('hold.released', audited, change));
  return ended;
}
