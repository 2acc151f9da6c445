import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Problem } from '@puntual/contracts/api/common';
import { isDatabaseAway } from '@puntual/db/database';
import { errorFields } from '@puntual/platform/log';
import { ThreadError } from '@puntual/platform/threads/thread-pool';
import { API_PARTS, type ApiParts } from './api-parts.ts';
import { ApiProblem, notFound, tooManyRequests } from './api-problem.ts';
import { routeOf, wantsPage, type HttpRequest, type HttpResponse } from './http.ts';
import { languageOf } from './language.ts';
import { HEAVY_RETRY_SECONDS } from './limits.ts';
import { page, sayInAll } from './page.ts';
import { REFUSAL_RECORDER, type RefusalRecorder } from './refusal-recorder.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};
const RETRY_SECONDS = '5';

/**
 * Answers every error as `application/problem+json` (RFC 9457) with a stable code and without a stack, and on the pages
 * that people open, as HTML.
 */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  private readonly parts: ApiParts;
  private readonly refusals: RefusalRecorder;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(REFUSAL_RECORDER) refusals: RefusalRecorder) {
    this.parts = parts;
    this.refusals = refusals;
  }

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const response = http.getResponse<HttpResponse>();
    const problem = problemOf(error);
    if (problem.status >= 500)
      this.parts.log.error({ ...errorFields(error), route: routeOf(request), code: problem.code }, 'a request failed');
    if (response.headersSent) {
      response.end();
      return;
    }
    if (problem.status === 403 && request.caller)
      await this.refusals.add(request.caller, routeOf(request) ?? 'unknown', problem.code);
    sendProblem(request, response, problem);
  }
}

/** Answers a request with a problem: as JSON, or as a page for a browser. */
export function sendProblem(request: HttpRequest, response: HttpResponse, problem: ApiProblem): void {
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response.setHeader('cache-control', 'no-store');
  response.statusCode = problem.status;
  if (wantsPage(request) && /^\/(outbox|sign-in|dispute-question|portal)(\/|$)/.test(request.path)) {
    response.type('html').send(
      page(
        'Puntual',
        sayInAll((language) => problem.detail(language)),
      ),
    );
    return;
  }
  const language = languageOf(request);
  const faults = problem.faults(language);
  const body: Problem = {
    type: 'about:blank',
    title: TITLES[problem.status] ?? 'Error',
    status: problem.status,
    code: problem.code,
    detail: problem.detail(language),
    ...(faults ? { errors: faults } : {}),
  };
  response.setHeader('content-type', 'application/problem+json; charset=utf-8');
  response.end(JSON.stringify(body));
}

/** The problem that an error is answered with. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof HttpException) return problemOfStatus(error.getStatus(), error);
  if (isDatabaseAway(error)) return databaseAway();
  if (error instanceof ThreadError) return problemOfThread(error);
  return new ApiProblem(500, { code: 'unexpected', values: {} });
}

// Work that a thread did not do.
function problemOfThread(cause: ThreadError): ApiProblem {
  const seconds = HEAVY_RETRY_SECONDS;
  switch (cause.reason) {
    case 'full':
    case 'closed':
      return new ApiProblem(
        503,
        { code: 'busy', values: { seconds } },
        { headers: { 'retry-after': String(seconds) }, cause },
      );
    case 'full-of-one':
      return tooManyRequests(seconds);
    case 'too-long':
    case 'out-of-memory':
      return new ApiProblem(503, { code: 'too-heavy', values: {} }, { cause });
    case 'database-away':
      return databaseAway(cause);
    case 'failed':
      return new ApiProblem(500, { code: 'unexpected', values: {} }, { cause });
  }
}

function databaseAway(cause?: unknown): ApiProblem {
  return new ApiProblem(
    503,
    { code: 'database-away', values: { eventsTaken: null } },
    { headers: { 'retry-after': RETRY_SECONDS }, cause },
  );
}

function problemOfStatus(status: number, cause: unknown): ApiProblem {
  switch (status) {
    case 400:
      return new ApiProblem(400, { code: 'unreadable', values: {} }, { cause });
    case 404:
      return notFound();
    case 413:
      return new ApiProblem(413, { code: 'too-large', values: { what: 'body' } }, { cause });
    case 415:
      return unsupported();
    default:
      return status >= 500
        ? new ApiProblem(500, { code: 'unexpected', values: {} }, { cause })
        : new ApiProblem(status, { code: 'other-status', values: { status } }, { cause });
  }
}

/** The 415 problem: the API does not read bodies of this content type. */
export function unsupported(): ApiProblem {
  return new ApiProblem(415, { code: 'not-json', values: {} });
}
