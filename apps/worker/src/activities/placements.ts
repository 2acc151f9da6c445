import { prepareHandOver, readPlacement, settlePlacement } from '@puntual/casework/cases/placement';
import {
  nextForAgency,
  recallForAgency,
  settleTold,
  type AgencyTask,
  type Told,
} from '@puntual/casework/cases/tell-agency';
import type { CaseRef } from '@puntual/casework/record/refs';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { DeliveryActivities } from '@puntual/workflows/activities';
import type { AgencyAdapters } from '../channels/agencies.ts';
import type { Channels } from '../channels/channels.ts';
import { withOrganizationId } from './resolve-organization.ts';

/**
 * Creates the activities that tell agencies: that an approved debt is placed with them or has changed, and that a
 * placement is recalled. Both are idempotent by the ids of the placement and of what is told.
 */
export function placementActivities(
  database: Database,
  clock: Clock,
  { agency, agencies }: Pick<Channels, 'agency' | 'agencies'>,
): Pick<DeliveryActivities, 'placeWithAgency' | 'recallPlacement'> {
  const nowOf = (serverNow: number) => Math.max(clock.fromReal(serverNow), clock.now());
  const tell = (ref: CaseRef, task: AgencyTask, now: number) => tellAgency({ database, agencies }, ref, task, now);
  return {
    placeWithAgency: async (invoice, placementId, serverNow) => {
      const ref = await withOrganizationId(database, invoice);
      // The agency may have been away for days, and the debt may have been paid since: the rules decide again, and the
      // pack is of this day.
      const now = nowOf(serverNow);
      const task = await nextForAgency(database, ref, placementId, now);
      if (task) return tell(ref, task, now);
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
      const task = await recallForAgency(database, ref, placementId, nowOf(serverNow));
      if (task) return tell(ref, task, nowOf(serverNow));
      const placement = await readPlacement(database, ref, placementId);
      if (!placement || placement.state !== 'placed' || placement.agencyId !== null) return;
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

// Tries once. Throws when the same thing is to be tried again: Temporal then waits longer each time.
async function tellAgency(
  { database, agencies }: { readonly database: Database; readonly agencies: AgencyAdapters },
  ref: CaseRef,
  task: AgencyTask,
  now: number,
): Promise<void> {
  const told = await tryToTell(agencies, task);
  if ((await settleTold(database, ref, { task, told }, now)) === 'again')
    throw new Error(`the agency was not told (${'error' in told ? told.error : told.kind})`);
}

// What was tried before is looked up first: the agency may have it, and may not know the idempotency key any more.
async function tryToTell(agencies: AgencyAdapters, task: AgencyTask): Promise<Told> {
  if (task.message.kind !== 'placement' || task.triedBefore === 0) return agencies.tell(task);
  const found = await agencies.lookUp(task);
  if (typeof found === 'object') return found;
  if (task.isWanted) return agencies.tell(task);
  return found === 'absent' ? { kind: 'withdrawn' } : { kind: 'ambiguous', error: 'not-looked-up' };
}
