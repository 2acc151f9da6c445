import { localDate } from '@puntual/domain/calendar/dates';
import type { DropReason, DroppedRequest } from '@puntual/domain/decide/composition';
import type { Tx } from '@puntual/db/database';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { dateColumn } from '../record/dates.ts';
import type { ContactRef } from '../record/refs.ts';

/** The reasons after which the case has another next step: it must be woken to request that one. */
const WAKING_REASONS: ReadonlySet<DropReason | undefined> = new Set(['no-longer-due', 'step-unknown'] as const);
/**
 * Most wake-ups for one step. After them the case waits for its own timer, so that a case that requests what the gate
 * drops cannot loop.
 */
const MOST_WAKES = 3;

/**
 * Drops requests that no longer apply at send time, and writes the reason to the audit. Wakes the cases that have
 * another next step now. Nothing wakes the others here: a payment, a hold or credit made their requests needless, and
 * its end wakes them. `timeZone`: the customer's.
 */
export async function dropRequests(
  tx: Tx,
  ref: ContactRef,
  { dropped, timeZone }: { readonly dropped: readonly DroppedRequest[]; readonly timeZone: string },
  now: number,
): Promise<void> {
  if (dropped.length === 0) return;
  const rows = await tx.step.findMany({ where: { id: { in: dropped.map((drop) => drop.requestId) } } });
  const reasons = new Map(dropped.map((drop) => [drop.requestId, drop.reason]));
  for (const reason of new Set(reasons.values())) {
    const ids = dropped.filter((drop) => drop.reason === reason).map((drop) => drop.requestId);
    await tx.step.updateMany({
      where: { id: { in: ids } },
      data: { state: 'dropped', reason, changedOn: dateColumn(localDate(now, timeZone)) },
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
    rows.flatMap((row) =>
      row.occurrence <= MOST_WAKES && WAKING_REASONS.has(reasons.get(row.id)) ? [row.invoiceId] : [],
    ),
    { signal: 'contact', detail: { dropped: 'yes' } },
  );
}
