import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { tooManyRequests } from './api-problem.ts';
import { unsupported } from './errors.filter.ts';
import { routeOf, type HttpRequest, type HttpResponse } from './http.ts';
import {
  AGENCY_REPORT_BYTES,
  ANSWER_BODY_BYTES,
  BODIES_BYTES,
  BODY_BYTES,
  LARGE_BODY_BYTES,
  PERSON_FORM_BYTES,
  SIGN_IN_BODY_BYTES,
} from './limits.ts';
import { encodingOf, parseJsonBody, readBody } from './read-body.ts';
import { hasBody } from './same-origin.ts';

/** Routes whose JSON may be larger than that of others. */
const LARGE = new Set(['POST /v1/events', 'POST /v1/policies/simulate', 'POST /v1/reconcile']);
/** Routes that read the body themselves, as it comes. */
const GIVEN_FILES = new Set([
  'POST /v1/imports',
  'POST /v1/disputes/:id/files',
  'POST /webhooks/inbound/:org',
  'POST /portal/:token/:page',
  'POST /portal/renew',
]);
/**
 * Routes that get the very bytes, with their largest size: a webhook's signature is over them. Nobody has signed in for
 * these routes, so nothing is inflated for them.
 */
const RAW: ReadonlyMap<string, number> = new Map([
  ['POST /webhooks/resend', BODY_BYTES],
  ['POST /webhooks/agencies/:org/:key', AGENCY_REPORT_BYTES],
  ['POST /sign-in', SIGN_IN_BODY_BYTES],
  ['POST /sign-in/password', PERSON_FORM_BYTES],
  ['POST /sign-in/code', PERSON_FORM_BYTES],
  ['POST /sign-in/invitation', PERSON_FORM_BYTES],
  ['POST /sign-in/reset', PERSON_FORM_BYTES],
  ['POST /sign-in/provider', PERSON_FORM_BYTES],
  ['POST /sign-in/passkey', PERSON_FORM_BYTES],
  ['POST /sign-in/passkey/options', PERSON_FORM_BYTES],
  ['POST /dispute-question', ANSWER_BODY_BYTES],
]);

/** Reads the bodies of requests that the guard has let in: one without a credential costs no more than its look-up. */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  /** Bytes that bodies in memory have at most, until their answers are sent. */
  private reservedBytes = 0;

  /** Throws the problems of `readBody` and `parseJsonBody`, 415 `not-json`, and 429 when too many bodies are held. */
  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const response = context.switchToHttp().getResponse<HttpResponse>();
    const route = routeOf(request) ?? '';
    const reading = request.method !== 'GET' && request.method !== 'HEAD';
    if (reading && hasBody(request) && !GIVEN_FILES.has(route))
      request.body = await this.read(route, request, response);
    return next.handle();
  }

  private async read(route: string, request: HttpRequest, response: HttpResponse): Promise<unknown> {
    const rawBytes = RAW.get(route);
    if (rawBytes !== undefined) {
      if (encodingOf(request) !== 'identity') throw unsupported();
      return readBody(request, rawBytes);
    }
    if (!isJson(request)) throw unsupported();
    const limit = LARGE.has(route) ? LARGE_BODY_BYTES : BODY_BYTES;
    this.reserve(sizeOf(request, limit), response);
    return parseJsonBody(await readBody(request, limit));
  }

  private reserve(bytes: number, response: HttpResponse): void {
    if (this.reservedBytes + bytes > BODIES_BYTES) throw tooManyRequests(1);
    this.reservedBytes += bytes;
    response.once('close', () => {
      this.reservedBytes -= bytes;
    });
  }
}

// What the body may weigh in memory: its length where the sender says so, else the most that is taken.
function sizeOf(request: HttpRequest, limit: number): number {
  const length = request.headers['content-length'];
  return length === undefined || encodingOf(request) !== 'identity' ? limit : Math.min(Number(length), limit);
}

function isJson(request: HttpRequest): boolean {
  const type = request.headers['content-type'] ?? '';
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1] ?? 'utf-8';
  return (
    /^application\/(json|cloudevents\+json|cloudevents-batch\+json)(\s*;|$)/i.test(type) && /^utf-?8$/i.test(charset)
  );
}
