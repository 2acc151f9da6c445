import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './client/api.ts';
import { isSignedOut, sessionQuery } from './features/session/session-query.ts';

const MOST_RETRIES = 2;

/**
 * The cache of the API's answers. A request that the server refused is not repeated. An answer 401 to any request makes
 * the session be read again, which shows the signed-out page.
 */
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
        // The demonstration runs on this computer, which needs no network for it.
        networkMode: 'always',
        staleTime: 1_000,
        retry: (failures, error) =>
          failures < MOST_RETRIES && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return client;
}
