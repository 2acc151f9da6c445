import { prepareHandOver, readPlacement, settlePlacement } from '@puntual/casework/cases/placement';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { DeliveryActivities } from '@puntual/workflows/activities';
import type { Agency } from '../channels/agency.ts';
import { withOrganizationId } from './resolve-organization.ts';

/**
 * Creates the activities that place an approved debt with the collection agency and recall a placement that was
 * settled. Both are idempotent by the placement's id.
 */
export function placementActivities(
  database: Database,
  clock: Clock,
  agency: Agency,
): Pick<DeliveryActivities, 'placeWithAgency' | 'recallPlacement'> {
  return {
    placeWithAgency: async (invoice, placementId, serverNow) => {
      const ref = await withOrganizationId(database, invoice);
      // The agency may have been away for days, and the debt may have been paid since: the rules decide again, and the
      // pack is of this day.
      const now = Math.max(clock.fromReal(serverNow), clock.now());
      const placement = await prepareHandOver(database, ref, placementId, now);
      if (!placement) return;
      const agencyRef = await agency.place(
        placementId,
        { ...(placement.pack as object), packHash: placement.packHash },
        [],
      );
      await settlePlacement(database, ref, { placementId, state: 'placed', agencyRef }, now);
    },
    recallPlacement: async (invoice, placementId, serverNow) => {
      const ref = await withOrganizationId(database, invoice);
      const placement = await readPlacement(database, ref, placementId);
      if (!placement || placement.state !== 'placed') return;
      await agency.recall(placementId, placement.agencyRef ?? placementId, 'settled');
      await settlePlacement(
        database,
        ref,
        { placementId, state: 'recalled', agencyRef: placement.agencyRef },
        clock.fromReal(serverNow),
      );
    },
  };
}
