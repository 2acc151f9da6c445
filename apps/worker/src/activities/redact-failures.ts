import { ApplicationFailure } from '@temporalio/activity';
import { isDatabaseAway } from '@puntual/db/database';
import { errorFields, type Logger } from '@puntual/platform/log';

/**
 * Most bytes of an activity's result; results are ids, instants and a few words. A result above 4 MB could never be
 * reported to the server, and the activity would hang.
 */
export const MOST_RESULT_BYTES = 16 * 1024;

/**
 * Wraps activities so that workflow histories hold only our own error texts, because errors of drivers and providers
 * contain data (addresses, names, SQL with values). The log gets code and stack. The workflow's retry policy applies as
 * before. A result above `MOST_RESULT_BYTES` becomes a failure that says so.
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
      message:
        `the result of ${name} has ${bytes} bytes, at most ${MOST_RESULT_BYTES} go into a history: return ids, not ` +
        'documents',
      type: 'ResultTooLarge',
    });
  return result;
}
