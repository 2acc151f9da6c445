import { localDate } from '@puntual/domain/calendar/dates';
import type { DroppedRequest } from '@puntual/domain/decide/compose-message';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../audit.ts';
import { dateColumn } from '../dates.ts';
import { wakeCases } from '../cases/wake-cases.ts';
import type { LoadedCustomer } from './load-customer.ts';
import type { ContactRef } from './reserve-message.ts';

/** Takes back requests that no longer apply at send time, says why in the audit, and wakes their cases, which may ask again another day. */
export async function dropRequests(tx: Tx, ref: ContactRef, dropped: readonly DroppedRequest[], customer: Pick<LoadedCustomer, 'timeZone'>, now: number): Promise<void> {
  if (dropped.length === 0) return;
  const rows = await tx.step.findMany({ where: { id: { in: dropped.map((drop) => drop.requestId) } } });
  for (const drop of dropped) {
    await tx.step.update({ where: { id: drop.requestId }, data: { state: 'dropped', reason: drop.reason, changedOn: dateColumn(localDate(now, customer.timeZone)) } });
  }
  const reasons = new Map(dropped.map((drop) => [drop.requestId, drop.reason]));
  await writeAudit(tx, ref.organizationId, rows.map((row) => ({ at: new Date(now), kind: 'step.dropped', actor: 'puntual', customerRowId: ref.customerRowId, invoiceRowId: row.invoiceId, data: { stepId: row.stepId, reason: reasons.get(row.id) } })));
  await wakeCases(tx, { id: ref.organizationId, slug: ref.slug }, rows.map((row) => row.invoiceId), 'contact', { dropped: 'yes' });
}
