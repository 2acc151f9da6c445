import { queryOptions } from '@tanstack/react-query';
import { api, ApiProblem, bodyOf } from '../../client/api.ts';
import { CLOCK_REFRESH_MS, SIGNED_OUT_REFRESH_MS } from '../../client/refresh.ts';

/** Whether the server answered that nobody is signed in. */
export function isSignedOut(error: Error | null): boolean {
  return error instanceof ApiProblem && error.signedOut;
}

/** The session with the platform's time. Rejects with ApiProblem 401 when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => bodyOf(api.GET('/v1/session', { signal })),
  refetchInterval: (query) => (isSignedOut(query.state.error) ? SIGNED_OUT_REFRESH_MS : CLOCK_REFRESH_MS),
  staleTime: 0,
});
