import type { EventOf } from '@puntual/contracts/events/events';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { wakeCases } from '../record/wake-cases.ts';
import type { OrganizationRef } from '../record/refs.ts';
import type { EventRefusal, Verdict } from './verdict.ts';

/**
 * Records what the agency reports of a placement; `returned` ends the placement and wakes the case. Money that the
 * agency collected arrives as a payment event. Rejects a report of an unknown invoice, of another customer's invoice,
 * or of an invoice that is not with an agency.
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
  const { invoiceId, customerId } = event.data;
  if (!invoice) return rejected({ code: 'reported-invoice-unknown', values: { invoiceId } });
  const customer = await tx.customer.findUnique({ where: { id: invoice.customerId }, select: { customerId: true } });
  if (customer?.customerId !== customerId)
    return rejected({ code: 'belongs-to-another-customer', values: { of: 'invoice', id: invoiceId } });
  const placement = await tx.placement.findFirst({ where: { invoiceId: invoice.id, state: 'placed' } });
  if (!placement) return rejected({ code: 'reported-invoice-not-placed', values: { invoiceId } });
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

function rejected(refusal: EventRefusal): Verdict {
  return { verdict: 'rejected', code: 'invalid', refusal };
}
