import { PasswordsBusy } from '@puntual/casework/access/passwords';
import { tooManyRequests } from '../http/api-problem.ts';

const RETRY_SECONDS = 5;

/** The result of work that checks passwords; throws 429 `too-many-requests` when too many wait to be checked. */
export async function unlessBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof PasswordsBusy ? tooManyRequests(RETRY_SECONDS) : error;
  }
}
