import { AGENCY_SOURCE } from '@puntual/casework/intake/take-agency-report';
import { takeEvents } from '@puntual/casework/intake/take-events';
import type { AgencyReportInput } from '@puntual/contracts/api/agencies';
import { eventSchema } from '@puntual/contracts/events/events';
import { refusalsOf } from '@puntual/domain/refusals/schema-issues';
import type { ApiParts } from '../http/api-parts.ts';
import { invalid, notFound } from '../http/api-problem.ts';

/** A report of a placement. `agencyKey`: of the agency that reports; null: a person reports for it. */
type PlacementReport = AgencyReportInput & { readonly placementId: string; readonly agencyKey: string | null };

/**
 * Takes a report the way an event is taken, so that it counts once, whatever way it comes. Throws 404 for a placement
 * that the organization does not have, and 422 for a report that is refused.
 */
export async function takeReport(
  { database, clock }: Pick<ApiParts, 'database' | 'clock'>,
  organization: { readonly id: string; readonly slug: string },
  { placementId, agencyKey, reportId, ...report }: PlacementReport,
): Promise<'taken' | 'duplicate'> {
  const [debt] = await database.inOrganization(
    organization.id,
    (tx) => tx.$queryRaw<{ invoice_id: string; customer_id: string }[]>`
      SELECT i.invoice_id, c.customer_id
      FROM placement p JOIN invoice i ON i.id = p.invoice_id JOIN customer c ON c.id = i.customer_id
      WHERE p.id = ${placementId}::uuid`,
  );
  if (!debt) throw notFound();
  const event = eventSchema.safeParse(
    {
      specversion: '1.0',
      id: `${placementId}/${reportId}`,
      source: agencyKey === null ? '/people' : `${AGENCY_SOURCE}${agencyKey}`,
      org: organization.slug,
      time: new Date(clock.now()).toISOString(),
      type: 'puntual.agency.reported.v1',
      data: { invoiceId: debt.invoice_id, customerId: debt.customer_id, ...report },
    },
    { reportInput: true },
  );
  if (!event.success) throw invalid(refusalsOf(event.error));
  const [verdict] = await takeEvents(database, organization.slug, [event.data], new Date(clock.now()));
  if (verdict?.verdict === 'rejected') throw invalid([{ path: '', ...verdict.refusal }]);
  return verdict?.verdict === 'duplicate' ? 'duplicate' : 'taken';
}
