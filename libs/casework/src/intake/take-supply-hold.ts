import type { EventOf } from '@puntual/contracts/events/events';
import type { Tx } from '@puntual/db/database';
import { confirmSupplyHold, releasedEvent, type HeldInvoice } from '../supply/supply-holds.ts';
import { writeAudit } from '../record/audit.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';
import type { EventRefusal, Verdict } from './verdict.ts';

/**
 * Records that the ERP stopped supply, as a supply hold asked for. When the hold was lifted while the ERP stopped, the
 * release is announced again, so that the ERP hears it last. Rejects an unknown invoice, one of another customer, and
 * one for which no hold was requested.
 */
export async function takeSupplyHoldConfirmed(
  tx: Tx,
  organization: OrganizationRef,
  event: EventOf<'puntual.supply-hold.confirmed.v1'>,
  now: Date,
): Promise<Verdict> {
  const { invoiceId, customerId, on } = event.data;
  const row = await tx.invoice.findUnique({
    where: { organizationId_invoiceId: { organizationId: organization.id, invoiceId } },
    select: { id: true, number: true, customerId: true },
  });
  if (!row) return rejected({ code: 'reported-invoice-unknown', values: { invoiceId } });
  const owner = await tx.customer.findUnique({ where: { id: row.customerId }, select: { customerId: true } });
  if (owner?.customerId !== customerId)
    return rejected({ code: 'belongs-to-another-customer', values: { of: 'invoice', id: invoiceId } });
  const invoice: HeldInvoice = {
    organizationId: organization.id,
    invoiceRowId: row.id,
    invoiceId,
    number: row.number,
    customerRowId: row.customerId,
    customerId,
  };
  const outcome = await confirmSupplyHold(tx, invoice, on, now);
  if (outcome === null) return rejected({ code: 'supply-hold-not-requested', values: { invoiceId } });
  if (outcome === 'lifted') await writeOutbox(tx, organization, [releasedEvent(invoice, now)]);
  if (outcome !== 'confirmed-before')
    await writeAudit(tx, organization.id, [
      {
        at: now,
        kind: 'supply-hold.confirmed',
        actor: `erp:${event.source}`,
        customerRowId: row.customerId,
        invoiceRowId: row.id,
        data: { on, ...(outcome === 'lifted' ? { releasedAgain: true } : {}) },
      },
    ]);
  return { verdict: 'accepted' };
}

function rejected(refusal: EventRefusal): Verdict {
  return { verdict: 'rejected', code: 'invalid', refusal };
}
