import type { CustomerKind } from '@puntual/domain/policy/vocabulary';
import type { Tx } from '@puntual/db/database';
import { agencyFor } from './agencies.ts';
import { noteForAgency } from './agency-messages.ts';

/**
 * Lets the cases of these invoices tell their agencies again. What perhaps arrived keeps its id, so that the agency can
 * know it again; what was refused is told anew; a debt without an agency gets one by the rules of today.
 */
export async function tellAgenciesAgain(
  tx: Tx,
  { organizationId, invoiceRowIds }: { readonly organizationId: string; readonly invoiceRowIds: readonly string[] },
  now: number,
): Promise<void> {
  const placements = await tx.placement.findMany({
    where: { invoiceId: { in: [...invoiceRowIds] }, state: { in: ['approved', 'placed'] } },
    select: { id: true, state: true, agencyId: true, invoiceId: true, customerId: true },
  });
  await repeatMessages(
    tx,
    organizationId,
    placements.map(({ id }) => id),
    new Date(now),
  );
  for (const placement of placements)
    if (placement.state === 'approved' && placement.agencyId === null)
      await chooseAgain(tx, organizationId, placement, now);
}

async function repeatMessages(
  tx: Tx,
  organizationId: string,
  placementIds: readonly string[],
  at: Date,
): Promise<void> {
  const ofPlacements = { placementId: { in: [...placementIds] } };
  await tx.agencyMessage.updateMany({
    where: { ...ofPlacements, state: 'unknown' },
    data: { state: 'pending', attempts: 1, error: null, settledAt: null },
  });
  const refused = await tx.agencyMessage.updateManyAndReturn({
    where: { ...ofPlacements, state: 'refused' },
    data: { state: 'withdrawn' },
  });
  // The case itself makes the hand-over and the recall anew.
  for (const { placementId, kind, body } of refused)
    if (kind === 'changed') await noteForAgency(tx, { organizationId, placementId }, { kind, body }, at);
}

async function chooseAgain(
  tx: Tx,
  organizationId: string,
  placement: { readonly id: string; readonly invoiceId: string; readonly customerId: string },
  now: number,
): Promise<void> {
  const invoice = await tx.invoice.findUniqueOrThrow({ where: { id: placement.invoiceId } });
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: placement.customerId } });
  const debt = {
    country: customer.country,
    kind: customer.kind as CustomerKind,
    openMinor: invoice.openMinor + invoice.chargesMinor,
    currency: invoice.currency,
  };
  const agencyId = await agencyFor(tx, organizationId, debt, now);
  if (agencyId != null) await tx.placement.update({ where: { id: placement.id }, data: { agencyId } });
}
