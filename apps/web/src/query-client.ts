import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './client/api.ts';
import { isSignedOut, sessionQuery } from './features/session/session-query.ts';

const MOST_RETRIES = 2;

/** The cache of everything read. What the server refuses is not asked again; a 401 anywhere makes the session be looked at. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (isSignedOut(error) && query.queryKey[0] !== sessionQuery.queryKey[0])
          void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      },
    }),
    defaultOptions: {
      queries: {
        networkMode: 'always', // the demonstration runs on this machine: being offline does not stop it
        staleTime: 1_000,
        retry: (failures, error) =>
          failures < MOST_RETRIES && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return client;
}
