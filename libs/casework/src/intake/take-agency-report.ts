import type { EventOf } from '@puntual/contracts/events/events';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { wakeCases } from '../record/wake-cases.ts';
import type { OrganizationRef } from '../record/refs.ts';
import type { Verdict } from './verdict.ts';

/**
 * Records what the agency reports of a placement; `returned` ends the placement and wakes the case. Money that the agency
 * collected arrives as a payment event. Rejects a report of an unknown invoice, of another customer's invoice, or of an
 * invoice that is not with an agency.
 */
export async function takeAgencyReport(
  tx: Tx,
  organization: OrganizationRef,
  event: EventOf<'puntual.agency.reported.v1'>,
  now: Date,
): Promise<Verdict> {
  const invoice = await tx.invoice.findUnique({
    where: { organizationId_invoiceId: { organizationId: organization.id, invoiceId: event.data.invoiceId } },
  });
  if (!invoice)
    return {
      verdict: 'rejected',
      code: 'invalid',
      reason: `data.invoiceId: there is no invoice ${event.data.invoiceId}.`,
    };
  const customer = await tx.customer.findUnique({ where: { id: invoice.customerId }, select: { customerId: true } });
  if (customer?.customerId !== event.data.customerId)
    return {
      verdict: 'rejected',
      code: 'invalid',
      reason: `data.customerId: invoice ${event.data.invoiceId} belongs to another customer.`,
    };
  const placement = await tx.placement.findFirst({ where: { invoiceId: invoice.id, state: 'placed' } });
  if (!placement)
    return {
      verdict: 'rejected',
      code: 'invalid',
      reason: `data.invoiceId: invoice ${event.data.invoiceId} is not with an agency.`,
    };
  await tx.placement.update({
    where: { id: placement.id },
    data: {
      ...(event.data.reference ? { agencyRef: event.data.reference } : {}),
      ...(event.data.outcome === 'returned' ? { state: 'recalled', recalledAt: now } : {}),
    },
  });
  await writeAudit(tx, organization.id, [
    {
      at: now,
      kind: `agency.${event.data.outcome}`,
      actor: `erp:${event.source}`,
      customerRowId: invoice.customerId,
      invoiceRowId: invoice.id,
      data: {
        on: event.data.on,
        ...(event.data.amount ? { amount: event.data.amount, currency: event.data.currency } : {}),
      },
    },
  ]);
  if (event.data.outcome === 'returned')
    await wakeCases(tx, organization, [invoice.id], {
      signal: 'placement',
      detail: { placementId: placement.id, returned: 'yes' },
    });
  return { verdict: 'accepted' };
}
