import { takeNextStep as takeStep } from '@puntual/casework/cases/take-next-step';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { CaseActivities, CaseStep } from '@puntual/workflows/activities';
import { withOrganizationId } from './resolve-organization.ts';

/** The case's look at its facts, as a local activity: instants go in and out in server time, the rules see the clock's. */
export function takeNextStepActivity(database: Database, clock: Clock): CaseActivities {
  return {
    takeNextStep: async (invoice, serverNow): Promise<CaseStep> => {
      const step = await takeStep(database, await withOrganizationId(database, invoice), clock.fromReal(serverNow));
      return step.kind === 'sleep'
        ? {
            kind: 'sleep',
            wakeAt: step.until === null ? null : clock.toReal(step.until),
            waitingFor: step.waitingFor,
            details: step.details,
            did: step.did,
          }
        : step;
    },
  };
}
