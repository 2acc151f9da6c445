import { evaluateCase } from '@puntual/casework/cases/evaluate-case';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { CaseActivities, CaseStep } from '@puntual/workflows/activities';
import { withOrganizationId } from './resolve-organization.ts';

/**
 * Creates the local activity that evaluates a case. The workflow passes and receives server time; the rules use the
 * virtual clock.
 */
export function takeNextStepActivity(database: Database, clock: Clock): CaseActivities {
  return {
    takeNextStep: async (invoice, serverNow): Promise<CaseStep> => {
      const step = await evaluateCase(database, await withOrganizationId(database, invoice), clock.fromReal(serverNow));
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
