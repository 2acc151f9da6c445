import { ApplicationFailure } from '@temporalio/activity';
import { isDatabaseAway } from '@puntual/db/database';
import { errorFields, type Logger } from '@puntual/platform/log';

/** Most bytes that an activity's result may have in a history: results are ids, instants and a few words. Above 4 MB the server would never take it and the activity would hang. */
export const MOST_RESULT_BYTES = 16 * 1024;

/**
 * Wraps activities so that what reaches a workflow history is our own words: drivers and providers put data (addresses, names, SQL with values) into their errors.
 * The log gets the code and the place; both are retried by the workflow's policy. A result that is too large for a history is a failure that says so.
 */
export function redactFailures<T extends object>(activities: T, log: Pick<Logger, 'error' | 'warn'>): T {
  const wrapped = Object.entries(activities as Record<string, (...args: unknown[]) => Promise<unknown>>).map(
    ([name, activity]) => [
      name,
      async (...args: unknown[]) => {
        try {
          return refuseLarge(name, await activity(...args));
        } catch (error) {
          if (error instanceof ApplicationFailure) throw error;
          const away = isDatabaseAway(error);
          log[away ? 'warn' : 'error'](
            { ...errorFields(error), activity: name },
            'an activity failed and is tried again',
          );
          throw ApplicationFailure.create({
            message: away ? 'the database does not answer' : `${name} failed; its cause is in the worker's log`,
            type: away ? 'DatabaseAway' : 'Unexpected',
            ...(away ? { category: 'BENIGN' as const } : {}),
          });
        }
      },
    ],
  );
  return Object.fromEntries(wrapped) as T;
}

function refuseLarge(name: string, result: unknown): unknown {
  const bytes = result === undefined ? 0 : Buffer.byteLength(JSON.stringify(result));
  if (bytes > MOST_RESULT_BYTES)
    throw ApplicationFailure.create({
      message: `the result of ${name} has ${bytes} bytes, at most ${MOST_RESULT_BYTES} go into a history: return ids, not documents`,
      type: 'ResultTooLarge',
    });
  return result;
}
