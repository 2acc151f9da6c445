import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { findCredential, isAlive } from '@puntual/casework/access/credentials';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { routeOf, type HttpRequest, type HttpResponse } from '../http/http.ts';
import { FAILURES_AT_ONCE, FAILURES_PER_SECOND, REQUESTS_AT_ONCE, REQUESTS_PER_SECOND } from '../http/limits.ts';
import type { Caller } from '../http/caller.ts';
import { RateLimit } from './rate-limit.ts';
import { rights } from './roles.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import { readSessionCookie } from '../http/session-cookie.ts';

const LONGEST_TOKEN = 200;

/**
 * Admits a request when its caller has a role that the table of rights lists for the route. A route that the table does
 * not list is refused to everybody.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  /** One bucket per credential. */
  readonly requests = new RateLimit(REQUESTS_AT_ONCE, REQUESTS_PER_SECOND);
  private readonly failures = new RateLimit(FAILURES_AT_ONCE, FAILURES_PER_SECOND);

  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  /**
   * Returns true, or throws a problem: 401 `not-signed-in`, 403 `forbidden` or `cross-site`, 429 `too-many-requests`.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const allowed = rights[routeOf(request) ?? ''];
    if (allowed === 'everybody') return true;
    const caller = await this.identify(request);
    context.switchToHttp().getResponse<HttpResponse>().setHeader('cache-control', 'no-store');
    const seconds = this.requests.take(caller.credentialId);
    if (seconds > 0) throw tooMany(seconds);
    if (!allowed?.includes(caller.role)) {
      throw new ApiProblem(403, { code: 'forbidden', values: { role: caller.role } });
    }
    request.caller = caller;
    return true;
  }

  private async identify(request: HttpRequest): Promise<Caller> {
    const bearer = /^Bearer +([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer ?? (request.headers.authorization === undefined ? readSessionCookie(request) : null);
    const found = token && token.length <= LONGEST_TOKEN ? await findCredential(this.parts.database, token) : null;
    // Sessions and keys expire in real time, because the virtual clock may pass a day in seconds.
    if (
      !found ||
      found.kind === 'sign-in' ||
      !isAlive(found, Date.now()) ||
      (bearer === undefined && found.kind !== 'session')
    ) {
      // A request without a credential does not count as a failed sign-in: it guesses nothing and costs no query.
      const seconds = token === null ? 0 : this.failures.take(request.ip ?? '');
      if (seconds > 0) throw tooMany(seconds);
      throw new ApiProblem(401, { code: 'not-signed-in', values: {} }, { headers: { 'www-authenticate': 'Bearer' } });
    }
    if (
      bearer === undefined &&
      request.method !== 'GET' &&
      request.method !== 'HEAD' &&
      !isSameOrigin(request, this.parts.settings)
    ) {
      throw new ApiProblem(403, { code: 'cross-site', values: {} });
    }
    return {
      credentialId: found.id,
      organizationId: found.organizationId,
      slug: found.slug,
      role: found.role,
      name: found.name,
      kind: found.kind,
    };
  }
}

function tooMany(seconds: number): ApiProblem {
  return new ApiProblem(
    429,
    { code: 'too-many-requests', values: { seconds } },
    { headers: { 'retry-after': String(seconds) } },
  );
}
