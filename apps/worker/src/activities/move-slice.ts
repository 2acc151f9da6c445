import { moveNextCases } from '@puntual/casework/policies/move-cases';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { MoveActivities } from '@puntual/workflows/activities';
import { refOf } from './ref-of.ts';

/** The next slice of a move of cases to a new version of their policy. */
export function moveSliceActivity(database: Database, clock: Clock): MoveActivities {
  return {
    moveSlice: async (move, serverNow) =>
      moveNextCases(database, await refOf(database, move), clock.fromReal(serverNow)),
  };
}
