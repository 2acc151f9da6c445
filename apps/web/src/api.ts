import type { Problem } from '@puntual/contracts/api/schemas';
import { currentLanguage, i18n } from './i18n.ts';

/** The server said no (RFC 9457), or could not be reached (`status` 0, code `unreachable`). `message` is for the person reading. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Stable code of the contract, e.g. `task-already-done`. */
  readonly code: string;
  /** The faults of the input, by path (`promise.date`). */
  readonly faults: readonly { readonly path: string; readonly message: string }[];

  constructor(problem: { status: number; code: string; message: string; faults?: ApiProblem['faults'] }) {
    super(problem.message);
    this.status = problem.status;
    this.code = problem.code;
    this.faults = problem.faults ?? [];
  }

  /** Nobody is signed in. */
  get signedOut(): boolean {
    return this.status === 401;
  }
}

type Query = Readonly<Record<string, string | number | null | undefined>>;

/** `/v1/invoices/{id}` with the ids URI-encoded: `pathOf('invoices', 'F/1', 'plan')` is "/v1/invoices/F%2F1/plan". */
export function pathOf(...segments: string[]): string {
  return `/v1/${segments.map(encodeURIComponent).join('/')}`;
}

/** `path` with the parts of `query` that have a value. */
export function withQuery(path: string, query: Query): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return parts.length === 0 ? path : `${path}?${new URLSearchParams(parts).toString()}`;
}

/** Reads `T`, the contract's view at that path. Rejects with ApiProblem; an abort of `signal` passes as it is. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await request('GET', path, undefined, signal)) as T;
}

/** Sends `body` as JSON and reads the answer, `undefined` for 204. Rejects with ApiProblem. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  return (await request('POST', path, body)) as T;
}

/** Deletes what is at `path`. Rejects with ApiProblem. */
export async function remove(path: string): Promise<void> {
  await request('DELETE', path);
}

async function request(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
  const answer = await send(method, path, body, signal);
  const text = await answer.text();
  if (!answer.ok) throw readProblem(answer.status, text);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

async function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': currentLanguage() };
  if (body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
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

/** A proxy in between may answer with a page instead of a problem document. */
function parseProblem(text: string): Partial<Problem> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
