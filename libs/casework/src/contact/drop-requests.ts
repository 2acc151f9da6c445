import { localDate } from '@puntual/domain/calendar/dates';
import type { DroppedRequest } from '@puntual/domain/decide/compose-message';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../audit.ts';
import { dateColumn } from '../dates.ts';
import type { LoadedCustomer } from './load-customer.ts';
import type { ContactRef } from './reserve-message.ts';

/** Takes back requests that no longer apply at send time, says why in the audit. Their cases need no word of it: whatever took a request's reason away (payment, hold, credit) has woken them, and their next step has its own timer. */
export async function dropRequests(tx: Tx, ref: ContactRef, dropped: readonly DroppedRequest[], customer: Pick<LoadedCustomer, 'timeZone'>, now: number): Promise<void> {
  if (dropped.length === 0) return;
  const rows = await tx.step.findMany({ where: { id: { in: dropped.map((drop) => drop.requestId) } } });
  const reasons = new Map(dropped.map((drop) => [drop.requestId, drop.reason]));
  for (const reason of new Set(reasons.values())) {
    const ids = dropped.filter((drop) => drop.reason === reason).map((drop) => drop.requestId);
    await tx.step.updateMany({ where: { id: { in: ids } }, data: { state: 'dropped', reason, changedOn: dateColumn(localDate(now, customer.timeZone)) } });
  }
  await writeAudit(tx, ref.organizationId, rows.map((row) => ({ at: new Date(now), kind: 'step.dropped', actor: 'puntual', customerRowId: ref.customerRowId, invoiceRowId: row.invoiceId, data: { stepId: row.stepId, reason: reasons.get(row.id) } })));
}
