import { newId } from '@puntual/db/ids';
import type { Tx } from '@puntual/db/database';
import type { OrganizationRef } from '../record/refs.ts';

/** The source of the report that takes a report of collected money back; its id is the row id of that report. */
export const REVERSAL_SOURCE = '/people/reversals';

/**
 * Takes a report of collected money (row id) back: one more report of the amount below zero, and the opposite of each
 * entry that the first one made in the agency's account, so that the commission is the one that was booked, whatever
 * the terms are by now. Returns false when it was taken back before. Needs the customer's lock.
 */
export async function reverseCollection(
  tx: Tx,
  { id: organizationId }: OrganizationRef,
  { reportRowId, by }: { readonly reportRowId: string; readonly by: string },
  at: Date,
): Promise<boolean> {
  const key = { organizationId, source: REVERSAL_SOURCE, reportId: reportRowId };
  if (await tx.agencyReport.findUnique({ where: { organizationId_source_reportId: key } })) return false;
  const { placementId, outcome, on, amountMinor, currency } = await tx.agencyReport.findUniqueOrThrow({
    where: { id: reportRowId },
  });
  const id = newId();
  const amount = { amountMinor: -(amountMinor ?? 0n), currency };
  await tx.agencyReport.create({ data: { id, ...key, placementId, outcome, on, ...amount, receivedAt: at } });
  const booked = await tx.agencyEntry.findMany({ where: { organizationId, reportId: reportRowId } });
  await tx.agencyEntry.createMany({
    data: booked.map((entry) => ({
      ...entry,
      id: newId(),
      reportId: id,
      amountMinor: -entry.amountMinor,
      notedAt: at,
      notedBy: by,
    })),
  });
  return true;
}
