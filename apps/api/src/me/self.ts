import type { Self } from '@puntual/casework/access/own-access';
import { ApiProblem } from '../http/api-problem.ts';
import { actorOf, type Caller } from '../http/caller.ts';

/**
 * The person of a session. Throws 409 `not-a-person` for a key, also one that a person made, and for the session of a
 * link of nobody in particular.
 */
export function selfOf(caller: Caller): Self {
  if (caller.kind !== 'session' || caller.userId === null)
    throw new ApiProblem(409, { code: 'not-a-person', values: {} });
  return { actor: actorOf(caller), userId: caller.userId, sessionId: caller.credentialId };
}
