import { ApplicationFailure } from '@temporalio/activity';
import { isDatabaseAway } from '@puntual/db/database';
import { errorFields, type Logger } from '@puntual/platform/log';

/**
 * Wraps activities so that what reaches a workflow history is our own words: drivers and providers put data (addresses, names, SQL with values) into their errors.
 * The log gets the code and the place; both are retried by the workflow's policy.
 */
export function plainFailures<T extends object>(activities: T, log: Pick<Logger, 'error' | 'warn'>): T {
  const wrapped = Object.entries(activities as Record<string, (...args: unknown[]) => Promise<unknown>>).map(([name, activity]) => [name, async (...args: unknown[]) => {
    try {
      return await activity(...args);
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
      const away = isDatabaseAway(error);
      log[away ? 'warn' : 'error']({ ...errorFields(error), activity: name }, 'an activity failed and is tried again');
      throw ApplicationFailure.create({ message: away ? 'the database does not answer' : `${name} failed; its cause is in the worker's log`, type: away ? 'DatabaseAway' : 'Unexpected', ...(away ? { category: 'BENIGN' as const } : {}) });
    }
  }]);
  return Object.fromEntries(wrapped) as T;
}
