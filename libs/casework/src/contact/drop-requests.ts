import { localDate } from '@puntual/domain/calendar/dates';
import type { DropReason, DroppedRequest } from '@puntual/domain/decide/compose-message';
import type { Tx } from '@puntual/db/database';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { dateColumn } from '../record/dates.ts';
import type { LoadedCustomer } from '../facts/load-customer.ts';
import type { ContactRef } from '../record/refs.ts';

const TOLD: ReadonlySet<DropReason | undefined> = new Set(['no-longer-due', 'step-unknown'] as const);
/** A step that was asked for so often and dropped each time is left to its case's own timer: should case and gate ever disagree, they do not hand it to and fro. */
const MOST_TOLD = 3;

/**
 * Takes back requests that no longer apply at send time, and says why in the audit. A case that took the request for its next step is told that it has another now; of the others, whatever took
 * the request's reason away (payment, hold, credit) keeps them silent, and they are woken when that ends.
 */
export async function dropRequests(
  tx: Tx,
  ref: ContactRef,
  dropped: readonly DroppedRequest[],
  customer: Pick<LoadedCustomer, 'timeZone'>,
  now: number,
): Promise<void> {
  if (dropped.length === 0) return;
  const rows = await tx.step.findMany({ where: { id: { in: dropped.map((drop) => drop.requestId) } } });
  const reasons = new Map(dropped.map((drop) => [drop.requestId, drop.reason]));
  for (const reason of new Set(reasons.values())) {
    const ids = dropped.filter((drop) => drop.reason === reason).map((drop) => drop.requestId);
    await tx.step.updateMany({
      where: { id: { in: ids } },
      data: { state: 'dropped', reason, changedOn: dateColumn(localDate(now, customer.timeZone)) },
    });
  }
  await writeAudit(
    tx,
    ref.organizationId,
    rows.map((row) => ({
      at: new Date(now),
      kind: 'step.dropped',
      actor: 'puntual',
      customerRowId: ref.customerRowId,
      invoiceRowId: row.invoiceId,
      data: { stepId: row.stepId, reason: reasons.get(row.id) },
    })),
  );
  await wakeCases(
    tx,
    organizationOf(ref),
    rows.flatMap((row) => (row.occurrence <= MOST_TOLD && TOLD.has(reasons.get(row.id)) ? [row.invoiceId] : [])),
    'contact',
    { dropped: 'yes' },
  );
}
