import { render } from '@testing-library/react';
import { createMemoryHistory } from '@tanstack/react-router';
import { App } from '../src/App.tsx';
import { createQueryClient } from '../src/query-client.ts';
import { createPageRouter } from '../src/router.tsx';
import { sessionFixture } from './fixtures.ts';

/** The server's answer to each "GET /v1/..." (the path without its query): the body of a 200, or a whole Response. */
export type Answers = Record<string, unknown>;
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  language: string | null;
}

/** A refusal in the form in which the server writes it. */
export function problem(
  status: number,
  code: string,
  detail: string,
  errors?: { path: string; message: string }[],
): Response {
  return new Response(
    JSON.stringify({ type: 'about:blank', title: code, status, code, detail, ...(errors ? { errors } : {}) }),
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}

// The body of a request: JSON, or the file that is uploaded.
function bodyOf(sent: string): unknown {
  try {
    return JSON.parse(sent) as unknown;
  } catch {
    return sent;
  }
}

/**
 * Opens the web UI at `path` with a server that gives `answers`. An answer that is a function is called with each
 * request; a promise delays the answer. A request without an answer gets 404. `calls` lists the requests so far, and
 * `router` has the current URL.
 */
export function openPage(path: string, answers: Answers) {
  const calls: Call[] = [];
  const known: Answers = {
    'GET /v1/session': sessionFixture(),
    'GET /v1/tasks': { items: [], nextCursor: null },
    ...answers,
  };
  globalThis.fetch = async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    const sent = await request.text();
    const call: Call = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      body: sent === '' ? undefined : bodyOf(sent),
      language: request.headers.get('accept-language'),
    };
    calls.push(call);
    const answer = known[`${call.method} ${call.path}`];
    const given: unknown = await (typeof answer === 'function' ? (answer as (call: Call) => unknown)(call) : answer);
    if (given === undefined) return problem(404, 'not-found', `nothing is listed for ${call.method} ${call.path}`);
    return given instanceof Response ? given.clone() : new Response(JSON.stringify(given), { status: 200 });
  };
  const router = createPageRouter(createMemoryHistory({ initialEntries: [path] }));
  const queryClient = createQueryClient();
  const view = render(<App router={router} queryClient={queryClient} />);
  return { calls, router, queryClient, ...view };
}
