import type { Tx } from '@puntual/db/database';
import type { OrganizationRef } from '../record/refs.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { auditDispute, isUnsettled, lockDispute, readDispute } from './dispute-record.ts';
import { deriveHolds } from './hold-disputed.ts';
import { endDispute } from './resolve-dispute.ts';

/**
 * Takes an invoice (row id) out of a dispute, under the lock of its customer: the invoice is chased again. A dispute
 * without another invoice is withdrawn; one whose credit note was expected ends with the claim standing.
 */
export async function withdrawLine(
  tx: Tx,
  organization: OrganizationRef,
  { disputeId, invoiceId, by }: { readonly disputeId: string; readonly invoiceId: string; readonly by: string },
  now: number,
): Promise<void> {
  const dispute = await lockDispute(tx, disputeId);
  if (!dispute) return;
  if (!isUnsettled(dispute) || dispute.lines.length < 2) {
    const outcome = isUnsettled(dispute) ? 'withdrawn' : 'for-us';
    await endDispute(tx, organization, dispute, { outcome, note: null, by, now });
    return;
  }
  await tx.disputeLine.delete({ where: { disputeId_invoiceId: { disputeId, invoiceId } } });
  await tx.dispute.update({ where: { id: disputeId }, data: { revision: { increment: 1 } } });
  const after = await readDispute(tx, disputeId, dispute.customer);
  const at = new Date(now);
  await deriveHolds(tx, organization.id, after, { by, at });
  const more = { fields: ['invoices'], deadlineOn: dispute.deadlineOn };
  await auditDispute(tx, organization.id, dispute, { kind: 'dispute.changed', more, by, at });
  await wakeCases(tx, organization, [invoiceId], { signal: 'hold', detail: { disputeId } });
}
