import createClient from 'openapi-fetch';
import type { paths } from './api-types.ts';
import type { Problem } from './api-views.ts';
import { currentLanguage, i18n } from '../locales/i18n.ts';

/**
 * The server refused a request (RFC 9457) or could not be reached (`status` 0, code `unreachable`). `message` is a
 * sentence in the reader's language.
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** The stable code of the problem, such as `task-already-done`. */
  readonly code: string;
  /** The faults of the input, each with the path of its field (`promise.date`). */
  readonly faults: readonly { readonly path: string; readonly message: string }[];

  constructor(problem: { status: number; code: string; message: string; faults?: ApiProblem['faults'] }) {
    super(problem.message);
    this.status = problem.status;
    this.code = problem.code;
    this.faults = problem.faults ?? [];
  }

  /** Whether the server refused because nobody is signed in. */
  get signedOut(): boolean {
    return this.status === 401;
  }
}

/**
 * The client of the API. It sends the session's cookie, and types each path, parameter, body and answer by
 * `openapi.json`. Its calls reject with ApiProblem.
 */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  headers: { accept: 'application/json' },
  fetch: send,
});

/** The body of an answer, `undefined` for 204. Rejects with ApiProblem, or with the reason of an abort. */
export async function bodyOf<Answer extends { data?: unknown }>(call: Promise<Answer>): Promise<BodyOf<Answer>> {
  return (await call).data as BodyOf<Answer>;
}

// `send` throws every refusal, so that only successful answers remain.
type BodyOf<Answer> = Extract<Answer, { error?: never }> extends { data: infer Body } ? Body : never;

async function send(request: Request): Promise<Response> {
  request.headers.set('accept-language', currentLanguage());
  const answer = await reach(request);
  if (!answer.ok) throw readProblem(answer.status, await answer.text());
  return answer;
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiProblem({ status: 0, code: 'unreachable', message: i18n.t('problem.offline') });
  }
}

function readProblem(status: number, text: string): ApiProblem {
  const problem = parseProblem(text);
  return new ApiProblem({
    status,
    code: problem.code ?? `http-${status}`,
    message: problem.detail ?? problem.title ?? i18n.t('problem.unreadable', { status }),
    ...(problem.errors ? { faults: problem.errors } : {}),
  });
}

/** The problem document in `text`; empty when it is none, because a proxy may answer with a page of its own. */
function parseProblem(text: string): Partial<Problem> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
