import { moveNextCases } from '@puntual/casework/policies/move-cases';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { MoveActivities } from '@puntual/workflows/activities';
import { withOrganizationId } from './resolve-organization.ts';

/** Creates the activity that moves the next slice of cases to a new version of their policy. */
export function moveSliceActivity(database: Database, clock: Clock): MoveActivities {
  return {
    moveSlice: async (move, serverNow) =>
      moveNextCases(database, await withOrganizationId(database, move), clock.fromReal(serverNow)),
  };
}
